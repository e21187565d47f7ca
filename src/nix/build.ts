import { join } from 'node:path';
import { Problem } from '../problem.ts';
import type { Nix } from './command.ts';
import { type BuildProgress, type FailedDerivation, openBuildLog } from './log.ts';
import { nixProblem, surroundingsProblem } from './message.ts';
import { atLeast } from './version.ts';

/** A host's derivation to be built, and the path it will have. */
export type Target = { readonly drvPath: string; readonly outPath: string };

/** What became of a target: in the store, or the derivations (its own or dependencies) that kept it from it; never an empty list. */
export type BuildResult =
  | { readonly kind: 'built' }
  | { readonly kind: 'failed'; readonly failures: readonly FailedDerivation[] };

export type BuildRequest = {
  readonly targets: readonly Target[];
  /** A folder of the run's own for the links that keep results from the garbage collector. */
  readonly roots: string;
  readonly onProgress: (progress: BuildProgress) => void;
};

/**
 * Builds all targets with one `nix build --keep-going`, so that Nix schedules over its builders, remote ones included. Only where Nix up to 2.26
 * gives up everything for one derivation that nobody can build, it is asked again for the rest.
 * Gives a result for every target, by drvPath. Throws a Problem where the surroundings (daemon, disk) are to blame.
 */
export async function buildAll(nix: Nix, request: BuildRequest): Promise<ReadonlyMap<string, BuildResult>> {
  const results = new Map<string, BuildResult>();
  let remaining = [...new Map(request.targets.map((target) => [target.drvPath, target])).values()];
  for (let pass = 0; remaining.length > 0; pass += 1) {
    const log = openBuildLog(request.onProgress);
    const output = await nix.nix(
      [
        'build',
        '--keep-going',
        '--log-format',
        'internal-json',

        '--out-link',
        join(request.roots, `pass-${pass}`),
        ...installables(nix, remaining),
      ],
      { onStderr: log.take },
    );
    const missing =
      output.code === 0
        ? new Set<string>()
        : await missingPaths(
            nix,
            remaining.map((target) => target.outPath),
          );
    const failures = log.failures();
    stopForSurroundings(log.errors(), failures);
    const built = remaining.filter((target) => !missing.has(target.outPath));
    for (const target of built) results.set(target.drvPath, { kind: 'built' });
    if (output.code !== 0) await keepFromCollector(nix, built, join(request.roots, `kept-${pass}`));
    const blamed = await blame(
      nix,
      remaining.filter((target) => missing.has(target.outPath)),
      failures,
    );
    for (const [drvPath, guilty] of blamed) results.set(drvPath, { kind: 'failed', failures: guilty });
    const next = remaining.filter((target) => !results.has(target.drvPath));
    if (next.length > 0 && next.length === remaining.length) throw nixProblem('nix build', log.errors());
    remaining = next;
  }
  return results;
}

/** What `nix build` takes for "all outputs of this derivation": the plain path up to 2.13, "^*" behind it since (run on 2.8, 2.26, 2.34). */
function installables(nix: Nix, targets: readonly Target[]): readonly string[] {
  const suffix = atLeast(nix.version.number, 2, 14) ? '^*' : '';
  return targets.map((target) => target.drvPath + suffix);
}

async function missingPaths(nix: Nix, paths: readonly string[]): Promise<ReadonlySet<string>> {
  const output = await nix.store(['--check-validity', '--print-invalid', ...paths]);
  if (output.code !== 0) throw nixProblem('nix-store --check-validity', output.stderr);
  return new Set(output.stdout.split('\n').filter((line) => line !== ''));
}

/** After a build that failed in part, Nix has made no links at all. */
async function keepFromCollector(nix: Nix, built: readonly Target[], link: string): Promise<void> {
  if (built.length === 0) return;
  const output = await nix.nix(['build', '--out-link', link, ...installables(nix, built)]);
  if (output.code !== 0) throw nixProblem('nix build', output.stderr);
}

/** Which failures lie in the derivation graph below each target. */
async function blame(
  nix: Nix,
  targets: readonly Target[],
  failures: readonly FailedDerivation[],
): Promise<ReadonlyMap<string, readonly FailedDerivation[]>> {
  const blamed = new Map<string, FailedDerivation[]>();
  const wanted = new Set(targets.map((target) => target.drvPath));
  if (wanted.size === 0) return blamed;
  for (const failure of failures) {
    const output = await nix.store(['--query', '--referrers-closure', failure.drvPath]);
    if (output.code !== 0) throw nixProblem('nix-store --query --referrers-closure', output.stderr);
    for (const drvPath of output.stdout.split('\n')) {
      if (wanted.has(drvPath)) blamed.set(drvPath, [...(blamed.get(drvPath) ?? []), failure]);
    }
  }
  return blamed;
}

/** A full disk breaks whatever is built at that moment: no host is to blame for it. */
function stopForSurroundings(errors: string, failures: readonly FailedDerivation[]): void {
  const problem = surroundingsProblem('nix build', errors);
  if (problem !== null) throw problem;
  const full = failures.find((failure) =>
    failure.logTail.some((line) => /No space left on device/.test(line)),
  );
  if (full === undefined) return;
  throw new Problem(
    `nix build failed: ${full.summary}: no space left on device.`,
    'The disk is full. See df -h, and free some space: nix-collect-garbage -d.',
  );
}
