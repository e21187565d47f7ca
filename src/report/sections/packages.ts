import type { ChangeGroup, FleetChange } from '../../diff/fleet.ts';
import { compareImportance } from '../../diff/importance.ts';
import type { Report } from '../report.ts';
import { type Section, section, WORTH } from '../section.ts';
import { code, count, fenceFor } from '../text.ts';
import { hostList, hostsInAll } from '../where.ts';
import { changeText, largeSizeChange } from './changes.ts';

/** Groups of more changes are folded. */
const UNFOLDED = 6;

/** More hosts with changes of their own are told in one list. */
const SINGLE_GROUPS = 4;

/** Every package change once, under the set of hosts that shares it, largest set first; rebuilt ones are counted. */
export function packageSections(report: Report): readonly Section[] {
  const { groups } = report.fleet;
  if (groups.length === 0) return [];
  const inAll = hostsInAll(report);
  const telling = groups.filter(({ changes }) => changes.some(({ kind }) => kind !== 'rebuilt'));
  const single = telling.filter(({ hosts }) => hosts.length === 1);
  const apart = single.length > SINGLE_GROUPS ? telling.filter((group) => !single.includes(group)) : telling;
  const silent = groups.filter((group) => !telling.includes(group));
  const sections = [
    ...apart.map((group, index) => groupSection(group, { inAll, index, whole: report.fleet.hosts.length })),
    ...(apart === telling ? [] : [exceptions(single)]),
    ...rebuiltOnly(silent, telling.length > 0 ? 'more package' : 'package'),
  ];
  const [first, ...others] = sections;
  return first === undefined ? [] : [{ ...first, head: `## Packages\n\n${first.head}` }, ...others];
}

type Place = { readonly inAll: number; readonly whole: number; readonly index: number };

function groupSection({ hosts, changes }: ChangeGroup, { inAll, whole, index }: Place): Section {
  const told = changes.filter(({ kind }) => kind !== 'rebuilt').toSorted(compareImportance);
  const items = diffLines(told);
  const fence = fenceFor(items);
  const counts = countWords(changes);
  const where = title(hosts, { inAll, whole });
  const folded = told.length > UNFOLDED;
  const all = hosts.length > 4 && hosts.length < whole ? `On ${hostList(hosts)}.\n\n` : '';
  const head = folded
    ? `${where === '' ? '' : `**${where}**\n\n`}<details>\n<summary>${counts}</summary>\n\n${all}${fence}diff\n`
    : `${where === '' ? '' : `**${where}:** ${counts}\n\n`}${fence}diff\n`;
  return section({
    // What few hosts share goes before what many do.
    worth: WORTH.packages - Math.min(1, index / 1000),
    head,
    items,
    tail: `${fence}\n${folded ? '\n</details>\n' : ''}`,
    noun: 'package change',
    more: (missing) => `  … and ${missing} more\n`,
  });
}

/** "On all 9 hosts", "On `web1` and `web2`", "On `web1`, `web2` and 5 more (7 of 14 hosts)"; '' where there is one host at all. */
function title(hosts: readonly string[], { inAll, whole }: Omit<Place, 'index'>): string {
  if (inAll <= 1) return '';
  if (hosts.length === whole && whole > 1)
    return whole === inAll ? `On all ${whole} hosts` : `On all ${count(whole, 'host')} that change`;
  return hosts.length <= 4
    ? `On ${hostList(hosts)}`
    : `On ${hostList(hosts, 2)} (${hosts.length} of ${inAll} hosts)`;
}

/** "31 packages: 25 upgraded, 2 added; 300 only rebuilt". */
export function countWords(changes: readonly FleetChange[]): string {
  const of = (kind: FleetChange['kind']) => changes.filter((change) => change.kind === kind).length;
  const kinds = (['upgraded', 'downgraded', 'changed', 'added', 'removed'] as const)
    .filter((kind) => of(kind) > 0)
    .map((kind) => `${of(kind)} ${kind}`);
  const rebuilt = of('rebuilt') > 0 ? [`${of('rebuilt')} only rebuilt`] : [];
  return [kinds.join(', '), ...rebuilt].filter((part) => part !== '').join('; ');
}

/** Lines of a diff fence: selected packages, then dependencies, each in their order; coloured where a forge does so. */
function diffLines(changes: readonly FleetChange[]): readonly string[] {
  const part = (heading: string, part: readonly FleetChange[]) =>
    part.map((change, index) => `${index === 0 ? `@@ ${heading} @@\n` : ''}${diffLine(change)}\n`);
  return [
    ...part(
      'selected',
      changes.filter(({ selectedOn }) => selectedOn.length > 0),
    ),
    ...part(
      'dependencies',
      changes.filter(({ selectedOn }) => selectedOn.length === 0),
    ),
  ];
}

function diffLine(change: FleetChange): string {
  const mark =
    change.kind === 'added'
      ? '+'
      : change.kind === 'removed'
        ? '-'
        : change.kind === 'downgraded'
          ? '!'
          : ' ';
  const remarks = [change.kind === 'downgraded' ? 'downgraded' : '', largeSizeChange(change)].filter(
    (remark) => remark !== '',
  );
  return `${mark} ${changeText(change)}${remarks.length > 0 ? ` (${remarks.join(', ')})` : ''}`;
}

/** What only one host has, of many such hosts: a list, folded. */
function exceptions(groups: readonly ChangeGroup[]): Section {
  const told = groups.map(({ hosts, changes }) => ({
    hosts,
    changes: changes.filter(({ kind }) => kind !== 'rebuilt').toSorted(compareImportance),
  }));
  const amount = told.reduce((sum, { changes }) => sum + changes.length, 0);
  return section({
    worth: WORTH.packages - 1,
    head: `**On one host each**\n\n<details>\n<summary>${count(amount, 'package')} on ${count(groups.length, 'host')}</summary>\n\n`,
    items: told.map(({ hosts, changes }) => {
      const words = changes.map((change) => {
        const remark = change.kind === 'upgraded' || change.kind === 'changed' ? '' : ` ${change.kind}`;
        return `${code(changeText(change))}${remark}`;
      });
      return `- ${hostList(hosts)}: ${words.join(', ')}\n`;
    }),
    tail: '\n</details>\n',
    noun: 'single host',
  });
}

function rebuiltOnly(groups: readonly ChangeGroup[], noun: string): readonly Section[] {
  const amount = groups.reduce((sum, { changes }) => sum + changes.length, 0);
  if (amount === 0) return [];
  const line = `${count(amount, noun)} only rebuilt, at the same version; the JSON report lists them.\n`;
  return [section({ worth: WORTH.rebuilt, head: line, noun: '' })];
}
