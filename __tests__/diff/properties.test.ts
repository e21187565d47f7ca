import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import type { ClosureView } from '../../src/diff/families.ts';
import { type FleetDiff, fleetDiff } from '../../src/diff/fleet.ts';
import { rememberedIdentity } from '../../src/diff/identity.ts';
import { type ClosureDiff, diffClosures } from '../../src/diff/packages.ts';
import { closure, storePath } from './closures.ts';

const name = fc.oneof(
  fc
    .tuple(
      fc.constantFrom('a', 'openssl', 'tool'),
      fc.constantFrom('', '-1', '-1.0', '-1.0a9', '-2', '-2rc1', '-0abc123', '-2025-01-02'),
      fc.constantFrom('', '-bin', '-dev'),
    )
    .map((parts) => parts.join('')),
  fc.constantFrom(
    'unit-a.service',
    'etc',
    'nixos-system-h-1',
    'nixos-system-h-2',
    'a.sh',
    'x-1.tar.gz',
    'source',
  ),
);
const spec = fc
  .tuple(fc.constantFrom('', '', '*'), name, fc.constantFrom('', '#2', '#3'), fc.nat(500))
  .map(([star, text, build, size]) => `${star}${text}${build}:${size}`);
const view = fc
  .uniqueArray(spec, { selector: (text) => text.replace(/^\*|:.*/g, ''), maxLength: 14 })
  .map((specs) => closure(specs.join(' ')));
// Sizes belong to paths, so a path that both closures have must have one size.
const views = fc.tuple(view, view).map(([before, after]): [ClosureView, ClosureView] => {
  const paths = new Map([...after.paths].map(([path, facts]) => [path, before.paths.get(path) ?? facts]));
  return [before, { ...after, paths }];
});

const MIRROR = {
  upgraded: 'downgraded',
  downgraded: 'upgraded',
  added: 'removed',
  removed: 'added',
  changed: 'changed',
  rebuilt: 'rebuilt',
  selected: 'selected',
  'newly-selected': 'newly-unselected',
  'newly-unselected': 'newly-selected',
  dependency: 'dependency',
} as const;

type Sides<T> = { readonly before: T; readonly after: T };
const turn = <T>({ before, after }: Sides<T>): Sides<T> => ({ before: after, after: before });

function inverse(diff: ClosureDiff): ClosureDiff {
  return {
    packages: diff.packages.map((change) => ({
      ...change,
      ...turn(change),
      kind: MIRROR[change.kind],
      selection: MIRROR[change.selection],
      outputs: { added: change.outputs.removed, removed: change.outputs.added },
      size: turn(change.size),
      paths: turn(change.paths),
    })),
    configuration: diff.configuration.map((change) => ({
      ...change,
      kind: MIRROR[change.kind],
      size: turn(change.size),
      paths: turn(change.paths),
    })),
    selections: diff.selections.map((change) => ({ ...change, selection: MIRROR[change.selection] })),
    unchangedPaths: diff.unchangedPaths,
    paths: { added: diff.paths.removed, removed: diff.paths.added },
    size: turn(diff.size),
  };
}

/** Without an order, which only eyes need. */
function unordered(diff: ClosureDiff) {
  const all = (list: readonly unknown[]) =>
    list.map((item) => JSON.stringify(item, Object.keys(flatKeys).sort())).sort();
  return {
    ...diff,
    packages: all(diff.packages),
    configuration: all(diff.configuration),
    selections: all(diff.selections),
  };
}
const flatKeys = Object.fromEntries(
  'name kind before after kept selection outputs added removed size paths version'
    .split(' ')
    .map((key) => [key, true]),
);

describe('for any two closures', () => {
  test('diff(after, before) is the inverse of diff(before, after)', () => {
    fc.assert(
      fc.property(views, ([before, after]) => {
        expect(unordered(diffClosures(after, before))).toEqual(
          unordered(inverse(diffClosures(before, after))),
        );
      }),
      { numRuns: 1000 },
    );
  });

  test('diff(a, a) is empty', () => {
    fc.assert(
      fc.property(view, (one) => {
        expect(diffClosures(one, one)).toMatchObject({
          packages: [],
          configuration: [],
          selections: [],
          unchangedPaths: one.paths.size,
          paths: { added: 0, removed: 0 },
        });
      }),
    );
  });

  test('every path is accounted for exactly once, and so is every byte', () => {
    fc.assert(
      fc.property(views, ([before, after]) => {
        const diff = diffClosures(before, after);
        const changes = [...diff.packages, ...diff.configuration];
        const removed = [...before.paths.keys()].filter((path) => !after.paths.has(path));
        const added = [...after.paths.keys()].filter((path) => !before.paths.has(path));
        expect(changes.flatMap(({ paths }) => paths.before).sort()).toEqual(removed.sort());
        expect(changes.flatMap(({ paths }) => paths.after).sort()).toEqual(added.sort());
        expect(diff.unchangedPaths + removed.length).toBe(before.paths.size);
        expect(diff.unchangedPaths + added.length).toBe(after.paths.size);
        const grown = changes.reduce((sum, { size }) => sum + size.after - size.before, 0);
        expect(grown).toBe(diff.size.after - diff.size.before);
      }),
      { numRuns: 1000 },
    );
  });

  test('a version is on each side of at most one change, and no kept version is', () => {
    fc.assert(
      fc.property(views, ([before, after]) => {
        for (const side of ['before', 'after'] as const) {
          const versions = diffClosures(before, after).packages.filter((change) => change[side] !== null);
          expect(new Set(versions.map((change) => `${change.name} ${change[side]}`)).size).toBe(
            versions.length,
          );
          expect(versions.filter((change) => change.kept.includes(change[side]!))).toEqual([]);
        }
      }),
    );
  });
});

describe('for any fleet', () => {
  test("the fleet's view and the hosts' views agree", () => {
    fc.assert(
      fc.property(fc.array(views, { maxLength: 6 }), (fleet) => {
        const hosts = fleet.map(([before, after], index) => ({
          name: `h${index}`,
          diff: diffClosures(before, after),
        }));
        const told = fleetDiff(hosts);
        for (const host of hosts)
          expect(changesOf(told, host.name)).toEqual(host.diff.packages.map(line).sort());
        expect(told.hosts).toEqual(hosts.map((host) => host.name));
        const sets = told.groups.map((group) => group.hosts.join(' '));
        expect(new Set(sets).size).toBe(sets.length);
      }),
      { numRuns: 300 },
    );
  });
});

const line = (
  change: { name: string; kind: string; before: string | null; after: string | null },
  chosen?: unknown,
) =>
  JSON.stringify([
    change.name,
    change.kind,
    change.before,
    change.after,
    typeof chosen === 'boolean'
      ? chosen
      : (change as unknown as { selection: string }).selection !== 'dependency',
  ]);

function changesOf(fleet: FleetDiff, host: string): readonly string[] {
  return fleet.groups
    .filter((group) => group.hosts.includes(host))
    .flatMap((group) => group.changes.map((change) => line(change, change.selectedOn.includes(host))))
    .sort();
}

test('fifty hosts that share most of their paths: what they share is one group, what is their own one each', () => {
  const paths = (count: number, named: (index: number) => string) =>
    Array.from(
      { length: count },
      (_, index) => [storePath(named(index)), { narSize: index, deriver: null }] as const,
    );
  const before = paths(2900, (index) => `package${index}-1.0`);
  const after = paths(2900, (index) => `package${index}-${index % 5 === 0 ? '1.1' : '1.0'}`);
  const make = (base: typeof before, own: typeof before) => ({
    paths: new Map([...base, ...own]),
    selected: new Set(base.slice(0, 300).map(([path]) => path)),
  });
  const hosts = Array.from({ length: 50 }, (_, host) => ({
    name: `host${host}`,
    before: make(
      before,
      paths(100, (index) => `own${index}-${host}.1`),
    ),
    after: make(
      after,
      paths(100, (index) => `own${index}-${host}.${1 + (index % 2)}`),
    ),
  }));
  const identify = rememberedIdentity();
  const diffs = hosts.map((host) => ({
    name: host.name,
    diff: diffClosures(host.before, host.after, identify),
  }));
  expect(fleetDiff(diffs).groups.map(({ changes }) => changes.length)).toEqual([580, ...Array(50).fill(50)]);
});
