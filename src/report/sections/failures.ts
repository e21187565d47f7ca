import type { Failure, Report } from '../report.ts';
import { type Section, section, WORTH } from '../section.ts';
import { code, count, fenceFor, plainLines } from '../text.ts';
import { hostList } from '../where.ts';
import { shortRevision } from './inputs.ts';

const LOG_LINES = 40;
const MESSAGE_LINES = 20;
/** Log lines that are seen without unfolding where Nix's message says no more than that it failed. */
const SEEN_LINES = 10;

/** What the update breaks: each failure once, with hosts, error and log; then, quieter, what was broken before, and what is mended. */
export function failureSections(report: Report): readonly Section[] {
  const on = (side: Failure['side']) => report.failures.filter((failure) => failure.side === side);
  const fresh = on('after');
  const heading = `## What breaks\n${since(report)}`;
  return [
    ...(fresh.length > 0 ? [section({ worth: WORTH.failure - 1, head: heading, noun: '' })] : []),
    ...fresh.flatMap(newFailure),
    ...on('both').map(lasting),
    ...mended(on('before')),
  ];
}

/** What a failure is called: the derivation without hash, or the first words of an evaluation's error. */
export function failureName({ drvPath, summary }: Failure): string {
  const derivation = drvPath === null ? null : /[0-9a-z]{32}-(.+?)(?:\.drv)?$/.exec(drvPath);
  return derivation?.[1] ?? summary;
}

/** The inputs that moved between a state that worked and one that does not. */
function since({ inputs, comparison }: Report): string {
  const moved = inputs.filter(({ path, kind }) => path.length === 1 && kind !== 'removed');
  if (moved.length > 0 && comparison.kind === 'update') {
    const told = moved.slice(0, 6).map(({ path, before, after }) => {
      const step = [before, after].map((input) => shortRevision(input)).filter((word) => word !== null);
      return `${code(path.join('/'), 40)}${step.length > 0 ? ` ${step.join(' → ')}` : ''}`;
    });
    const rest = moved.length > 6 ? ` and ${moved.length - 6} more` : '';
    return `\nSince ${told.join(', ')}${rest}.\n`;
  }
  const { base, head } = comparison;
  if (comparison.kind !== 'revisions' || base === null || head === null) return '';
  return `\nBetween ${code(base.slice(0, 12))} and ${code(head.slice(0, 12))}.\n`;
}

function newFailure(failure: Failure): readonly Section[] {
  const name = code(failureName(failure), 60);
  const hosts = failure.hosts.length;
  const verb = failure.stage === 'build' ? 'does not build' : 'does not evaluate';
  const title = failure.stage === 'build' ? `${name} ${verb}` : `${code(failureName(failure), 100)}`;
  const few = hosts <= 2 ? hostList(failure.hosts.map((host) => host.slice(0, 30))) : `${hosts} hosts`;
  return [
    section({
      worth: WORTH.failure,
      head: `### ${title}\n\nBreaks ${hosts > 1 ? `${hosts} hosts: ` : ''}${hostList(failure.hosts, 30)}.\n`,
      noun: 'failure',
      brief: `- ${code(failureName(failure), 40)} breaks ${few}\n`,
      least: `- ${code(failureName(failure), 24)}\n`,
    }),
    ...messageAndLog(failure),
  ];
}

function messageAndLog({ stage, message, logTail }: Failure): readonly Section[] {
  const log = plainLines(logTail, LOG_LINES);
  // Nix's message for a failed build says that it failed, which the heading says, and quotes the log.
  const told = stage === 'build' && log.length > 0 ? [] : firstLines(message);
  const seen = told.length > 0 ? [] : log.slice(-SEEN_LINES);
  return [
    ...(told.length > 0 ? [fenced(told, { worth: WORTH.message, keep: 'first', noun: 'error line' })] : []),
    ...(seen.length > 0 ? [fenced(seen, { worth: WORTH.message, keep: 'last', noun: 'log line' })] : []),
    ...(log.length > seen.length
      ? [
          fenced(log.slice(0, log.length - seen.length), {
            worth: WORTH.log,
            keep: 'last',
            noun: 'log line',
            summary: `${count(log.length - seen.length, 'log line')}${seen.length > 0 ? ' before that' : ''}`,
          }),
        ]
      : []),
  ];
}

type FenceOptions = Pick<Section, 'worth' | 'keep' | 'noun'> & { readonly summary?: string };

function fenced(lines: readonly string[], { summary, ...options }: FenceOptions): Section {
  const fence = fenceFor(lines);
  return section({
    ...options,
    head: `${summary === undefined ? '' : `<details>\n<summary>${summary}</summary>\n\n`}${fence}text\n`,
    items: lines.map((line) => `${line}\n`),
    tail: `${fence}\n${summary === undefined ? '' : '\n</details>\n'}`,
    more: (missing) => `… ${count(missing, 'more line')}\n`,
  });
}

function firstLines(message: string): readonly string[] {
  return plainLines(message.slice(0, 20_000).trim().split('\n').slice(0, MESSAGE_LINES), MESSAGE_LINES);
}

function lasting(failure: Failure): Section {
  const hosts = failure.hosts.length;
  const lines = [...firstLines(failure.message), ...plainLines(failure.logTail, SEEN_LINES)];
  const fence = fenceFor(lines);
  const name = code(failureName(failure), 80);
  return section({
    worth: WORTH.lastingFailure,
    head: `<details>\n<summary>Broken before as well: ${count(hosts, 'host')}</summary>\n\n${name}: ${hostList(failure.hosts, 30)}.\n\n${fence}text\n`,
    items: lines.map((line) => `${line}\n`),
    tail: `${fence}\n\n</details>\n`,
    noun: 'older error line',
    more: (missing) => `… ${count(missing, 'more line')}\n`,
    brief: `Broken before as well: ${code(failureName(failure), 40)} on ${count(hosts, 'host')}.\n`,
  });
}

function mended(failures: readonly Failure[]): readonly Section[] {
  if (failures.length === 0) return [];
  const told = failures.map(
    (failure) => `- Mended: ${code(failureName(failure), 60)} on ${hostList(failure.hosts, 6)}\n`,
  );
  return [section({ worth: WORTH.lastingFailure, head: '', items: told, noun: 'mended failure' })];
}
