import { statfsSync } from 'node:fs';
import { join } from 'node:path';
import { Problem } from '../problem.ts';
import type { Nix } from './command.ts';
import { type BuildProgress, derivationName, type FailedDerivation, openBuildLog } from './log.ts';
import { nixProblem, surroundingsProblem, trimMessage } from './message.ts';
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
  /** Folders whose disks the builds fill: the store, and where builds run. */
  readonly spaceIn: readonly string[];
};

/**
 * Builds all targets with one `nix build --keep-going`, so that Nix schedules over its builders, remote ones included. Only where Nix up to 2.26
 * gives up everything for one derivation that nobody can build, it is asked again for the rest.
 * Gives a result for every target, by drvPath. Throws a Problem where the surroundings (daemon, disk) are to blame.
 */
export async function buildAll(nix: Nix, request: BuildRequest): Promise<ReadonlyMap<string, BuildResult>> {
  const results = new Map<string, BuildResult>();
  const space = watchSpace(request.spaceIn);
  try {
    let remaining = [...new Map(request.targets.map((target) => [target.drvPath, target])).values()];
    for (let pass = 0; remaining.length > 0; pass += 1) {
      const settled = await buildOnce(nix, { ...request, targets: remaining, pass, leastSpace: space.least });
      for (const [drvPath, result] of settled) results.set(drvPath, result);
      remaining = remaining.filter((target) => !results.has(target.drvPath));
    }
    return results;
  } finally {
    space.stop();
  }
}

type Pass = BuildRequest & { readonly pass: number; readonly leastSpace: () => number };

/** One `nix build`. Gives a result for at least one target. */
async function buildOnce(
  nix: Nix,
  { targets, pass, roots, onProgress, leastSpace }: Pass,
): Promise<ReadonlyMap<string, BuildResult>> {
  const log = openBuildLog(onProgress);
  const link = join(roots, `pass-${pass}`);
  const output = await nix.nix(
    [
      'build',
      '--keep-going',
      '--log-format',
      'internal-json',
      '--out-link',
      link,
      ...installables(nix, targets),
    ],
    { onStderr: log.take },
  );
  if (output.code === 0) return new Map(targets.map(({ drvPath }) => [drvPath, { kind: 'built' }]));
  const missing = await missingPaths(
    nix,
    targets.map((target) => target.outPath),
  );
  const built = targets.filter((target) => !missing.has(target.outPath));
  const unbuilt = targets.filter((target) => missing.has(target.outPath));
  await keepFromCollector(nix, built, join(roots, `kept-${pass}`));
  const failures = log.failures();
  stopForFullDisk(failures, leastSpace());
  const blamed = await blame(nix, unbuilt, failures);
  const results = new Map<string, BuildResult>(built.map(({ drvPath }) => [drvPath, { kind: 'built' }]));
  for (const [drvPath, guilty] of blamed) results.set(drvPath, { kind: 'failed', failures: guilty });
  if (results.size > 0) return results;
  const told = log.errors();
  const problem = surroundingsProblem('nix build', told);
  // What names a store path is about what was built (an output that may not refer to another, say): the targets that are left are broken by it.
  if (problem !== null || !/\/[0-9a-z]{32}-/.test(told)) throw problem ?? nixProblem('nix build', told);
  return new Map(
    unbuilt.map(({ drvPath }) => [drvPath, { kind: 'failed', failures: [unexplained(drvPath, told)] }]),
  );
}

function unexplained(drvPath: string, errors: string): FailedDerivation {
  const message = trimMessage(errors);
  const first = message.replace(/^error:\s*/, '').split('\n')[0] ?? '';
  return {
    drvPath,
    kind: 'build',
    summary: `${derivationName(drvPath)}: ${first}`,
    message: errors,
    logTail: [],
  };
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

const LITTLE_SPACE = 2 ** 30;

/**
 * A full disk breaks whatever is built at that moment: no host is to blame for it. A log that says so is believed only where space was
 * indeed short, for programs test such things, too.
 */
function stopForFullDisk(failures: readonly FailedDerivation[], least: number): void {
  if (least > LITTLE_SPACE) return;
  const full = failures.find(({ message, logTail }) =>
    /No space left on device/.test([message, ...logTail].join('\n')),
  );
  if (full === undefined) return;
  throw new Problem(
    `nix build failed: ${full.summary}: no space left on device.`,
    'The disk is full. See df -h, and free some space: nix-collect-garbage -d.',
  );
}

/** Watches the free space, in bytes, of some folders: `least` gives the least that was seen on any of them. */
function watchSpace(folders: readonly string[]): { readonly least: () => number; readonly stop: () => void } {
  let least = Number.POSITIVE_INFINITY;
  const look = () => {
    for (const folder of folders) {
      try {
        const { bavail, bsize } = statfsSync(folder);
        least = Math.min(least, bavail * bsize);
      } catch {
        // No such folder: nothing is built there.
      }
    }
    return least;
  };
  const timer = setInterval(look, 500);
  return { least: look, stop: () => clearInterval(timer) };
}
