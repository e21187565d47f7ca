import type { HostReport, HostSide } from '../diff/compare.ts';
import type { Failure } from '../diff/failures.ts';
import type { FleetDiff } from '../diff/fleet.ts';
import type { InputChange } from '../diff/inputs.ts';

export type { Failure, HostReport, HostSide };

/** The report: one value, of which Markdown, terminal, HTML and JSON are views. No clock time in it, so equal updates give equal reports. */
export type Report = {
  /** What was compared with what. */
  readonly comparison: {
    /** 'update': base commit against base with a new flake.lock; 'revisions': two commits; 'closures': two store paths. */
    readonly kind: 'update' | 'revisions' | 'closures';
    /** Full commit id, store path, or null where the folder is no git repository. */
    readonly base: string | null;
    readonly head: string | null;
    /** Folder of the flake inside its repository, '' at the top. */
    readonly flakeDir: string;
  };
  readonly evalOnly: boolean;
  readonly inputs: readonly InputChange[];
  /** Every host of either state, sorted by name. */
  readonly hosts: readonly HostReport[];
  readonly failures: readonly Failure[];
  readonly fleet: FleetDiff;
  /** Things a reader must know to trust the report: uncommitted files not considered, states taken from the folder, … */
  readonly notes: readonly string[];
  readonly versions: { readonly tool: string; readonly nix: string };
  /** The command that reproduces this report on a workstation. */
  readonly reproduce: string;
};
