/** How a package (or one version of it) differs between two closures. The words are nvd's, and "rebuilt" for the same version with another store path. */
export type ChangeKind = 'upgraded' | 'downgraded' | 'changed' | 'added' | 'removed' | 'rebuilt';

/** Whether a host's owner chose the package (a reference of `<toplevel>/sw`) or it came along as a dependency. */
export type Selection = 'selected' | 'newly-selected' | 'newly-unselected' | 'dependency';

/** One version of one package that is replaced, comes or goes. Sizes are bytes of NAR, summed over the paths named. */
export type PackageChange = {
  readonly name: string;
  readonly kind: ChangeKind;
  /** The version before; null where it was not there, '' where the package has no version. */
  readonly before: string | null;
  /** The version after; null where it is gone, '' where the package has no version. */
  readonly after: string | null;
  /** Other versions of the same package that are in both closures, untouched. */
  readonly kept: readonly string[];
  readonly selection: Selection;
  /** Outputs ('out', 'bin', …) that came or went with the change; both empty in the usual case. */
  readonly outputs: { readonly added: readonly string[]; readonly removed: readonly string[] };
  readonly size: { readonly before: number; readonly after: number };
  readonly paths: { readonly before: readonly string[]; readonly after: readonly string[] };
};

/** A path that is configuration and no package: a unit, a file of /etc, users, the activation script, the toplevel itself. */
export type ConfigurationChange = {
  readonly name: string;
  readonly kind: 'added' | 'removed' | 'changed';
  readonly size: { readonly before: number; readonly after: number };
  readonly paths: { readonly before: readonly string[]; readonly after: readonly string[] };
};

/**
 * The difference of two closures. Every path of both is accounted for exactly once: it is in `unchangedPaths` (a count),
 * or in the `paths` of exactly one package or configuration change.
 */
export type ClosureDiff = {
  readonly packages: readonly PackageChange[];
  readonly configuration: readonly ConfigurationChange[];
  readonly unchangedPaths: number;
  readonly paths: { readonly added: number; readonly removed: number };
  /** Closure size in bytes of NAR; both 0 where derivations were compared. */
  readonly size: { readonly before: number; readonly after: number };
};
