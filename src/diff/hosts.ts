/** What became of one host in one state of the flake. */
export type Outcome =
  | { readonly kind: 'absent' }
  /** In the store: built, substituted, or there already. */
  | { readonly kind: 'built'; readonly drvPath: string; readonly outPath: string }
  /** Evaluated and on purpose not built: eval-only, no builder for its system, or nothing differs. `reason` says which. */
  | {
      readonly kind: 'evaluated';
      readonly drvPath: string;
      readonly outPath: string | null;
      readonly reason: string;
    }
  /** Broken by one failure or several independent ones; never an empty list. */
  | { readonly kind: 'broken'; readonly drvPath: string | null; readonly failures: readonly HostFailure[] };

/** Why a host has no toplevel. Equal failures of several hosts are one `Failure` in the report. */
export type HostFailure = {
  readonly stage: 'evaluate' | 'build';
  /** The derivation that failed, a dependency of the host or its toplevel; null for evaluation errors. */
  readonly drvPath: string | null;
  /** One line. */
  readonly summary: string;
  /** What matters of Nix's message; some lines. */
  readonly message: string;
  /** Nix's whole message. */
  readonly full: string;
  /** The last lines of the failing derivation's log, ANSI codes removed. */
  readonly logTail: readonly string[];
};

/** Exactly one of these holds for every host of either state. */
export type HostState =
  | 'changed'
  | 'unchanged'
  | 'newly-broken'
  | 'still-broken'
  | 'fixed'
  | 'new'
  | 'removed'
  | 'skipped';

/**
 * What became of a host between two states.
 *
 * | before ↓ after → | absent  | works                             | broken       |
 * |------------------|---------|-----------------------------------|--------------|
 * | absent           | –       | new                               | newly-broken |
 * | works            | removed | unchanged or changed              | newly-broken |
 * | broken           | removed | fixed, or skipped where not known | still-broken |
 *
 * It works when it is built, or evaluated where nothing is built. "unchanged" needs equal derivations or equal output
 * paths. A host whose build failed before and is only evaluated now may be mended or not: "skipped", as nothing was tried.
 * Throws where the host is in neither state, because then it is no host.
 */
export function hostState(before: Outcome, after: Outcome): HostState {
  if (before.kind === 'absent' && after.kind === 'absent') {
    throw new Error(
      'a host that is in neither of the two states has no state; it must not be in the list of hosts',
    );
  }
  if (after.kind === 'absent') return 'removed';
  if (after.kind === 'broken') return before.kind === 'broken' ? 'still-broken' : 'newly-broken';
  if (before.kind === 'absent') return 'new';
  if (before.kind === 'broken') {
    const buildFailed = before.failures.some(({ stage }) => stage === 'build');
    return buildFailed && after.kind === 'evaluated' ? 'skipped' : 'fixed';
  }
  const sameOutput = before.outPath !== null && before.outPath === after.outPath;
  return before.drvPath === after.drvPath || sameOutput ? 'unchanged' : 'changed';
}
