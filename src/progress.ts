/** Tells a person what a long run is doing. Everything goes to stderr; nothing of it is part of the report. */
export type Progress = {
  /** Begins the next stage: "Evaluating 14 hosts before and after". The stage before it ends. */
  readonly stage: (title: string) => void;
  /** What the stage is at now: "9 of 14 hosts, web1". Shown at once on a terminal, now and then elsewhere. */
  readonly update: (text: string) => void;
  /** A line that stays: a warning, or a fact that the reader needs. */
  readonly note: (text: string) => void;
  /** The last stage ends. */
  readonly end: () => void;
};

export type ProgressEffects = {
  readonly write: (text: string) => void;
  /** Milliseconds, monotonic. */
  readonly now: () => number;
  /** Width of the terminal in columns, asked for anew at each redraw. */
  readonly columns: () => number;
};

/** Silent but for notes that warn. */
export function quietProgress(write: (text: string) => void): Progress {
  const nothing = () => {};
  return { stage: nothing, update: nothing, note: (text) => write(`${text}\n`), end: nothing };
}

const REDRAW_MILLISECONDS = 100;
const PLAIN_MILLISECONDS = 10_000;

/** One line for a terminal, redrawn in place; each finished stage leaves a line with the time that it took. */
export function terminalProgress({ write, now, columns }: ProgressEffects): Progress {
  const started = now();
  let stage: { readonly title: string; readonly since: number } | null = null;
  let text = '';
  let drawn = Number.NEGATIVE_INFINITY;
  const clear = '\r\u001b[2K';
  const draw = () => {
    if (stage === null) return;
    const line = `${clock(now() - started)} ${stage.title}${text === '' ? '…' : `: ${text}`}`;
    write(clear + [...line].slice(0, Math.max(10, columns() - 1)).join(''));
    drawn = now();
  };
  const finish = () => {
    if (stage === null) return;
    write(`${clear}${stage.title}${text === '' ? '' : `: ${text}`} (${seconds(now() - stage.since)})\n`);
    stage = null;
  };
  return {
    stage: (title) => {
      finish();
      stage = { title, since: now() };
      text = '';
      draw();
    },
    update: (latest) => {
      text = latest;
      if (now() - drawn >= REDRAW_MILLISECONDS) draw();
    },
    note: (line) => {
      write(`${stage === null ? '' : clear}${line}\n`);
      draw();
    },
    end: finish,
  };
}

/** Lines for a log; with `groups`, one collapsible group per stage as runners of forges understand it. */
export function plainProgress(
  { write, now }: Omit<ProgressEffects, 'columns'>,
  { groups }: { readonly groups: boolean },
): Progress {
  let stage: { readonly title: string; readonly since: number } | null = null;
  let text = '';
  let told = 0;
  const finish = () => {
    if (stage === null) return;
    write(`${text === '' ? 'done' : text} (${seconds(now() - stage.since)})\n`);
    if (groups) write('::endgroup::\n');
    stage = null;
  };
  return {
    stage: (title) => {
      finish();
      stage = { title, since: now() };
      text = '';
      told = now();
      write(groups ? `::group::${title}\n` : `${title}\n`);
    },
    update: (latest) => {
      text = latest;
      if (now() - told < PLAIN_MILLISECONDS) return;
      told = now();
      write(`${latest}\n`);
    },
    note: (line) => write(`${line}\n`),
    end: finish,
  };
}

function seconds(milliseconds: number): string {
  return `${(milliseconds / 1000).toFixed(1)} s`;
}

function clock(milliseconds: number): string {
  const total = Math.floor(milliseconds / 1000);
  return `${String(Math.floor(total / 60)).padStart(2, '0')}:${String(total % 60).padStart(2, '0')}`;
}
