/** The benchmark's tables, in Markdown, so that docs/performance.md can show them as they are. */
import type { FleetMeasurement } from './fleets.ts';
import type { PureMeasurement } from './pure.ts';
import type { StartMeasurement } from './start.ts';

export function fleetTable(fleets: readonly FleetMeasurement[]): string {
  return table(
    ['hosts', 'paths each', 'raw floor', 'whole program', '÷ floor', "guide's way", 'times faster'],
    fleets.map(({ hosts, paths, floor, total, guide }) => [
      String(hosts),
      String(paths),
      inSeconds(floor),
      inSeconds(total),
      ratio(total, floor),
      inSeconds(guide),
      ratio(guide, total),
    ]),
  );
}

export function pureTable(measurements: readonly PureMeasurement[]): string {
  return table(
    ['pure part: hosts', 'paths each', 'time', 'time per host', 'peak memory'],
    measurements.map(({ hosts, paths, seconds, peakBytes }) => [
      String(hosts),
      String(paths),
      inSeconds(seconds),
      `${((1000 * seconds) / hosts).toFixed(1)} ms`,
      `${Math.round(peakBytes / 2 ** 20)} MiB`,
    ]),
  );
}

export function startTable({ help, nothing }: StartMeasurement): string {
  return table(
    ['`--help`', '`node -e 0`', 'ratio'],
    [[`${Math.round(help * 1000)} ms`, `${Math.round(nothing * 1000)} ms`, ratio(help, nothing)]],
  );
}

function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]) => `| ${cells.join(' | ')} |`;
  return `${[line(head), line(head.map(() => '---:')), ...rows.map(line)].join('\n')}\n`;
}

function inSeconds(value: number | null): string {
  return value === null ? '–' : `${value.toFixed(2)} s`;
}

function ratio(value: number | null, by: number | null): string {
  return value === null || by === null ? '–' : `${(value / by).toFixed(2)}`;
}
