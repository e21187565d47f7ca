/**
 * When a report was made and how long that took. It is no part of the report, and not told in Markdown: a pull request's text must not change
 * because the clock has. The terminal and the HTML page, which are made anew each time, tell it.
 */
export type Made = {
  /** Seconds since the epoch. */
  readonly at: number;
  /** Seconds. */
  readonly took: number;
};

/** "12.4 s", "3 min 05 s". */
export function durationWords(seconds: number): string {
  if (seconds < 60) return `${seconds.toFixed(1)} s`;
  const whole = Math.round(seconds);
  return `${Math.floor(whole / 60)} min ${String(whole % 60).padStart(2, '0')} s`;
}
