import { cp, lstat, lutimes, readdir, realpath, stat, writeFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import {
  type Commit,
  exportTree,
  openRepository,
  type Repository,
  resolveCommit,
  uncommittedFiles,
} from './git/repository.ts';
import type { Nix } from './nix/command.ts';
import { type State, wantsSubmodules } from './nix/flake.ts';
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

/** Both trees on disk, as they are before the lock file is changed in the second one. */
export type Base = {
  readonly before: State;
  readonly after: State;
  /** Where the lock file is in the user's working tree. */
  readonly workingLock: string;
  readonly baseCommit: string | null;
  /** The other commit, where two are compared. */
  readonly headCommit: string | null;
  readonly notes: readonly string[];
};

export type StatesEffects = {
  readonly run: Run;
  readonly nix: Nix;
  /** An existing, empty folder of this run's own. */
  readonly workspace: string;
};

/**
 * Exports both trees into the workspace: from commits, or as the folder is where it is in no repository. The user's files are only read.
 * Throws a Problem for whatever makes a comparison impossible.
 */
export async function exportBase(effects: StatesEffects, request: StatesRequest): Promise<Base> {
  const [path = '.', query = ''] = request.flake.split('?', 2);
  const folder = resolve(path);
  await requireFlake(folder);
  const repository = await openRepository(effects.run, folder);
  const submodules = new URLSearchParams(query).get('submodules') === '1';
  const base =
    repository === null
      ? await copyFolder(effects, request, folder)
      : await exportCommits(effects, request, { repository, submodules });
  await Promise.all([base.before, base.after].map(stampFiles));
  return base;
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

async function exportCommits(
  effects: StatesEffects,
  request: StatesRequest,
  { repository, submodules: asked }: { readonly repository: Repository; readonly submodules: boolean },
): Promise<Base> {
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
  const submodules = asked || (await asksForSubmodules(effects, flakeText));
  const [before, after] = statesIn(effects.workspace, {
    flakeDir: prefix,
    commit: await identityOf(repository, base),
    lastModified: base.time,
  });
  await Promise.all([
    exportTree(effects.run, repository, { commit: base.id, to: before.dir, submodules }),
    exportTree(effects.run, repository, { commit: head.id, to: after.dir, submodules }),
  ]);
  if ((await stat(join(after.dir, prefix, 'flake.nix')).catch(() => null)) === null) {
    throw new Problem(
      `There is no ${join(prefix, 'flake.nix')} in ${request.head ?? 'HEAD'}.`,
      'Name another commit with --head.',
    );
  }
  const lock = join(prefix, 'flake.lock');
  const uncommitted =
    request.mode === 'revisions' ? [] : (await uncommittedFiles(repository)).filter((file) => file !== lock);
  return {
    before,
    after,
    workingLock: join(repository.top, lock),
    baseCommit: base.id,
    headCommit: request.mode === 'revisions' ? head.id : null,
    notes: uncommittedNote(uncommitted),
  };
}

async function copyFolder(effects: StatesEffects, request: StatesRequest, folder: string): Promise<Base> {
  if (request.mode !== 'update' || request.base !== null) {
    throw new Problem(
      `${folder} is in no git repository, so there is no commit to compare with.`,
      'Leave out --skip-update, --base and --head, or put the flake under git.',
    );
  }
  const lastModified = Math.floor((await stat(join(folder, 'flake.nix'))).mtimeMs / 1000);
  const [before, after] = statesIn(effects.workspace, { flakeDir: '', commit: null, lastModified });
  if (`${effects.workspace}/`.startsWith(`${await realpath(folder)}/`)) {
    throw new Problem(
      `The temporary folder ${effects.workspace} lies inside the flake's folder.`,
      'Set TMPDIR to a folder elsewhere.',
    );
  }
  for (const state of [before, after]) {
    await cp(folder, state.dir, { recursive: true, verbatimSymlinks: true, filter: isCopied });
  }
  return {
    before,
    after,
    workingLock: join(folder, 'flake.lock'),
    baseCommit: null,
    headCommit: null,
    notes: [`${folder} is no git repository: both states come from the folder as it is, all files included.`],
  };
}

/** Nix takes no sockets and pipes into its store either. */
async function isCopied(path: string): Promise<boolean> {
  const found = await lstat(path);
  return found.isFile() || found.isDirectory() || found.isSymbolicLink();
}

function statesIn(workspace: string, common: Omit<State, 'side' | 'dir'>): readonly [State, State] {
  const state = (side: State['side']): State => ({ ...common, side, dir: join(workspace, side) });
  return [state('before'), state('after')];
}

async function identityOf(repository: Repository, base: Commit): Promise<NonNullable<State['commit']>> {
  const count = await repository.git(['rev-list', '--count', base.id]);
  return { id: base.id, time: base.time, count: Number(count) };
}

async function asksForSubmodules({ nix, workspace }: StatesEffects, text: string): Promise<boolean> {
  const path = join(workspace, 'flake.nix');
  await writeFile(path, text);
  return wantsSubmodules(nix, { path, text });
}

function uncommittedNote(files: readonly string[]): readonly string[] {
  if (files.length === 0) return [];
  const named = files.slice(0, 3).join(', ');
  const rest = files.length > 3 ? ` and ${files.length - 3} more` : '';
  return [`Uncommitted changes are not part of this comparison: ${named}${rest}.`];
}

/**
 * Gives every file of a state its common time: Nix 2.8 wants lastModified to be the newest one's. Links are not followed, and names need not be
 * UTF-8.
 */
export async function stampFiles({ dir, lastModified }: State): Promise<void> {
  await stampTree(Buffer.from(dir), lastModified);
}

async function stampTree(folder: Buffer, time: number): Promise<void> {
  for (const entry of await readdir(folder, { withFileTypes: true, encoding: 'buffer' })) {
    const path = Buffer.concat([folder, Buffer.from('/'), entry.name]);
    if (entry.isDirectory()) await stampTree(path, time);
    else await lutimes(path, time, time);
  }
  await lutimes(folder, time, time);
}
