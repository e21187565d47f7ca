import { detailsOfHosts, type HostRow, hostRows } from '../outline/hosts.ts';
import type { Report } from '../report.ts';
import { sizeChange } from '../size.ts';
import { plain } from '../text.ts';
import { type Cell, type Column, itemsOf, padEnd, table, widthOf, wrap } from './layout.ts';
import type { Paint, Style } from './paint.ts';
import type { View } from './view.ts';

const STATE_STYLES: Readonly<Partial<Record<HostRow['host']['state'], Style | readonly Style[]>>> = {
  'newly-broken': ['red', 'bold'],
  'still-broken': 'red',
  fixed: 'green',
  new: 'green',
  removed: 'yellow',
  unchanged: 'dim',
  skipped: 'dim',
};

/** From so many columns on there is room for everything; below it the words of units and the rebuilt packages are told further down. */
const ROOMY = 110;

/** The table of hosts, worst first; those that stay as they are or are skipped in a line below it. */
export function hostLines(report: Report, view: View): readonly string[] {
  const rows = hostRows(report);
  const told = rows.filter(({ host }) => host.state !== 'unchanged' && host.state !== 'skipped');
  const columns = columnsFor(report, view);
  const lines = table(
    [
      columns.map(({ heading }) => ({ text: heading, paint: (same: string) => view.paint('dim', same) })),
      ...told.map((row) => columns.map(({ cell }) => cell(row))),
    ],
    columns,
    { headed: true, width: view.width - 2 },
  );
  return [...(told.length > 0 ? lines.map((line) => `  ${line}`) : []), ...asBefore(rows, view)];
}

type HostColumn = Column & { readonly heading: string; readonly cell: (row: HostRow) => Cell };

function columnsFor({ hosts }: Report, { width, paint }: View): readonly HostColumn[] {
  const roomy = width >= ROOMY;
  const several = new Set(hosts.flatMap(({ system }) => system ?? [])).size > 1;
  const painted = (style: Style | readonly Style[]) => (text: string) => paint(style, text);
  const left = { align: 'left', most: roomy ? width - 86 : 18 } as const;
  const right = { align: 'right', most: 9 } as const;
  return [
    { ...left, heading: 'Host', cell: ({ host }) => ({ text: plain(host.name), paint: painted('bold') }) },
    {
      ...left,
      heading: 'State',
      cell: ({ host, state }) => ({ text: state, paint: painted(STATE_STYLES[host.state] ?? []) }),
    },
    {
      ...right,
      heading: 'Packages',
      cell: ({ packages }) => ({ text: packages === null ? '' : `${packages.changed}` }),
    },
    {
      ...right,
      heading: 'Rebuilt',
      cell: ({ packages }) => ({ text: roomy && packages !== null ? `${packages.rebuilt || ''}` : '' }),
    },
    { ...right, heading: 'Size', cell: (row) => sizeCell(row, paint) },
    {
      ...left,
      heading: 'Reboot',
      cell: ({ reboot }) => ({ text: reboot ? 'reboot' : '', paint: painted('yellow') }),
    },
    {
      ...(roomy ? { ...left, most: 26 } : right),
      heading: 'Units',
      cell: ({ units, touchedUnits }) => ({ text: roomy ? units : `${touchedUnits || ''}` }),
    },
    {
      ...left,
      most: roomy ? 14 : 7,
      heading: 'System',
      cell: ({ host }) => {
        const system = several ? plain(host.system ?? '') : '';
        return { text: roomy ? system : system.replace(/-linux$/, ''), paint: painted('dim') };
      },
    },
  ];
}

function sizeCell({ growth, packages }: HostRow, paint: Paint): Cell {
  if (packages === null) return { text: '' };
  if (growth === null) return { text: 'not built', paint: (text) => paint('dim', text) };
  const style = growth === 0 ? 'dim' : growth > 0 ? 'yellow' : 'green';
  return { text: sizeChange(growth), paint: (text) => paint(style, text) };
}

/** Hosts that stay as they are, and those left out with the reason, each reason once. */
function asBefore(rows: readonly HostRow[], { width, paint }: View): readonly string[] {
  const of = (state: string) => rows.flatMap(({ host }) => (host.state === state ? [host] : []));
  const skipped = of('skipped');
  const reasons = [...new Set(skipped.map(({ reason }) => reason ?? ''))];
  const lists = [
    { what: 'Unchanged', hosts: of('unchanged'), reason: '' },
    ...reasons.map((reason) => ({
      what: 'Skipped',
      hosts: skipped.filter((host) => (host.reason ?? '') === reason),
      reason,
    })),
  ];
  return lists.flatMap(({ what, hosts, reason }) => {
    if (hosts.length === 0) return [];
    const why = reason === '' ? [] : `(${plain(reason)})`.split(' ');
    const words = [`${what}:`, ...itemsOf(hosts.map(({ name }) => plain(name, 60))), ...why];
    return wrap(words, { width, first: '  ', rest: '    ' }).map((line) => paint('dim', line));
  });
}

/** What the table has no room for: units, accounts, versions. Hosts of which the same is to be told are told together. */
export function detailLines(report: Report, { width, paint }: View): readonly string[] {
  return detailsOfHosts(report).flatMap(({ names, details }) => {
    const longest = Math.max(...details.map(({ what }) => widthOf(what)));
    const title = itemsOf(names.map((name) => plain(name, 60)));
    return [
      ...wrap(title, { width, first: '  ', rest: '  ' }).map((line) => paint('bold', line)),
      ...details.flatMap(({ what, about, grave }) => {
        const items = itemsOf(about.map((one) => plain(one)));
        return wrap(items, { width: width - longest - 6, first: '', rest: '' }).map((line, index) => {
          const word = padEnd(index === 0 ? what : '', longest);
          return `    ${paint(grave ? 'yellow' : 'dim', word)}  ${line}`;
        });
      }),
    ];
  });
}
