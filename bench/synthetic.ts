/** Closures of a large fleet as `nix path-info --json` tells them, made without Nix: input of the pure part's measurement. */
import { createHash } from 'node:crypto';
import type { HostOutcomes } from '../src/diff/compare.ts';

export type SyntheticFleet = {
  /** What `nix path-info --json -r` prints (format 1) for all toplevels of both states. */
  readonly pathInfo: string;
  readonly hosts: readonly HostOutcomes[];
  /** Where each toplevel's `sw` points to, by toplevel. */
  readonly systemPaths: ReadonlyMap<string, string>;
};

type Side = 'before' | 'after';

/** Nine tenths of each closure are shared by all hosts; a fifth differs between the states. `paths` counts one host's closure. */
export function syntheticFleet(hosts: number, paths: number): SyntheticFleet {
  const shared = Math.round(paths * 0.9);
  const own = paths - shared - 2;
  const entries: Record<string, object> = {};
  const systemPaths = new Map<string, string>();
  const add = (path: string, references: readonly string[]) => {
    entries[path] = {
      ca: null,
      deriver: storePath(`${path}.drv`, 'x.drv'),
      narHash: 'sha256-',
      narSize: 1000 + path.length,
      references,
      signatures: [],
      ultimate: true,
    };
    return path;
  };
  for (const side of ['before', 'after'] as const) addTree('shared', shared, side, add);
  const outcomes = Array.from({ length: hosts }, (_, index): HostOutcomes => {
    const name = `host${index}`;
    const [before, after] = (['before', 'after'] as const).map((side) => {
      addTree(name, own, side, add);
      const roots = ['shared', name].flatMap((set) =>
        Array.from({ length: 10 }, (_, root) =>
          packagePath(set, root, { size: set === name ? own : shared, side }),
        ),
      );
      const systemPath = add(storePath(`${name} sw ${side}`, 'system-path'), roots);
      const toplevel = add(storePath(`${name} top ${side}`, `nixos-system-${name}-25.05`), [systemPath]);
      systemPaths.set(toplevel, systemPath);
      return toplevel;
    }) as [string, string];
    const evaluated = (outPath: string) =>
      ({
        kind: 'evaluated',
        drvPath: `${outPath}.drv`,
        outPath,
        system: 'x86_64-linux',
        stateVersion: null,
        label: null,
      }) as const;
    const built = (outPath: string) => ({ kind: 'built', drvPath: `${outPath}.drv`, outPath }) as const;
    return {
      name,
      evaluated: { before: evaluated(before), after: evaluated(after) },
      before: built(before),
      after: built(after),
    };
  });
  return { pathInfo: JSON.stringify(entries), hosts: outcomes, systemPaths };
}

/** Package k refers to 2k+1, 2k+2 and five further on; the first fifth differs between the states. */
function addTree(
  set: string,
  size: number,
  side: Side,
  add: (path: string, references: readonly string[]) => string,
): void {
  for (let index = 0; index < size; index += 1) {
    const further = [
      2 * index + 1,
      2 * index + 2,
      3 * index + 5,
      5 * index + 7,
      7 * index + 11,
      index + 40,
      index + 90,
    ];
    const uses = [...new Set(further)].filter((next) => next < size);
    add(
      packagePath(set, index, { size, side }),
      uses.map((next) => packagePath(set, next, { size, side })),
    );
  }
}

function packagePath(
  set: string,
  index: number,
  { size, side }: { readonly size: number; readonly side: Side },
): string {
  const differs = index < size / 5 && side === 'after';
  const version = `${1 + (index % 7)}.${index % 31}.${(index % 13) + (differs && index % 5 < 3 ? 1 : 0)}`;
  const output = index % 6 === 0 ? '-lib' : '';
  return storePath(`${set} ${index} ${differs}`, `${set}-package${index}-${version}${output}`);
}

const digests = new Map<string, string>();

function storePath(identity: string, name: string): string {
  const known = digests.get(identity);
  const digest = known ?? createHash('sha256').update(identity).digest('hex').slice(0, 32);
  if (known === undefined) digests.set(identity, digest);
  return `/nix/store/${digest}-${name}`;
}
