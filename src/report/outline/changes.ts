import type { ChangeGroup, FleetChange } from '../../diff/fleet.ts';
import { advice, compareImportance, IMPORTANCE_CLASSES, importanceClass } from '../../diff/importance.ts';
import { stepOf } from '../../diff/step.ts';
import type { Report } from '../report.ts';
import { hostsInAll } from '../where.ts';

/** Bytes from which a change of size is worth a word. */
const LARGE = 5_000_000;
/** Most changes that are told as mattering: more than a screen of them and none does. */
const MOST = 24;

/** One package change that an owner reads first, with what experience says about it. */
export type Matter = {
  readonly change: FleetChange;
  /** The class of importance, such as 'kernel'; null where it matters because an owner selected it. */
  readonly what: string | null;
  readonly advice: string | null;
};

/**
 * The changes of the curated classes, and of what owners selected the downgrades, removals and majors; the most important first.
 * What is only rebuilt never matters. At most 24, those with advice always among them.
 */
export function matters({ fleet }: Report): readonly Matter[] {
  const found = fleet.groups
    .flatMap(({ changes }) => changes)
    .filter(isOfImportance)
    .sort(compareImportance)
    .map((change) => ({
      change,
      what: IMPORTANCE_CLASSES[importanceClass(change.name)]?.what ?? null,
      advice: advice(change),
    }));
  return found.filter((matter, index) => index < MOST || matter.advice !== null);
}

function isOfImportance(change: FleetChange): boolean {
  if (change.kind === 'rebuilt') return false;
  if (importanceClass(change.name) < IMPORTANCE_CLASSES.length) return true;
  return change.selectedOn.length > 0 && (isSetback(change) || stepOf(change) === 'major');
}

/** A downgrade or a removal, which must not be overlooked where an owner selected the package. */
export function isSetback({ kind }: FleetChange): boolean {
  return kind === 'downgraded' || kind === 'removed';
}

/** The changes that one set of hosts shares, the most important first; what is only rebuilt is a list of names. */
export type Group = {
  readonly hosts: readonly string[];
  readonly changes: readonly FleetChange[];
  readonly rebuilt: readonly string[];
};

/** Every group of the fleet's packages, the one on most hosts first; groups of one host are its exceptions. */
export function groups({ fleet }: Report): readonly Group[] {
  return fleet.groups.map(({ hosts, changes }: ChangeGroup) => ({
    hosts,
    changes: changes.filter(({ kind }) => kind !== 'rebuilt').sort(compareImportance),
    rebuilt: [...new Set(changes.flatMap(({ kind, name }) => (kind === 'rebuilt' ? [name] : [])))],
  }));
}

/** Bytes by which a package grows where that is worth a word, else null. */
export function growthWorthTelling({ size }: FleetChange): number | null {
  const growth = size.after - size.before;
  return Math.abs(growth) >= LARGE ? growth : null;
}

/** The versions of a change, in words: '' where the package has none, "none" never. */
export function versions({ before, after, outputs, kind }: FleetChange): {
  readonly before: string;
  readonly after: string;
  readonly outputs: string;
} {
  const outputWords = [
    ...outputs.added.map((name) => `+${name}`),
    ...outputs.removed.map((name) => `−${name}`),
  ];
  return {
    before: before ?? '',
    after: after ?? '',
    outputs: kind === 'changed' && before === after ? outputWords.join(' ') : '',
  };
}

/** Where a group's changes happen: "on all 14 hosts", "on 12 of 14 hosts", with the names that are to be listed. */
export type Place = { readonly words: string; readonly names: readonly string[] };

/** In what words the place of a group is told; the names are those it happens on, or the few that it does not happen on. */
export function place(hosts: readonly string[], report: Report): Place {
  const changing = report.fleet.hosts;
  const inAll = hostsInAll(report);
  if (inAll <= 1) return { words: '', names: [] };
  if (hosts.length === changing.length) {
    const all = inAll === 2 ? 'both hosts' : `all ${hosts.length} hosts`;
    if (hosts.length === inAll) return { words: `on ${all}`, names: [] };
    return hosts.length === 1
      ? { words: 'on', names: hosts }
      : { words: `on all ${hosts.length} hosts that change`, names: [] };
  }
  if (hosts.length === 1) return { words: 'only on', names: hosts };
  const had = new Set(hosts);
  const others = changing.filter((name) => !had.has(name));
  return others.length <= 5 && others.length < hosts.length
    ? { words: `on ${hosts.length} of ${inAll} hosts; of those that change, not on`, names: others }
    : { words: `on ${hosts.length} of ${inAll} hosts:`, names: hosts };
}

/** The same in a few words: "on 9 of 14 hosts", "on db2"; '' where the fleet is one host. */
export function placeShortly(hosts: readonly string[], report: Report): string {
  const inAll = hostsInAll(report);
  if (inAll <= 1) return '';
  if (hosts.length === 1) return `on ${hosts[0]}`;
  if (hosts.length >= inAll) return inAll === 2 ? 'on both hosts' : `on all ${inAll} hosts`;
  return `on ${hosts.length} of ${inAll} hosts`;
}
