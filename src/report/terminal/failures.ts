import { failuresOn, type ToldFailure } from '../outline/failures.ts';
import { sinceWords } from '../outline/inputs.ts';
import type { Report } from '../report.ts';
import { plain, plainLines } from '../text.ts';
import { folded, itemsOf, wordsOf, wrap } from './layout.ts';
import { titled, type View } from './view.ts';

/** What a screen shows of a log and of a message; JSON has all of it. */
const LOG_LINES = 15;
const MESSAGE_LINES = 12;

/** What the update breaks, each failure once, with hosts, error and log; then what was broken before, and what is mended. */
export function failureLines(report: Report, view: View): readonly string[] {
  const { paint } = view;
  const fresh = failuresOn(report, 'after');
  const lasting = failuresOn(report, 'both');
  const mended = failuresOn(report, 'before');
  return [
    ...titled(
      'What breaks',
      fresh.length > 0 ? [...since(report, view), ...newFailures(fresh, view)] : [],
      view,
    ),
    ...titled(
      'Broken before as well',
      lasting.flatMap((told) => head(told, view, '·').map((line) => paint('dim', line))),
      view,
    ),
    ...titled(
      'Mended',
      mended.flatMap((told) => head(told, view, '✓').map((line) => paint('green', line))),
      view,
    ),
  ];
}

function newFailures(failures: readonly ToldFailure[], view: View): readonly string[] {
  return failures.flatMap((told, index) => [...(index > 0 ? [''] : []), ...newFailure(told, view)]);
}

function since(report: Report, { width, paint }: View): readonly string[] {
  const moved = sinceWords(report).map((words) => plain(words, 80));
  if (moved.length === 0) return [];
  const words = [
    'Since',
    ...itemsOf(moved.slice(0, 6)),
    ...(moved.length > 6 ? [`and ${moved.length - 6} more`] : []),
  ];
  return [...wrap(words, { width, first: '  ', rest: '  ' }).map((line) => paint('dim', line)), ''];
}

function newFailure(told: ToldFailure, view: View): readonly string[] {
  const { width, paint } = view;
  const [first = '', ...others] = head(told, view, '✗');
  const quoted = (lines: readonly string[]) =>
    lines.flatMap((line) => folded(line, width - 4)).map((line) => `  ${paint('red', '│')} ${line}`);
  const log = plainLines(told.failure.logTail, LOG_LINES);
  return [
    paint(['red', 'bold'], first),
    ...others,
    ...quoted(plainLines(told.message.slice(0, MESSAGE_LINES), MESSAGE_LINES)),
    ...(log.length > 0
      ? [`  ${paint('dim', `The log's last ${log.length === 1 ? 'line' : `${log.length} lines`}:`)}`]
      : []),
    ...quoted(log),
  ];
}

function head({ title, failure }: ToldFailure, { width }: View, mark: string): readonly string[] {
  const hosts = itemsOf(failure.hosts.map((name) => plain(name, 60)));
  return [
    ...wrap(wordsOf(plain(title)), { width, first: `  ${mark} `, rest: '    ' }),
    ...wrap([failure.side === 'after' ? 'breaks' : 'on', ...hosts], { width, first: '    ', rest: '    ' }),
  ];
}
