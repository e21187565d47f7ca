import type { Made } from './made.ts';
import type { Report } from './report.ts';
import { matterLines, packageLines } from './terminal/changes.ts';
import { footerLines, inputRows, sizeRows } from './terminal/closing.ts';
import { failureLines } from './terminal/failures.ts';
import { detailLines, hostLines } from './terminal/hosts.ts';
import { wordsOf, wrap } from './terminal/layout.ts';
import { paintWith } from './terminal/paint.ts';
import { titled, type View } from './terminal/view.ts';
import { plain } from './text.ts';
import { verdict } from './verdict.ts';

/** Narrower ones get lines that the terminal breaks; wider ones are not filled, as nobody reads lines that long. */
const NARROWEST = 60;
const WIDEST = 160;

export type TerminalOptions = {
  /** Columns. */
  readonly width: number;
  readonly colour: boolean;
  /** Told in the footer and as the inputs' ages; left out where it is null or missing. */
  readonly made?: Made | null;
};

/**
 * The report for a terminal of `width` columns, with colours or without; a newline at the end. No control character of a
 * name, a version or a log is in it: the only ones are newlines and this program's own colours. Pure.
 */
export function renderTerminal(report: Report, { width, colour, made = null }: TerminalOptions): string {
  const view: View = {
    width: Math.min(WIDEST, Math.max(NARROWEST, width)),
    paint: paintWith(colour),
    made,
  };
  const lines = [
    ...wrap(wordsOf(`${verdict(report)}.`), { width: view.width, first: '', rest: '' }).map((line) =>
      view.paint('bold', line),
    ),
    ...noteLines(report, view),
    ...spaced(hostLines(report, view)),
    ...failureLines(report, view),
    ...titled('What matters', matterLines(report, view), view),
    ...titled('Inputs', inputRows(report, view), view),
    ...titled('Packages', packageLines(report, view), view),
    ...titled('Host by host', detailLines(report, view), view),
    ...titled('Sizes', sizeRows(report, view), view),
    ...footerLines(report, view),
  ];
  return `${lines.join('\n')}\n`;
}

function noteLines({ notes }: Report, { width, paint }: View): readonly string[] {
  return spaced(
    notes.flatMap((note) =>
      wrap(wordsOf(plain(note, 600)), { width, first: '! ', rest: '  ' }).map((line) =>
        paint('yellow', line),
      ),
    ),
  );
}

function spaced(lines: readonly string[]): readonly string[] {
  return lines.length === 0 ? [] : ['', ...lines];
}
