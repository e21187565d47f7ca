import type { HostReport, Report } from '../report.ts';
import { type Section, section, WORTH } from '../section.ts';
import { size, sizeChange } from '../size.ts';
import { code, count, prose, tableRow } from '../text.ts';
import { needsReboot } from '../verdict.ts';
import { hostList } from '../where.ts';

/** What a state is called in a table. */
export const STATE_WORDS: Readonly<Record<HostReport['state'], string>> = {
  'newly-broken': '❌ **breaks**',
  'still-broken': 'broken before',
  fixed: 'fixed',
  changed: 'changes',
  new: 'new',
  removed: 'removed',
  unchanged: 'unchanged',
  skipped: 'skipped',
};

const ORDER = Object.keys(STATE_WORDS);
/** Rows that are seen without unfolding; on a phone a screen has about so many. */
const VISIBLE = 16;

/** The table of hosts, worst first; unchanged and skipped ones in a line below it. Long ones are folded after the first rows. */
export function hostSections(report: Report): readonly Section[] {
  const rows = report.hosts
    .filter(({ state }) => state !== 'unchanged' && state !== 'skipped')
    .toSorted((a, b) => rank(a) - rank(b));
  const seen = rows.length > VISIBLE + 4 ? VISIBLE : rows.length;
  return [
    ...table(rows.slice(0, seen), report, { open: '', close: '' }),
    ...table(rows.slice(seen), report, {
      open: `<details>\n<summary>${count(rows.length - seen, 'more host')}</summary>\n\n`,
      close: '\n</details>\n',
    }),
    ...others(report),
  ];
}

function rank(host: HostReport): number {
  return ORDER.indexOf(host.state) + (host.state === 'changed' && needsReboot(host) ? -0.5 : 0);
}

function table(
  hosts: readonly HostReport[],
  report: Report,
  { open, close }: { readonly open: string; readonly close: string },
): readonly Section[] {
  if (hosts.length === 0) return [];
  const systems = new Set(report.hosts.flatMap(({ system }) => (system === null ? [] : [system])));
  const columns = ['Host', 'State', 'Packages', 'Size', 'Units', ...(systems.size > 1 ? ['System'] : [])];
  const align = columns.map((name) => (name === 'Packages' || name === 'Size' ? '--:' : '---'));
  const row = (host: HostReport) =>
    [
      code(host.name, 60),
      stateWords(host),
      packages(host),
      unbroken(sizeOf(host)),
      unitWords(host),
      ...(systems.size > 1 ? [host.system === null ? '' : code(host.system, 40)] : []),
    ] as const;
  return [
    section({
      worth: open === '' ? WORTH.hosts : WORTH.switching,
      head: `${open}${tableRow(columns)}\n${tableRow(align)}\n`,
      items: hosts.map((host) => `${tableRow(row(host))}\n`),
      tail: close,
      noun: 'host row',
      more: (missing) => `${tableRow([`… and ${missing} more`, ...columns.slice(1).map(() => '')])}\n`,
    }),
  ];
}

function packages({ diff }: HostReport): string {
  if (diff === null) return '';
  const rebuilt = diff.packages.filter(({ kind }) => kind === 'rebuilt').length;
  const changed = diff.packages.length - rebuilt;
  // A phone shows four narrow columns; how many are rebuilt besides is told with the packages.
  return changed === 0 && rebuilt > 0 ? unbroken(`${rebuilt} rebuilt`) : `${changed}`;
}

function sizeOf({ basis, diff, state, after }: HostReport): string {
  if (state === 'new' && after?.closureSize != null) return size(after.closureSize);
  if (diff === null) return '';
  return basis === 'closure' && state === 'changed'
    ? sizeChange(diff.size.after - diff.size.before)
    : 'not built';
}

/** With the word that must be seen on a phone, where the columns on the right are not. */
function stateWords(host: HostReport): string {
  return `${STATE_WORDS[host.state]}${needsReboot(host) ? ', **reboot**' : ''}`;
}

/** "3 restarts, 1 stop": what a switch does to a host's units. */
function unitWords({ flags }: HostReport): string {
  if (flags === null) return '';
  const { restarted, reloaded, started, stopped } = flags.units;
  const words = [
    ...(restarted.length > 0 ? [count(restarted.length, 'restart')] : []),
    ...(stopped.length > 0 ? [count(stopped.length, 'stop')] : []),
    ...(started.length > 0 ? [count(started.length, 'start')] : []),
    ...(reloaded.length > 0 ? [count(reloaded.length, 'reload')] : []),
  ];
  return words.map(unbroken).join(', ');
}

/** A number stays on a line with what it counts. */
function unbroken(words: string): string {
  return words.replaceAll(' ', '\u00a0');
}

function others({ hosts }: Report): readonly Section[] {
  const unchanged = hosts.filter(({ state }) => state === 'unchanged').map(({ name }) => name);
  const skipped = hosts.filter(({ state }) => state === 'skipped');
  const reasons = new Map<string, string[]>();
  for (const { name, reason } of skipped) {
    const key = reason ?? '';
    reasons.set(key, [...(reasons.get(key) ?? []), name]);
  }
  const lines = [
    ...(unchanged.length > 0 ? [`Unchanged: ${hostList(unchanged, 30)}.`] : []),
    ...[...reasons].map(
      ([reason, names]) => `Skipped: ${hostList(names, 30)}${reason === '' ? '' : ` (${prose(reason)})`}.`,
    ),
  ];
  if (lines.length === 0) return [];
  return [
    section({
      worth: WORTH.notBuilt,
      head: `${lines.join('\\\n')}\n`,
      noun: '',
    }),
  ];
}
