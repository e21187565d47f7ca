import { cp, lutimes, mkdir, readdir, stat, writeFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { textOf } from './files.ts';
import {
  type Commit,
  exportTree,
  openRepository,
  type Repository,
  resolveCommit,
  uncommittedFiles,
} from './git/repository.ts';
import type { Nix } from './nix/command.ts';
import { lockPath, type State, updateLock, wantsSubmodules } from './nix/flake.ts';
import { parseLock } from './nix/lock.ts';
import { Problem } from './problem.ts';
import type { Run } from './process.ts';

/** Which two states are to be compared. */
export type StatesRequest = {
  /** Folder of the flake; may end in `?submodules=1`. */
  readonly flake: string;
  /** 'update': update inputs (all, where none is named). 'skip-update': take flake.lock from the working tree. 'revisions': compare two commits. */
  readonly mode: 'update' | 'skip-update' | 'revisions';
  readonly inputs: readonly string[];
  /** Revisions; null: HEAD. */
  readonly base: string | null;
  readonly head: string | null;
  /** Whether a new flake.lock shall be written to the working tree in the end. */
  readonly write: boolean;
};

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

type Effects = {
  readonly run: Run;
  readonly nix: Nix /** An existing, empty folder of this run's own. */;
  readonly workspace: string;
};

/**
 * Makes the two states in the workspace. The user's files are only read. Throws a Problem for whatever makes a comparison impossible or would
 * overwrite something of the user's in the end.
 */
export async function makeStates(effects: Effects, request: StatesRequest): Promise<States> {
  const [path = '.', query = ''] = request.flake.split('?', 2);
  const folder = resolve(path);
  await requireFlake(folder);
  const repository = await openRepository(effects.run, folder);
  const submodules = new URLSearchParams(query).get('submodules') === '1';
  return repository === null
    ? statesOfFolder(effects, request, folder)
    : statesOfRepository(effects, request, { repository, submodules });
}

async function requireFlake(folder: string): Promise<void> {
  const found = await stat(folder).catch(() => null);
  if (found === null || !found.isDirectory()) {
    throw new Problem(`${folder} is no folder.`, 'Name the folder that holds flake.nix: --flake DIR.');
  }
  if ((await stat(join(folder, 'flake.nix')).catch(() => null)) === null) {
    throw new Problem(
      `${folder} is not a flake: there is no flake.nix.`,
      'Run it in the folder that holds flake.nix, or name that: --flake DIR.',
    );
  }
}

async function statesOfRepository(
  effects: Effects,
  request: StatesRequest,
  { repository, submodules: asked }: { readonly repository: Repository; readonly submodules: boolean },
): Promise<States> {
  const { prefix } = repository;
  const base = await resolveCommit(repository, request.base ?? 'HEAD', '--base');
  const head =
    request.mode === 'revisions' ? await resolveCommit(repository, request.head ?? 'HEAD', '--head') : base;
  const flakeText = await repository
    .git(['show', `${base.id}:${join(prefix, 'flake.nix')}`])
    .catch(() => null);
  if (flakeText === null) {
    throw new Problem(
      `flake.nix is not committed in ${base.id.slice(0, 12)}.`,
      'Commit it first: an update is compared with the last commit, from tracked files only.',
    );
  }
  const identity = await identityOf(repository, base);
  const [before, after] = (['before', 'after'] as const).map(
    (side): State => ({
      side,
      dir: join(effects.workspace, side),
      flakeDir: prefix,
      commit: identity,
      lastModified: base.time,
    }),
  ) as [State, State];
  const submodules = asked || (await wantsSubmodules(effects.nix, await flakeFile(effects, flakeText)));
  for (const [state, commit] of [
    [before, base],
    [after, head],
  ] as const) {
    await exportTree(effects.run, repository, { commit: commit.id, to: state.dir, submodules });
  }
  const working = join(repository.top, prefix, 'flake.lock');
  await checkWorkingLock(request, { working, base: await textOf(lockPath(before)) });
  if (request.mode === 'update') await updateInputs(effects.nix, after, request.inputs);
  if (request.mode === 'skip-update') await takeLock(working, after);
  const locks = await locksOf(before, after, base);
  await stampFiles([before, after]);
  const uncommitted =
    request.mode === 'revisions'
      ? []
      : (await uncommittedFiles(repository)).filter((file) => file !== join(prefix, 'flake.lock'));
  return {
    before,
    after,
    baseCommit: base.id,
    headCommit: request.mode === 'revisions' ? head.id : null,
    locks,
    same: locks.before === locks.after && head.id === base.id,
    writeTo: request.mode === 'update' && request.write ? working : null,
    notes: uncommittedNote(uncommitted),
  };
}

async function statesOfFolder(effects: Effects, request: StatesRequest, folder: string): Promise<States> {
  if (request.mode !== 'update' || request.base !== null) {
    throw new Problem(
      `${folder} is in no git repository, so there is no commit to compare with.`,
      'Leave out --skip-update, --base and --head, or put the flake under git.',
    );
  }
  const lastModified = Math.floor((await stat(join(folder, 'flake.nix'))).mtimeMs / 1000);
  const [before, after] = (['before', 'after'] as const).map(
    (side): State => ({ side, dir: join(effects.workspace, side), flakeDir: '', commit: null, lastModified }),
  ) as [State, State];
  for (const state of [before, after]) {
    await cp(folder, state.dir, { recursive: true, verbatimSymlinks: true });
  }
  await updateInputs(effects.nix, after, request.inputs);
  const locks = await locksOf(before, after, null);
  await stampFiles([before, after]);
  return {
    before,
    after,
    baseCommit: null,
    headCommit: null,
    locks,
    same: locks.before === locks.after,
    writeTo: request.write ? join(folder, 'flake.lock') : null,
    notes: [`${folder} is no git repository: both states come from the folder as it is, all files included.`],
  };
}

async function identityOf(repository: Repository, base: Commit): Promise<NonNullable<State['commit']>> {
  const count = await repository.git(['rev-list', '--count', base.id]);
  return { id: base.id, time: base.time, count: Number(count) };
}

async function flakeFile(effects: Effects, text: string): Promise<{ path: string; text: string }> {
  const path = join(effects.workspace, 'flake.nix');
  await writeFile(path, text);
  return { path, text };
}

/** A lock file that the update would overwrite must be the one that it started from, or somebody's work is lost. */
async function checkWorkingLock(
  request: StatesRequest,
  { working, base }: { readonly working: string; readonly base: string | null },
): Promise<void> {
  if (request.mode !== 'update' || !request.write) return;
  const text = await textOf(working);
  if (text === base || text === null) return;
  if (base === null) throw noLockYet(true);
  throw new Problem(
    `${working} differs from the one in the base commit, and an update would overwrite it.`,
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

async function takeLock(working: string, after: State): Promise<void> {
  const text = await textOf(working);
  if (text === null) {
    throw new Problem(
      `There is no ${working}.`,
      'Make it with "nix flake update", or run without --skip-update.',
    );
  }
  await writeFile(lockPath(after), text);
}

async function locksOf(before: State, after: State, base: Commit | null): Promise<States['locks']> {
  const locks = { before: await textOf(lockPath(before)), after: await textOf(lockPath(after)) };
  if (locks.before === null && locks.after !== null) {
    throw noLockYet(base !== null);
  }
  return locks;
}

function noLockYet(repository: boolean): Problem {
  return new Problem(
    `There is no ${repository ? 'committed ' : ''}flake.lock yet, so there is nothing to compare an update with.`,
    repository
      ? 'Make and commit it first: nix flake lock && git add flake.lock && git commit.'
      : 'Make it first: nix flake lock.',
  );
}

function uncommittedNote(files: readonly string[]): readonly string[] {
  if (files.length === 0) return [];
  const named = files.slice(0, 3).join(', ');
  const rest = files.length > 3 ? ` and ${files.length - 3} more` : '';
  return [`Uncommitted changes are not part of this comparison: ${named}${rest}.`];
}

/** Gives every file the states' common time: Nix 2.8 wants lastModified to be the newest one's. */
async function stampFiles(states: readonly State[]): Promise<void> {
  for (const state of states) {
    await mkdir(state.dir, { recursive: true });
    const entries = await readdir(state.dir, { recursive: true });
    for (const entry of [...entries, ''])
      await lutimes(join(state.dir, entry), state.lastModified, state.lastModified);
  }
}
