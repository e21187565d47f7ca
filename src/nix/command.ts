import { Problem } from '../problem.ts';
import type { Output, Run, RunOptions } from '../process.ts';
import { nixProblem } from './message.ts';
import { type NixVersion, parseNixVersion } from './version.ts';

/** A Nix that answers, with the options every call gets. */
export type Nix = {
  readonly version: NixVersion;
  /** Runs `nix ARGS`; like `Run`, a failure is a value. */
  readonly nix: (args: readonly string[], options?: RunOptions) => Promise<Output>;
  /** Runs `nix-store ARGS`, whose text output is the same in all versions. */
  readonly store: (args: readonly string[], options?: RunOptions) => Promise<Output>;
};

/** A pair of Nix's own settings, as `--option NAME VALUE` takes it. */
export type NixOption = readonly [name: string, value: string];

/**
 * Asks for Nix's version and gives its commands. Experimental features are named on the command line, so that nothing has to be configured.
 * The newest Nix versions answer in a few milliseconds; throws a Problem where Nix is missing or too old.
 */
export async function connectNix(run: Run, options: readonly NixOption[]): Promise<Nix> {
  const settings = options.flatMap(([name, value]) => ['--option', name, value]);
  const answer = await run(['nix', '--version', ...settings]);
  if (answer.code !== 0) throw nixProblem('nix --version', answer.stderr);
  refuseUnknown(options, answer.stderr);
  return {
    version: parseNixVersion(answer.stdout),
    nix: (args, runOptions) =>
      run(['nix', '--extra-experimental-features', 'nix-command flakes', ...args, ...settings], runOptions),
    store: (args, runOptions) => run(['nix-store', ...args, ...settings], runOptions),
  };
}

/** Nix only warns of a setting or a value that it does not know, and goes on without: a typo would pass for done. */
function refuseUnknown(options: readonly NixOption[], stderr: string): void {
  for (const [name, value] of options) {
    const warning = stderr
      .split('\n')
      .find((line) => line.startsWith('warning:') && line.includes(`'${name}'`));
    if (warning === undefined) continue;
    throw new Problem(
      `--nix-option ${name} ${value}: ${warning.replace(/^warning:\s*(?:error:\s*)?/, '')}.`,
      'Nix’s manual lists all settings: nix show-config.',
    );
  }
}
