import { orderVersions } from './order.ts';
import type { ClosureDiff, PackageChange } from './packages.ts';

/** One change told once for all the hosts that it happens on. */
export type FleetChange = {
  readonly name: string;
  readonly kind: PackageChange['kind'];
  readonly before: string | null;
  readonly after: string | null;
  /** Names of the hosts, in the fleet's order. */
  readonly hosts: readonly string[];
  /** Those of `hosts` on which the package is, or was, selected. */
  readonly selectedOn: readonly string[];
  /** Outputs that came or went with it on any of the hosts, sorted; exact for all of them where `before` equals `after`. */
  readonly outputs: { readonly added: readonly string[]; readonly removed: readonly string[] };
  /** The largest size before and after on any of the hosts, bytes. */
  readonly size: { readonly before: number; readonly after: number };
};

/** Changes that the same set of hosts shares. */
export type ChangeGroup = { readonly hosts: readonly string[]; readonly changes: readonly FleetChange[] };

/** The whole fleet's package changes: every host's changes are those of the groups that name it, no more and no less. */
export type FleetDiff = {
  /** Every host that has a diff, in the fleet's order. */
  readonly hosts: readonly string[];
  /** Largest set of hosts first. */
  readonly groups: readonly ChangeGroup[];
};

/**
 * Tells every change once, with the hosts that it happens on. `hosts` are those that have a diff, in the fleet's order.
 * Two hosts share a change when name, kind and both versions are equal (and, where the version stays the same, the outputs
 * that come and go); sizes and store paths may differ. Pure, linear in the number of changes.
 */
export function fleetDiff(
  hosts: readonly { readonly name: string; readonly diff: ClosureDiff }[],
): FleetDiff {
  const shared = new Map<string, Shared>();
  hosts.forEach(({ diff }, index) => {
    for (const change of diff.packages) {
      const key = changeKey(change);
      const known = shared.get(key) ?? {
        first: change,
        hosts: [],
        selectedOn: [],
        before: 0,
        after: 0,
        came: [],
        went: [],
      };
      shared.set(key, known);
      known.hosts.push(index);
      if (change.selection !== 'dependency') known.selectedOn.push(index);
      known.before = Math.max(known.before, change.size.before);
      known.after = Math.max(known.after, change.size.after);
      if (change.outputs.added.length > 0) known.came.push(...change.outputs.added);
      if (change.outputs.removed.length > 0) known.went.push(...change.outputs.removed);
    }
  });
  const names = hosts.map(({ name }) => name);
  return { hosts: names, groups: groupByHosts([...shared.values()], names) };
}

type Shared = {
  readonly first: PackageChange;
  /** Places in the fleet. */
  readonly hosts: number[];
  readonly selectedOn: number[];
  readonly came: string[];
  readonly went: string[];
  before: number;
  after: number;
};

function changeKey({ name, kind, before, after, outputs }: PackageChange): string {
  const swapped = kind === 'changed' && before === after ? [...outputs.added, '', ...outputs.removed] : [];
  return [name, kind, before ?? '\u0001', after ?? '\u0001', ...swapped].join('\0');
}

function groupByHosts(shared: readonly Shared[], names: readonly string[]): readonly ChangeGroup[] {
  const groups = new Map<string, { readonly places: readonly number[]; readonly members: Shared[] }>();
  for (const one of shared) {
    const key = one.hosts.join(',');
    const group = groups.get(key) ?? { places: one.hosts, members: [] };
    groups.set(key, group);
    group.members.push(one);
  }
  return [...groups.values()]
    .sort((a, b) => b.places.length - a.places.length || comparePlaces(a.places, b.places))
    .map(({ places, members }) => {
      const hosts = places.map((place) => names[place]!);
      const changes = members.map((one) => fleetChange(one, hosts, names));
      return { hosts, changes: changes.sort(compareChanges) };
    });
}

function fleetChange(shared: Shared, hosts: readonly string[], names: readonly string[]): FleetChange {
  const { name, kind, before, after } = shared.first;
  return {
    name,
    kind,
    before,
    after,
    hosts,
    selectedOn: shared.selectedOn.map((place) => names[place]!),
    outputs: { added: [...new Set(shared.came)].sort(), removed: [...new Set(shared.went)].sort() },
    size: { before: shared.before, after: shared.after },
  };
}

function comparePlaces(a: readonly number[], b: readonly number[]): number {
  const at = a.findIndex((place, index) => place !== b[index]);
  return at < 0 ? 0 : a[at]! - b[at]!;
}

/** By name, then by version: deterministic, and without opinion; importance.ts has one. */
function compareChanges(a: FleetChange, b: FleetChange): number {
  if (a.name !== b.name) return a.name < b.name ? -1 : 1;
  return (
    orderVersions(a.before ?? a.after!, b.before ?? b.after!) ||
    orderVersions(a.after ?? a.before!, b.after ?? b.before!) ||
    (a.kind < b.kind ? -1 : a.kind > b.kind ? 1 : 0)
  );
}
