import { closureOf, type PathEntry, type StoreGraph } from '../nix/closure.ts';
import type { Evaluation } from '../nix/evaluate.ts';
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
  const closures = { before: builtClosure(before, store), after: builtClosure(after, store) };
  return {
    name: host.name,
    system: systemOf(host.evaluated),
    state,
    reason: state === 'unchanged' || state === 'removed' ? null : reasonOf(before, after),
    before: sideOf(before, closures.before),
    after: sideOf(after, closures.after),
    basis,
    diff:
      basis === null
        ? null
        : diffClosures(
            viewOf(before, { basis, closure: closures.before, store }),
            viewOf(after, { basis, closure: closures.after, store }),
            store.identify,
          ),
    flags: basis === 'closure' ? flagsOf(host, store) : null,
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

type BuiltClosure = readonly PathEntry[] | null;

function builtClosure(outcome: Outcome, { graph }: Store): BuiltClosure {
  return outcome.kind === 'built' ? closureOf(graph, outcome.outPath) : null;
}

function sideOf(outcome: Outcome, closure: BuiltClosure): HostSide | null {
  if (outcome.kind === 'absent') return null;
  return {
    drvPath: outcome.drvPath,
    outPath: outcome.kind === 'broken' ? null : outcome.outPath,
    closureSize: closure === null ? null : closureSize(closure),
    closurePaths: closure === null ? null : closure.length,
  };
}

/** Bytes of NAR of all paths together. */
export function closureSize(closure: readonly PathEntry[]): number {
  return closure.reduce((sum, entry) => sum + entry.narSize, 0);
}

function viewOf(
  outcome: Outcome,
  {
    basis,
    closure,
    store,
  }: { readonly basis: 'closure' | 'derivation'; readonly closure: BuiltClosure; readonly store: Store },
): ClosureView {
  if (basis === 'closure' && outcome.kind === 'built' && closure !== null) {
    return closureView(closure, systemPathReferences(store, outcome.outPath));
  }
  const drvPath = 'drvPath' in outcome ? outcome.drvPath : null;
  return derivationView(drvPath === null ? [] : closureOf(store.graph, drvPath).map((entry) => entry.path));
}

function systemPathReferences(
  { graph, toplevels }: Pick<Store, 'graph' | 'toplevels'>,
  outPath: string,
): readonly string[] {
  const systemPath = toplevels.get(outPath)?.systemPath ?? null;
  return systemPath === null
    ? []
    : (graph.get(systemPath)?.references ?? []).filter((path) => path !== systemPath);
}

/** A closure as the diff reads it; `chosen` are the paths that `<toplevel>/sw` refers to. */
function closureView(closure: readonly PathEntry[], chosen: readonly string[]): ClosureView {
  const paths = new Map(closure.map((entry) => [entry.path, entry]));
  return { paths, selected: new Set(chosen.filter((path) => paths.has(path))) };
}

function flagsOf({ evaluated, before, after }: HostOutcomes, { toplevels }: Store): HostFlags | null {
  if (before.kind !== 'built' || after.kind !== 'built') return null;
  const [old, fresh] = [toplevels.get(before.outPath), toplevels.get(after.outPath)];
  if (old === undefined || fresh === undefined) return null;
  return hostFlags(old, fresh, {
    before: stateVersionOf(evaluated.before),
    after: stateVersionOf(evaluated.after),
  });
}

function stateVersionOf(evaluation: Evaluation | undefined): string | null {
  return evaluation?.kind === 'evaluated' ? evaluation.stateVersion : null;
}
