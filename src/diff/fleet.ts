import type { PackageChange } from './packages.ts';

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
