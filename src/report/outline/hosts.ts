import type { HostReport, Report } from '../report.ts';
import { count } from '../text.ts';
import { needsReboot } from '../verdict.ts';

/** What a host's state is called, worst first. */
export const STATES: Readonly<Record<HostReport['state'], string>> = {
  'newly-broken': 'breaks',
  'still-broken': 'broken before',
  fixed: 'fixed',
  changed: 'changes',
  new: 'new',
  removed: 'removed',
  unchanged: 'unchanged',
  skipped: 'skipped',
};

const ORDER = Object.keys(STATES);

/** One row of the table of hosts. */
export type HostRow = {
  readonly host: HostReport;
  readonly state: string;
  /** Packages that become others, and those only built anew; null where nothing was compared. */
  readonly packages: { readonly changed: number; readonly rebuilt: number } | null;
  /** Bytes by which the closure grows; null where it is not known. */
  readonly growth: number | null;
  readonly reboot: boolean;
  /** "3 restarts, 1 stop"; '' where a switch acts on no unit or it is not known. */
  readonly units: string;
  readonly touchedUnits: number;
};

/** Every host once, worst first, those that need a reboot before other changed ones, then by name. */
export function hostRows({ hosts }: Report): readonly HostRow[] {
  return hosts.map(hostRow).toSorted((a, b) => rank(a) - rank(b));
}

function rank({ host, reboot }: HostRow): number {
  return ORDER.indexOf(host.state) - (host.state === 'changed' && reboot ? 0.5 : 0);
}

function hostRow(host: HostReport): HostRow {
  const { diff, flags, basis, state } = host;
  const rebuilt = diff?.packages.filter(({ kind }) => kind === 'rebuilt').length ?? 0;
  return {
    host,
    state: STATES[state],
    packages: diff === null ? null : { changed: diff.packages.length - rebuilt, rebuilt },
    growth: diff !== null && basis === 'closure' ? diff.size.after - diff.size.before : null,
    reboot: needsReboot(host),
    units: flags === null ? '' : unitWords(flags.units),
    touchedUnits: flags === null ? 0 : Object.values(flags.units).flat().length,
  };
}

function unitWords(units: NonNullable<HostReport['flags']>['units']): string {
  const words = [
    [units.restarted, 'restart'],
    [units.stopped, 'stop'],
    [units.started, 'start'],
    [units.reloaded, 'reload'],
  ] as const;
  return words.flatMap(([names, noun]) => (names.length === 0 ? [] : [count(names.length, noun)])).join(', ');
}

/** One thing that a switch does to a host, or that is particular to it: a word and what it is about. */
export type HostDetail = {
  readonly what: string;
  readonly about: readonly string[];
  readonly grave: boolean;
};

/** The details of every host that has some, in the order of the table; hosts with the very same ones are told once. */
export function detailsOfHosts(
  report: Report,
): readonly { readonly names: readonly string[]; readonly details: readonly HostDetail[] }[] {
  const told = new Map<string, { readonly names: string[]; readonly details: readonly HostDetail[] }>();
  for (const { host } of hostRows(report)) {
    const details = host.state === 'skipped' ? [] : hostDetails(host);
    if (details.length === 0) continue;
    const key = JSON.stringify(details);
    const same = told.get(key) ?? { names: [], details };
    told.set(key, same);
    same.names.push(host.name);
  }
  return [...told.values()];
}

/** What the table has no room for, of one host: what a switch does, accounts that go, versions and labels, selections, configuration. */
export function hostDetails({ flags, diff, reason }: HostReport): readonly HostDetail[] {
  const { reboot = [], removedUsers = [], removedGroups = [], stateVersion, label } = flags ?? {};
  const selections = (is: boolean) =>
    (diff?.selections ?? []).filter(({ selection }) => (selection === 'newly-selected') === is);
  const details: readonly (readonly [string, readonly string[], boolean?])[] = [
    ['reboot for', reboot, true],
    ['restarts', flags?.units.restarted ?? []],
    ['stops', flags?.units.stopped ?? []],
    ['starts', flags?.units.started ?? []],
    ['reloads', flags?.units.reloaded ?? []],
    ['removes users', removedUsers, true],
    ['removes groups', removedGroups, true],
    ['state version', stateVersion == null ? [] : [`${stateVersion.before} → ${stateVersion.after}`], true],
    ['label', label == null ? [] : [`${label.before} → ${label.after}`]],
    ['newly selected', selections(true).map(({ name }) => name)],
    ['no longer selected', selections(false).map(({ name }) => name)],
    ['configuration', configuration(diff)],
    ['note', reason === null ? [] : [reason]],
  ];
  return details
    .filter(([, about]) => about.length > 0)
    .map(([what, about, grave = false]) => ({ what, about, grave }));
}

function configuration(diff: HostReport['diff']): readonly string[] {
  const changes = diff?.configuration ?? [];
  const of = (kind: string) => changes.filter((change) => change.kind === kind).length;
  const parts = (['changed', 'added', 'removed'] as const).flatMap((kind) =>
    of(kind) > 0 ? [`${of(kind)} ${kind}`] : [],
  );
  return parts.length === 0 ? [] : [parts.join(', ')];
}
