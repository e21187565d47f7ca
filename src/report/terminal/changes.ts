import type { FleetChange } from '../../diff/fleet.ts';
import type { ChangeKind } from '../../diff/packages.ts';
import {
  type Group,
  groups,
  growthWorthTelling,
  isSetback,
  matters,
  place,
  placeShortly,
  versions,
} from '../outline/changes.ts';
import type { Report } from '../report.ts';
import { sizeChange } from '../size.ts';
import { count, plain } from '../text.ts';
import { type Cell, itemsOf, table, wordsOf, wrap } from './layout.ts';
import type { Style } from './paint.ts';
import type { View } from './view.ts';

const MARKS: Readonly<Record<ChangeKind, { readonly mark: string; readonly style: Style }>> = {
  upgraded: { mark: '↑', style: 'green' },
  downgraded: { mark: '↓', style: 'red' },
  changed: { mark: '~', style: 'cyan' },
  added: { mark: '+', style: 'green' },
  removed: { mark: '−', style: 'yellow' },
  rebuilt: { mark: '=', style: 'dim' },
};
/** Rebuilt packages that are named; all of them are in the JSON. */
const NAMED = 12;

/** The changes that an owner reads first, each with the hosts it happens on and what is to be done before a switch. */
export function matterLines(report: Report, view: View): readonly string[] {
  const told = matters(report);
  const rows = table(
    told.map(({ change, what }) => [
      ...changeCells(change, view),
      { text: plain(placeShortly(change.hosts, report)) },
      { text: what ?? 'selected', paint: (text: string) => view.paint('dim', text) },
    ]),
    [...changeColumns(view), { align: 'left', most: 22 }, { align: 'left', most: 24 }],
    { headed: false, width: view.width - 2 },
  );
  return told.flatMap(({ advice }, index) => [
    `  ${rows[index]}`,
    ...(advice === null
      ? []
      : wrap(wordsOf(plain(advice, 600)), { width: view.width, first: '    ! ', rest: '      ' }).map(
          (line) => view.paint('yellow', line),
        )),
  ]);
}

/** Every package change once, by the hosts that share it: those of most hosts first, at last each host's exceptions. */
export function packageLines(report: Report, view: View): readonly string[] {
  const all = groups(report);
  // One table for all of them, so that versions stand below each other everywhere.
  const rows = table(
    all.flatMap(({ changes }) => changes.map((change) => changeCells(change, view))),
    changeColumns(view),
    { headed: false, width: view.width - 4 },
  );
  let next = 0;
  return all.flatMap((group, index) => {
    const own = rows.slice(next, next + group.changes.length);
    next += own.length;
    return [
      ...(index > 0 ? [''] : []),
      ...groupTitle(group, report, view),
      ...own.map((row) => `    ${row}`),
      ...rebuiltLines(group, view),
    ];
  });
}

function groupTitle({ hosts }: Group, report: Report, { width, paint }: View): readonly string[] {
  const { words, names } = place(hosts, report);
  const title = [...wordsOf(words), ...itemsOf(names.map((name) => plain(name, 60)))];
  if (title.length === 0) return [];
  return wrap(title, { width, first: '  ', rest: '    ' }).map((line) => paint('bold', line));
}

function rebuiltLines({ rebuilt }: Group, { width, paint }: View): readonly string[] {
  if (rebuilt.length === 0) return [];
  const more = rebuilt.length > NAMED ? [`and ${rebuilt.length - NAMED} more`] : [];
  const named = itemsOf([...rebuilt.slice(0, NAMED).map((name) => plain(name, 40)), ...more]);
  const words = [`${count(rebuilt.length, 'rebuilt package')}:`, ...named];
  return wrap(words, { width, first: '    = ', rest: '      ' }).map((line) => paint('dim', line));
}

function changeColumns({ width }: View) {
  const version = width < 100 ? 18 : 30;
  return [
    { align: 'left', most: 1 },
    { align: 'left', most: width < 100 ? 24 : 36 },
    { align: 'left', most: version },
    { align: 'left', most: 1 },
    { align: 'left', most: version },
    { align: 'right', most: 9 },
  ] as const;
}

/** Mark, name, version before, arrow, version after, growth. A star is on what an owner selected. */
function changeCells(change: FleetChange, { paint }: View): readonly Cell[] {
  const { mark, style } = MARKS[change.kind];
  const { before, after, outputs } = versions(change);
  const selected = change.selectedOn.length > 0;
  const growth = growthWorthTelling(change);
  const loud = selected && isSetback(change);
  return [
    { text: mark, paint: (text) => paint(loud ? ['red', 'bold'] : style, text) },
    {
      text: `${plain(change.name)}${selected ? ' *' : ''}`,
      paint: (text) => (selected ? paint('bold', text) : text),
    },
    { text: plain(before), paint: (text) => paint('dim', text) },
    { text: before !== '' && after !== '' ? '→' : '', paint: (text) => paint('dim', text) },
    { text: plain([after, outputs].filter(Boolean).join(' ')), paint: (text) => paint(style, text) },
    { text: growth === null ? '' : sizeChange(growth), paint: (text) => paint('dim', text) },
  ];
}
