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
