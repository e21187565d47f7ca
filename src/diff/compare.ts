import { closureOf, type PathEntry, type StoreGraph } from '../nix/closure.ts';
import type { Toplevel } from '../nix/toplevel.ts';
import { type HostFlags, hostFlags } from './flags.ts';
import { type HostState, hostState, type Outcome } from './hosts.ts';
import type { Identify } from './identity.ts';
import type { EvaluatedPair } from './outcomes.ts';
import { type ClosureDiff, type ClosureView, derivationView, diffClosures } from './packages.ts';

/** One host's side, as far as it is known. Size in bytes of NAR of the whole closure. */
export type HostSide = {
  readonly drvPath: string | null;
  readonly outPath: string | null;
  readonly closureSize: number | null;
  readonly closurePaths: number | null;
};

export type HostReport = {
  readonly name: string;
  /** "x86_64-linux"; null where it could not be evaluated. */
  readonly system: string | null;
  readonly state: HostState;
  /** Why it was skipped or not built; null where there is nothing to say. */
  readonly reason: string | null;
  readonly before: HostSide | null;
  readonly after: HostSide | null;
  /** What `diff` compares: built closures, or only derivations (build-time dependencies included, no sizes). */
  readonly basis: 'closure' | 'derivation' | null;
  readonly diff: ClosureDiff | null;
  readonly flags: HostFlags | null;
};

/** All that is known of one host once everything is evaluated and built. */
export type HostOutcomes = {
  readonly name: string;
  readonly evaluated: EvaluatedPair;
  readonly before: Outcome;
  readonly after: Outcome;
};

/** What the store told: one graph for all closures, and the toplevels' own files, by out path. */
export type Store = {
  readonly graph: StoreGraph;
  readonly toplevels: ReadonlyMap<string, Toplevel>;
  readonly identify: Identify;
};

/** Compares one host's sides: state, packages, sizes, flags. Pure. The graph must hold the closures of `pathsToRead`. */
export function compareHost(host: HostOutcomes, store: Store): HostReport {
  const { before, after } = host;
  const state = hostState(before, after);
  const basis = state === 'changed' ? basisOf(before, after) : null;
  return {
    name: host.name,
    system: systemOf(host.evaluated),
    state,
    reason: state === 'unchanged' || state === 'removed' ? null : reasonOf(before, after),
    before: sideOf(before, store),
    after: sideOf(after, store),
    basis,
    diff:
      basis === null
        ? null
        : diffClosures(viewOf(before, basis, store), viewOf(after, basis, store), store.identify),
    flags: basis === 'closure' ? flagsOf(before, after, store) : null,
  };
}

/** The store paths whose closures `compareHost` needs: out paths of what is built, .drv files where only derivations can be compared. */
export function pathsToRead(hosts: readonly HostOutcomes[]): readonly string[] {
  return hosts.flatMap(({ before, after }) => {
    const built = [before, after].flatMap((outcome) => (outcome.kind === 'built' ? [outcome.outPath] : []));
    const derivations =
      hostState(before, after) === 'changed' && basisOf(before, after) === 'derivation'
        ? [before, after].flatMap((outcome) =>
            'drvPath' in outcome && outcome.drvPath !== null ? [outcome.drvPath] : [],
          )
        : [];
    return [...built, ...derivations];
  });
}

/** Closures are compared where both sides are built, derivations where both at least evaluate. */
function basisOf(before: Outcome, after: Outcome): 'closure' | 'derivation' | null {
  if (before.kind === 'built' && after.kind === 'built') return 'closure';
  const known = (outcome: Outcome) => outcome.kind === 'built' || outcome.kind === 'evaluated';
  return known(before) && known(after) ? 'derivation' : null;
}

function systemOf({ before, after }: EvaluatedPair): string | null {
  if (after?.kind === 'evaluated') return after.system;
  return before?.kind === 'evaluated' ? before.system : null;
}

function reasonOf(before: Outcome, after: Outcome): string | null {
  const unbuilt = [after, before].find((outcome) => outcome.kind === 'evaluated');
  return unbuilt?.kind === 'evaluated' ? unbuilt.reason : null;
}

function sideOf(outcome: Outcome, { graph }: Store): HostSide | null {
  if (outcome.kind === 'absent') return null;
  if (outcome.kind === 'broken')
    return { drvPath: outcome.drvPath, outPath: null, closureSize: null, closurePaths: null };
  const { drvPath, outPath } = outcome;
  if (outcome.kind === 'evaluated') return { drvPath, outPath, closureSize: null, closurePaths: null };
  const closure = closureOf(graph, outcome.outPath);
  const closureSize = closure.reduce((sum, entry) => sum + entry.narSize, 0);
  return { drvPath, outPath, closureSize, closurePaths: closure.length };
}

function viewOf(outcome: Outcome, basis: 'closure' | 'derivation', { graph, toplevels }: Store): ClosureView {
  if (basis === 'closure' && outcome.kind === 'built') {
    return closureView(graph, outcome.outPath, toplevels.get(outcome.outPath)?.systemPath ?? null);
  }
  const drvPath = 'drvPath' in outcome ? outcome.drvPath : null;
  return derivationView(drvPath === null ? [] : closureOf(graph, drvPath).map(pathOf));
}

/** A closure as the diff reads it; `systemPath` is where `<toplevel>/sw` points to, null where there is none. */
export function closureView(graph: StoreGraph, root: string, systemPath: string | null): ClosureView {
  const paths = new Map(closureOf(graph, root).map((entry) => [entry.path, entry]));
  const chosen = systemPath === null ? [] : (graph.get(systemPath)?.references ?? []);
  return { paths, selected: new Set(chosen.filter((path) => path !== systemPath && paths.has(path))) };
}

function pathOf(entry: PathEntry): string {
  return entry.path;
}

function flagsOf(before: Outcome, after: Outcome, { toplevels }: Store): HostFlags | null {
  if (before.kind !== 'built' || after.kind !== 'built') return null;
  const [old, fresh] = [toplevels.get(before.outPath), toplevels.get(after.outPath)];
  return old === undefined || fresh === undefined ? null : hostFlags(old, fresh);
}
