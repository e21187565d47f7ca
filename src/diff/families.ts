import type { Identify, PathIdentity } from './identity.ts';

/** What the diff needs to know of one closure. Hosts of a fleet should share the values of `paths`. */
export type ClosureView = {
  /** Every store path of the closure. `narSize` in bytes; `deriver` null where it is not known. */
  readonly paths: ReadonlyMap<string, { readonly narSize: number; readonly deriver: string | null }>;
  /** The paths that the host's owner chose: the references of `<toplevel>/sw`, each one in `paths`. */
  readonly selected: ReadonlySet<string>;
};

/** A package that is untouched in the closure and only became, or is no longer, selected. */
export type SelectionChange = {
  readonly name: string;
  readonly version: string;
  readonly selection: 'newly-selected' | 'newly-unselected';
};

/** What one side has of a version (or of a configuration name). */
export type Side = {
  /** Only the paths that the other side does not have. */
  readonly paths: string[];
  /** Bytes of NAR of `paths`. */
  size: number;
  /** The outputs, each once, and the selection of all paths, those in both closures too. */
  readonly outputs: string[];
  selected: boolean;
};

/** Both sides of a version; null where a side does not have it at all. */
export type VersionSides = { before: Side | null; after: Side | null };

/** All versions of a package of which something differs. */
export type Family = Map<string, VersionSides>;

export type Gathered = {
  readonly packages: ReadonlyMap<string, Family>;
  readonly configuration: ReadonlyMap<string, VersionSides>;
  readonly unchangedPaths: number;
};

/** Sorts the paths that only one closure has by package and version, or by configuration name, and says what both have of them. */
export function gatherFamilies(before: ClosureView, after: ClosureView, identify: Identify): Gathered {
  const packages = new Map<string, Family>();
  const configuration = new Map<string, VersionSides>();
  const chosen = chosenNames([before, after], identify);
  // A fleet has hundreds of thousands of paths, so each is looked up in the other closure only once.
  const unchanged: string[] = [];
  const gather = (own: ClosureView, other: ClosureView, side: keyof VersionSides) => {
    for (const [path, { narSize, deriver }] of own.paths) {
      if (other.paths.has(path)) {
        if (side === 'before') unchanged.push(path);
        continue;
      }
      const found = identify(path, deriver);
      const sides = isPackage(found, chosen)
        ? entry(entry(packages, found.name, newFamily), found.version, newSides)
        : entry(configuration, found.configuration ?? found.name, newSides);
      const kept = addTo(sides, side, { output: found.output, selected: own.selected.has(path) });
      kept.paths.push(path);
      kept.size += narSize;
    }
  };
  gather(before, after, 'before');
  gather(after, before, 'after');
  for (const path of packages.size === 0 ? [] : unchanged) {
    const found = identify(path, before.paths.get(path)!.deriver);
    const family = packages.get(found.name);
    if (family === undefined || !isPackage(found, chosen)) continue;
    const sides = entry(family, found.version, newSides);
    addTo(sides, 'before', { output: found.output, selected: before.selected.has(path) });
    addTo(sides, 'after', { output: found.output, selected: after.selected.has(path) });
  }
  return { packages, configuration, unchangedPaths: unchanged.length };
}

/** Versions whose paths all stay, and that are chosen on one side only. What has changed paths tells its selection itself. */
export function selectionChanges(
  before: ClosureView,
  after: ClosureView,
  { identify, packages }: { readonly identify: Identify; readonly packages: ReadonlyMap<string, Family> },
): readonly SelectionChange[] {
  const turned = (own: ClosureView, other: ClosureView) =>
    [...own.selected].some((path) => !other.selected.has(path) && other.paths.has(path));
  if (!turned(before, after) && !turned(after, before)) return [];
  const named = (view: ClosureView) =>
    new Map(
      [...view.selected].map((path) => {
        const { name, version } = identify(path, view.paths.get(path)?.deriver ?? null);
        return [`${name}\n${version}`, { path, name, version }] as const;
      }),
    );
  const [was, is] = [named(before), named(after)];
  const onlyIn = (own: typeof was, other: typeof was, selection: SelectionChange['selection']) =>
    [...own]
      .filter(([key, { path, name, version }]) => {
        const sides = packages.get(name)?.get(version);
        const touched = (sides?.before?.paths.length ?? 0) + (sides?.after?.paths.length ?? 0) > 0;
        return !other.has(key) && !touched && before.paths.has(path) && after.paths.has(path);
      })
      .map(([, { name, version }]) => ({ name, version, selection }));
  return [...onlyIn(is, was, 'newly-selected'), ...onlyIn(was, is, 'newly-unselected')].sort((a, b) =>
    a.name === b.name ? (a.version < b.version ? -1 : 1) : a.name < b.name ? -1 : 1,
  );
}

function chosenNames(views: readonly ClosureView[], identify: Identify): ReadonlySet<string> {
  const names = new Set<string>();
  for (const view of views) {
    for (const path of view.selected) names.add(identify(path, view.paths.get(path)?.deriver ?? null).name);
  }
  return names;
}

/** A selected path is a package whatever its name, and so are all others of the same name. */
function isPackage({ configuration, name }: PathIdentity, chosen: ReadonlySet<string>): boolean {
  return configuration === null || chosen.has(name);
}

function addTo(
  sides: VersionSides,
  side: keyof VersionSides,
  { output, selected }: { readonly output: string; readonly selected: boolean },
): Side {
  const own = sides[side] ?? { paths: [], size: 0, outputs: [], selected: false };
  sides[side] = own;
  if (!own.outputs.includes(output)) own.outputs.push(output);
  own.selected ||= selected;
  return own;
}

const newFamily = (): Family => new Map();
const newSides = (): VersionSides => ({ before: null, after: null });

function entry<T>(map: Map<string, T>, key: string, make: () => T): T {
  const found = map.get(key);
  if (found !== undefined) return found;
  const fresh = make();
  map.set(key, fresh);
  return fresh;
}
