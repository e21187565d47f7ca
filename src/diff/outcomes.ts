import type { BuildResult, Target } from '../nix/build.ts';
import type { EvaluatedHost, Evaluation } from '../nix/evaluate.ts';
import type { FailedDerivation } from '../nix/log.ts';
import type { HostFailure, Outcome } from './hosts.ts';

/** One host's evaluation in both states; undefined where a state does not have it. */
export type EvaluatedPair = {
  readonly before: Evaluation | undefined;
  readonly after: Evaluation | undefined;
};

export type BuildPolicy = {
  readonly evalOnly: boolean;
  /** Systems that can be built here; null: do not ask. */
  readonly systems: ReadonlySet<string> | null;
};

/**
 * Why a host that evaluates is not to be built, or null where it is. A host whose derivation is the same in both states differs in nothing, so
 * neither is built; one that is removed interests nobody any more.
 */
export function reasonNotToBuild(
  host: EvaluatedHost,
  pair: EvaluatedPair,
  policy: BuildPolicy,
): string | null {
  if (isUnchanged(pair)) return 'its derivation is the same';
  if (pair.after === undefined) return 'it is removed';
  if (policy.evalOnly) return 'derivations were compared, nothing was built';
  if (host.outPath === null) return 'its toplevel is content-addressed';
  if (policy.systems !== null && !policy.systems.has(host.system)) return noBuilder(host.system);
  return null;
}

/** Whether both states have the very same derivation. */
export function isUnchanged({ before, after }: EvaluatedPair): boolean {
  return before?.kind === 'evaluated' && after?.kind === 'evaluated' && before.drvPath === after.drvPath;
}

/** What became of one side of a pair. `builds` holds the results of all that was to be built, by drvPath. */
export function outcomeOf(
  side: 'before' | 'after',
  pair: EvaluatedPair,
  { policy, builds }: { readonly policy: BuildPolicy; readonly builds: ReadonlyMap<string, BuildResult> },
): Outcome {
  const evaluation = pair[side];
  if (evaluation === undefined) return { kind: 'absent' };
  if (evaluation.kind === 'failed')
    return { kind: 'broken', drvPath: null, failures: [evaluationFailure(evaluation)] };
  const { drvPath, outPath } = evaluation;
  const reason = reasonNotToBuild(evaluation, pair, policy);
  if (reason !== null || outPath === null)
    return { kind: 'evaluated', drvPath, outPath, reason: reason ?? '' };
  const build = builds.get(drvPath);
  if (build === undefined || build.kind === 'built') return { kind: 'built', drvPath, outPath };
  const broken = build.failures.filter((failure) => failure.kind === 'build');
  if (broken.length > 0) return { kind: 'broken', drvPath, failures: broken.map(buildFailure) };
  const missing = build.failures.map((failure) => failure.summary);
  return { kind: 'evaluated', drvPath, outPath, reason: `no builder here: ${missing.join('; ')}` };
}

function noBuilder(system: string): string {
  return `no builder for ${system} here; derivations were compared`;
}

function evaluationFailure({
  message,
  full,
}: {
  readonly message: string;
  readonly full: string;
}): HostFailure {
  const [first = '', second = ''] = message.replace(/^\s*error:\s*/, '').split('\n');
  // NixOS's own assertions come as a list below a title that says nothing by itself.
  const summary = first.endsWith(':') ? `${first} ${second.replace(/^\s*-\s*/, '')}` : first;
  return { stage: 'evaluate', drvPath: null, summary, message, full, logTail: [] };
}

function buildFailure({ drvPath, summary, message, logTail }: FailedDerivation): HostFailure {
  return { stage: 'build', drvPath, summary, message, full: message, logTail };
}

/** What is to be built, over all hosts and both states. */
export function targetsOf(pairs: ReadonlyMap<string, EvaluatedPair>, policy: BuildPolicy): readonly Target[] {
  return [...pairs.values()].flatMap((pair) =>
    [pair.before, pair.after].flatMap((side) =>
      side?.kind === 'evaluated' && side.outPath !== null && reasonNotToBuild(side, pair, policy) === null
        ? [{ drvPath: side.drvPath, outPath: side.outPath }]
        : [],
    ),
  );
}
