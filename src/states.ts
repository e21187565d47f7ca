import { writeFile } from 'node:fs/promises';
import { type Base, type StatesRequest, stampFiles } from './base.ts';
import { textOf } from './files.ts';
import type { Nix } from './nix/command.ts';
import { lockPath, type State, updateLock } from './nix/flake.ts';
import { parseLock } from './nix/lock.ts';
import { Problem } from './problem.ts';

/** Two states of one flake, both on disk, and what tells them apart. */
export type States = {
  readonly before: State;
  readonly after: State;
  readonly baseCommit: string | null;
  readonly headCommit: string | null;
  /** The lock files' texts; null where a state has none. */
  readonly locks: { readonly before: string | null; readonly after: string | null };
  /** Whether the states are the same: nothing can differ then. */
  readonly same: boolean;
  /** Where the new flake.lock belongs in the user's working tree; null where it is not to be written. */
  readonly writeTo: string | null;
  readonly notes: readonly string[];
};

/**
 * Gives the second tree its new lock file: updated, or taken from the working tree, or as committed. The user's files are only read. Throws a
 * Problem where there is nothing to compare with, or where something of the user's would be overwritten in the end.
 */
export async function makeStates(nix: Nix, request: StatesRequest, base: Base): Promise<States> {
  const { before, after, workingLock, baseCommit, headCommit, notes } = base;
  const writes = request.mode === 'update' && request.write;
  if (writes) await checkWorkingLock(workingLock, await textOf(lockPath(before)));
  if (request.mode === 'update') await updateInputs(nix, after, request.inputs);
  if (request.mode === 'skip-update') await takeLock(workingLock, after);
  await stampFiles(after);
  const locks = { before: await textOf(lockPath(before)), after: await textOf(lockPath(after)) };
  if (locks.before === null && locks.after !== null) throw noLockYet(baseCommit !== null);
  return {
    before,
    after,
    baseCommit,
    headCommit,
    locks,
    same: locks.before === locks.after && (headCommit === null || headCommit === baseCommit),
    writeTo: writes ? workingLock : null,
    notes,
  };
}

/** A lock file that the update would overwrite must be the one that it started from, or somebody's work is lost. */
async function checkWorkingLock(workingLock: string, base: string | null): Promise<void> {
  const text = await textOf(workingLock);
  if (text === base || text === null) return;
  if (base === null) throw noLockYet(true);
  throw new Problem(
    `${workingLock} differs from the one in the base commit, and an update would overwrite it.`,
    'Review it as it is with --skip-update, put it back with "git checkout flake.lock", or leave it alone with --no-write.',
  );
}

/** Nix only warns of an input name that it does not know, and goes on: a typo would pass for "nothing new". */
async function updateInputs(nix: Nix, after: State, inputs: readonly string[]): Promise<void> {
  const text = await textOf(lockPath(after));
  const known = text === null ? [] : parseLock(text, 'flake.lock').map((entry) => entry.path.join('/'));
  const unknown = inputs.find((input) => !known.includes(input));
  if (unknown !== undefined) {
    throw new Problem(
      `--input ${JSON.stringify(unknown)} is no input of this flake.`,
      `Its inputs are: ${known.filter((name) => !name.includes('/')).join(', ')}.`,
    );
  }
  await updateLock(nix, after, inputs);
}

async function takeLock(workingLock: string, after: State): Promise<void> {
  const text = await textOf(workingLock);
  if (text === null) {
    throw new Problem(
      `There is no ${workingLock}.`,
      'Make it with "nix flake update", or run without --skip-update.',
    );
  }
  await writeFile(lockPath(after), text);
}

function noLockYet(repository: boolean): Problem {
  return new Problem(
    `There is no ${repository ? 'committed ' : ''}flake.lock yet, so there is nothing to compare an update with.`,
    repository
      ? 'Make and commit it first: nix flake lock && git add flake.lock && git commit.'
      : 'Make it first: nix flake lock.',
  );
}
