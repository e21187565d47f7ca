import { durationWords } from '../made.ts';
import { inputLines } from '../outline/inputs.ts';
import type { Report } from '../report.ts';
import { size, sizeChange } from '../size.ts';
import { count, plain } from '../text.ts';
import { table, widthOf, wordsOf, wrap } from './layout.ts';
import type { View } from './view.ts';

/** Every changed input in a row: revisions, dates, how far it moved; where to look, and why to stop, below it. */
export function inputRows(report: Report, { width, paint, made }: View): readonly string[] {
  const inputs = inputLines(report, made);
  const roomy = width >= 100;
  const isShort = (step: string) => widthOf(step) <= 20;
  const rows = table(
    inputs.map(({ name, kind, step, dates, advance, age }) => [
      { text: plain(name), paint: (text) => paint('bold', text) },
      {
        text: kind === 'updated' ? '' : kind,
        paint: (text) => paint(isAlarming(kind) ? ['red', 'bold'] : 'cyan', text),
      },
      { text: isShort(step) ? plain(step) : '' },
      { text: roomy ? dates : '', paint: (text) => paint('dim', text) },
      { text: advance, paint: (text) => paint(advance.endsWith('older') ? ['red', 'bold'] : 'dim', text) },
      { text: roomy ? age : '', paint: (text) => paint('dim', text) },
    ]),
    [
      { align: 'left', most: roomy ? 36 : 26 },
      { align: 'left', most: 10 },
      { align: 'left', most: 20 },
      { align: 'left', most: 23 },
      { align: 'left', most: 15 },
      { align: 'left', most: 13 },
    ],
    { headed: false, width: width - 2 },
  );
  const below = (text: string) => wrap(wordsOf(plain(text, 600)), { width, first: '    ', rest: '      ' });
  return inputs.flatMap(({ step, dates, link, alarm }, index) => [
    `  ${rows[index]}`,
    ...(isShort(step) ? [] : below(step)),
    ...(roomy || dates === '' ? [] : below(dates).map((line) => paint('dim', line))),
    ...(link === null ? [] : [paint('dim', `    ${plain(link, 300)}`)]),
    ...(alarm === null ? [] : below(`! ${alarm}`).map((line) => paint(['red', 'bold'], line))),
  ]);
}

function isAlarming(kind: string): boolean {
  return kind === 'rehashed' || kind === 'redirected';
}

/** Closure sizes of the hosts that were compared, largest growth first. */
export function sizeRows({ hosts }: Report, { width, paint }: View): readonly string[] {
  const sized = hosts
    .flatMap(({ name, basis, diff }) => (basis === 'closure' && diff !== null ? [{ name, ...diff }] : []))
    .filter((host) => host.size.before !== host.size.after)
    .toSorted((a, b) => b.size.after - b.size.before - (a.size.after - a.size.before));
  return table(
    sized.map(({ name, size: { before, after }, paths }) => [
      { text: plain(name), paint: (text) => paint('bold', text) },
      { text: size(before) },
      { text: '→', paint: (text) => paint('dim', text) },
      { text: size(after) },
      { text: sizeChange(after - before), paint: (text) => paint(after > before ? 'yellow' : 'green', text) },
      {
        text: `${count(paths.added, 'new path')}, ${paths.removed} gone`,
        paint: (text) => paint('dim', text),
      },
    ]),
    [
      { align: 'left', most: width < 100 ? 24 : 40 },
      { align: 'right', most: 9 },
      { align: 'left', most: 1 },
      { align: 'right', most: 9 },
      { align: 'right', most: 9 },
      { align: 'left', most: 30 },
    ],
    { headed: false, width: width - 2 },
  ).map((row) => `  ${row}`);
}

/** How to get the same report again, and what made it. */
export function footerLines(report: Report, { width, paint, made: when }: View): readonly string[] {
  const { kind, base, head } = report.comparison;
  // Of closures the command itself names both.
  const told = (what: string, state: string | null) =>
    state === null || kind === 'closures' ? [] : [`${what} ${state.slice(0, 12)}`];
  const star = report.fleet.groups.some(({ changes }) =>
    changes.some(({ selectedOn }) => selectedOn.length > 0),
  );
  const made = [
    ...(star ? ['* selected in environment.systemPackages'] : []),
    ...told('base', base),
    ...told('head', head),
    `flake-update-diff ${report.versions.tool}`,
    report.versions.nix,
    ...(when === null ? [] : [`took ${durationWords(when.took)}`]),
  ];
  return [
    '',
    `${paint('dim', 'Again:')} ${plain(report.reproduce, 1000)}`,
    ...wrap(wordsOf(plain(made.join(' · '))), { width, first: '', rest: '' }).map((line) =>
      paint('dim', line),
    ),
  ];
}
