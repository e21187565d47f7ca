import {
  type ClosureView,
  type Family,
  gatherFamilies,
  type SelectionChange,
  type Side,
  selectionChanges,
  type VersionSides,
} from './families.ts';
import { type Identify, rememberedIdentity } from './identity.ts';
import { orderVersions, relation } from './order.ts';
import { pairVersions } from './pairing.ts';

export type { ClosureView, SelectionChange } from './families.ts';

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
  /** Other versions of the same package that are in both closures, untouched; of hundreds (patches, say) the oldest eight. */
  readonly kept: readonly string[];
  readonly selection: Selection;
  /** Outputs ('out', 'bin', …) that came or went with the change; both empty in the usual case. At one and the same version that makes it 'changed'. */
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
  /** Packages whose paths stay as they are and that only became, or are no longer, selected. */
  readonly selections: readonly SelectionChange[];
  readonly unchangedPaths: number;
  readonly paths: { readonly added: number; readonly removed: number };
  /** Closure size in bytes of NAR; both 0 where derivations were compared. */
  readonly size: { readonly before: number; readonly after: number };
};

/**
 * Compares two closures. Pure, linear in the number of paths. `identify` may be shared by all hosts of a run, which saves
 * most of the work. Versions of one package are paired as `pairVersions` says; diff(after, before) is the exact inverse.
 * The lists are sorted by name, then by version, so equal closures give equal reports.
 */
export function diffClosures(
  before: ClosureView,
  after: ClosureView,
  identify: Identify = rememberedIdentity(),
): ClosureDiff {
  const gathered = gatherFamilies(before, after, identify);
  return {
    packages: sorted(gathered.packages).flatMap(([name, family]) => packageChanges(name, family)),
    configuration: sorted(gathered.configuration).map(([name, sides]) => configurationChange(name, sides)),
    selections: selectionChanges(before, after, { identify, packages: gathered.packages }),
    unchangedPaths: gathered.unchangedPaths,
    paths: {
      added: after.paths.size - gathered.unchangedPaths,
      removed: before.paths.size - gathered.unchangedPaths,
    },
    size: { before: totalSize(before), after: totalSize(after) },
  };
}

/**
 * The view of a derivation graph, for comparing without builds: the .drv paths (and sources) of `nix-store -qR`, no
 * sizes. `selected` are the derivations of the chosen packages where they are known. Fixed and build-time inputs are in it.
 */
export function derivationView(
  paths: Iterable<string>,
  selected: ReadonlySet<string> = new Set(),
): ClosureView {
  const unsized = { narSize: 0, deriver: null };
  return { paths: new Map([...paths].map((path) => [path, unsized])), selected };
}

/** In derivation graphs one "package" can have hundreds of versions, and each change of one would list them all. */
const KEPT_AT_MOST = 8;

function packageChanges(name: string, family: Family): readonly PackageChange[] {
  const kept: string[] = [];
  const gone: string[] = [];
  const come: string[] = [];
  const steps: (readonly [from: string | null, to: string | null])[] = [];
  for (const [version, { before, after }] of family) {
    if (after === null) gone.push(version);
    else if (before === null) come.push(version);
    else if (before.paths.length + after.paths.length === 0) kept.push(version);
    else steps.push([version, version]);
  }
  const pairs = pairVersions(gone, come);
  const paired = new Set(pairs.flat());
  steps.push(...pairs);
  for (const version of gone) if (!paired.has(version)) steps.push([version, null]);
  for (const version of come) if (!paired.has(version)) steps.push([null, version]);
  const untouched = kept.sort(orderVersions).slice(0, KEPT_AT_MOST);
  return steps
    .sort((a, b) => orderVersions(a[0] ?? a[1]!, b[0] ?? b[1]!))
    .map(([from, to]) => {
      const before = from === null ? null : family.get(from)!.before;
      const after = to === null ? null : family.get(to)!.after;
      return packageChange({ name, from, to, kept: untouched }, before, after);
    });
}

type Step = Pick<PackageChange, 'name' | 'kept'> & {
  readonly from: string | null;
  readonly to: string | null;
};

function packageChange(
  { name, from, to, kept }: Step,
  before: Side | null,
  after: Side | null,
): PackageChange {
  const came = outputsOnlyIn(after, before);
  const went = outputsOnlyIn(before, after);
  return {
    name,
    kind: changeKind(from, to, came.length + went.length > 0),
    before: from,
    after: to,
    kept,
    selection: selectionOf(before?.selected ?? false, after?.selected ?? false),
    outputs: { added: came, removed: went },
    size: { before: before?.size ?? 0, after: after?.size ?? 0 },
    paths: { before: before?.paths.sort() ?? NONE, after: after?.paths.sort() ?? NONE },
  };
}

const NONE: readonly string[] = [];

/** Sorted; none where one of the sides is not there at all. */
function outputsOnlyIn(own: Side | null, other: Side | null): readonly string[] {
  if (own === null || other === null) return NONE;
  if (own.outputs.length === 1 && other.outputs.includes(own.outputs[0]!)) return NONE;
  return own.outputs.filter((output) => !other.outputs.includes(output)).sort();
}

function changeKind(from: string | null, to: string | null, outputsDiffer: boolean): ChangeKind {
  if (from === null) return 'added';
  if (to === null) return 'removed';
  if (from === to) return outputsDiffer ? 'changed' : 'rebuilt';
  const order = relation(from, to);
  return order === 'older' ? 'upgraded' : order === 'newer' ? 'downgraded' : 'changed';
}

function selectionOf(was: boolean, is: boolean): Selection {
  if (was) return is ? 'selected' : 'newly-unselected';
  return is ? 'newly-selected' : 'dependency';
}

function configurationChange(name: string, { before, after }: VersionSides): ConfigurationChange {
  return {
    name,
    kind: before === null ? 'added' : after === null ? 'removed' : 'changed',
    size: { before: before?.size ?? 0, after: after?.size ?? 0 },
    paths: { before: before?.paths.sort() ?? NONE, after: after?.paths.sort() ?? NONE },
  };
}

function sorted<T>(named: ReadonlyMap<string, T>): readonly (readonly [string, T])[] {
  return [...named].sort(([a], [b]) => (a < b ? -1 : 1));
}

function totalSize(view: ClosureView): number {
  let total = 0;
  for (const { narSize } of view.paths.values()) total += narSize;
  return total;
}
