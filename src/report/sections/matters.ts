import type { FleetChange } from '../../diff/fleet.ts';
import { advice, compareImportance, IMPORTANCE_CLASSES, importanceClass } from '../../diff/importance.ts';
import { stepOf } from '../../diff/step.ts';
import type { Report } from '../report.ts';
import { type Section, section, WORTH } from '../section.ts';
import { code, prose } from '../text.ts';
import { hostsInAll, onHosts } from '../where.ts';
import { changeText, largeSizeChange } from './changes.ts';

/** More is no longer "what matters"; the whole is under Packages. */
const MOST = 24;

/** The changes that a fleet's owner should read, most important first; the same order everywhere. */
export function changesThatMatter({ fleet }: Report): readonly FleetChange[] {
  return fleet.groups
    .flatMap(({ changes }) => changes)
    .filter(matters)
    .sort(compareImportance);
}

function matters(change: FleetChange): boolean {
  if (change.kind === 'rebuilt') return false;
  if (importanceClass(change.name) < IMPORTANCE_CLASSES.length || advice(change) !== null) return true;
  if (change.selectedOn.length === 0) return false;
  return change.kind === 'downgraded' || change.kind === 'removed' || stepOf(change) === 'major';
}

/** What matters, in a list; advice below the change that it is for. */
export function mattersSection(report: Report): readonly Section[] {
  const all = changesThatMatter(report);
  if (all.length === 0) return [];
  const inAll = hostsInAll(report);
  const told = all.slice(0, MOST).map((change) => `- ${changeLine(change, inAll)}\n`);
  const rest = all.length - told.length;
  return [
    section({
      worth: WORTH.matters,
      head: '## What matters\n\n',
      items: told,
      tail: rest > 0 ? `- … and ${rest} more, under Packages\n` : '',
      noun: 'important change',
    }),
  ];
}

function changeLine(change: FleetChange, inAll: number): string {
  const advised = advice(change);
  const words = [
    code(changeText(change)),
    ...(onHosts(change.hosts, inAll) === '' ? [] : [onHosts(change.hosts, inAll)]),
  ].join(' ');
  const remarks = [standsOut(change), largeSizeChange(change)].filter((remark) => remark !== '');
  const line = [words, ...remarks].join(', ');
  return advised === null ? line : `${line}\\\n  **Note:** ${prose(advised)}`;
}

/** "**downgraded**" and the like, where a reader would not see it from the versions. */
function standsOut(change: FleetChange): string {
  const selected = change.selectedOn.length > 0;
  if (change.kind === 'downgraded') return selected ? '**downgraded**' : 'downgraded';
  if (change.kind === 'removed') return selected ? '**removed**' : 'removed';
  if (change.kind === 'added') return 'added';
  return stepOf(change) === 'major' ? 'major' : '';
}
