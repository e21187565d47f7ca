import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { Problem } from '../problem.ts';
import type { Nix } from './command.ts';
import { nixProblem } from './message.ts';
import { atLeast } from './version.ts';

/** One state of a flake, on disk. */
export type State = {
  readonly side: 'before' | 'after';
  /** Absolute path of the exported tree. */
  readonly dir: string;
  /** Folder of the flake in it, '' at the top. */
  readonly flakeDir: string;
  /**
   * What `self` says of itself: null where the folder was no git repository. Equal for both states, so that a host which names its revision
   * has the same derivation in both.
   */
  readonly commit: { readonly id: string; readonly time: number; readonly count: number } | null;
  /** Seconds since the epoch: what self.lastModified is, and the time of every file in `dir`. */
  readonly lastModified: number;
};

/** A flake reference as arguments of a nix command: options that define it, and the reference itself (without fragment). */
export type FlakeArguments = { readonly options: readonly string[]; readonly reference: string };

/**
 * How to name a state to Nix, rev-neutrally: `path:DIR?rev=…&lastModified=…&revCount=…` gives `self` those values (Nix manual, "path"
 * flake references; run on 2.8, 2.26, 2.34). Nix before 2.26 refuses `dir=` there, and takes it through a registry entry instead.
 */
export async function flakeArguments(nix: Nix, state: State): Promise<FlakeArguments> {
  const query = [`lastModified=${state.lastModified}`];
  if (state.commit !== null) {
    query.push(`rev=${state.commit.id}`, `revCount=${state.commit.count}`);
  }
  if (state.flakeDir === '')
    return { options: [], reference: `${pathReference(state.dir)}?${query.join('&')}` };
  if (takesFolder(nix)) {
    query.push(`dir=${encodeFolder(state.flakeDir)}`);
    return { options: [], reference: `${pathReference(state.dir)}?${query.join('&')}` };
  }
  const registry = `${state.dir}.registry.json`;
  await writeFile(registry, '{"version":2,"flakes":[]}');
  return {
    options: [
      '--option',
      'flake-registry',
      registry,
      '--override-flake',
      'compared-state',
      `${pathReference(state.dir)}?${query.join('&')}`,
    ],
    reference: `flake:compared-state?dir=${encodeFolder(state.flakeDir)}`,
  };
}

function takesFolder(nix: Nix): boolean {
  return atLeast(nix.version.number, 2, 26);
}

function pathReference(dir: string): string {
  return `path:${encodeFolder(dir)}`;
}

function encodeFolder(folder: string): string {
  return folder.split('/').map(encodeURIComponent).join('/');
}

/** For the lock file alone: older Nix gets the flake's own folder, for it writes through no registry entry. */
function writableReference(nix: Nix, { dir, flakeDir }: State): string {
  if (flakeDir === '') return pathReference(dir);
  return takesFolder(nix)
    ? `${pathReference(dir)}?dir=${encodeFolder(flakeDir)}`
    : pathReference(join(dir, flakeDir));
}

/** Warnings with which Nix goes on with an old copy of an input that it could not fetch: an update must not pass for "nothing new" then. */
const STALE =
  /continuing with the most recent version|using cached version|could not update local clone|could not update mirror/i;

/**
 * Updates flake.lock in a state's own folder: all inputs, or those named. Throws a Problem when an input could not be fetched, also where
 * Nix itself would only warn and use an old copy.
 */
export async function updateLock(nix: Nix, state: State, inputs: readonly string[]): Promise<void> {
  const flake = writableReference(nix, state);
  const command = atLeast(nix.version.number, 2, 19)
    ? ['flake', 'update', ...inputs, '--flake', flake]
    : inputs.length === 0
      ? ['flake', 'update', flake]
      : ['flake', 'lock', ...inputs.flatMap((input) => ['--update-input', input]), flake];
  const output = await nix.nix([...command, '--refresh']);
  if (output.code !== 0) throw nixProblem('nix flake update', output.stderr);
  if (STALE.test(output.stderr)) {
    const lines = output.stderr.split('\n').filter((line) => STALE.test(line) || /error|fatal/i.test(line));
    throw new Problem(
      `nix flake update could not fetch an input and would have gone on with an old copy:\n${lines.join('\n')}`,
      "Check the network, the input's URL and, for private inputs, the credentials.",
    );
  }
}

/** Whether the flake's own code asks for its submodules: `inputs.self.submodules = true` (Nix 2.27+). */
export async function wantsSubmodules(
  nix: Nix,
  flakeFile: { readonly path: string; readonly text: string },
): Promise<boolean> {
  if (!/\bsubmodules\b/.test(flakeFile.text)) return false;
  const answer = await nix.nix(['eval', '--json', '--file', flakeFile.path, 'inputs.self.submodules']);
  return answer.code === 0 && answer.stdout.trim() === 'true';
}

/** Path of the lock file of a state. */
export function lockPath(state: State): string {
  return join(state.dir, state.flakeDir, 'flake.lock');
}
