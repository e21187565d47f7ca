import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { Problem } from '../problem.ts';
import type { Run, RunOptions } from '../process.ts';

/** A git checkout, read only. */
export type Repository = {
  /** Absolute path of the working tree's top. */
  readonly top: string;
  /** Folder asked for, relative to the top: '' or 'sub/folder'. */
  readonly prefix: string;
  /** Runs `git ARGS` in `top` and gives stdout; throws a Problem with git's message otherwise. */
  readonly git: (args: readonly string[], options?: RunOptions) => Promise<string>;
};

/** A commit, resolved. */
export type Commit = {
  readonly id: string;
  /** Committer date, seconds since the epoch: what Nix calls lastModified. */
  readonly time: number;
};

/** The repository around a folder, or null where there is none. Throws a Problem where git refuses to read it. */
export async function openRepository(run: Run, folder: string): Promise<Repository | null> {
  const found = await run(['git', '-C', folder, 'rev-parse', '--show-toplevel', '--show-prefix']);
  if (found.code !== 0) {
    if (/not a git repository/i.test(found.stderr)) return null;
    throw gitProblem(`git rev-parse in ${folder}`, found.stderr);
  }
  const [top = '', prefix = ''] = found.stdout.split('\n');
  return repositoryAt(run, top, prefix.replace(/\/$/, ''));
}

function repositoryAt(run: Run, top: string, prefix: string): Repository {
  return {
    top,
    prefix,
    git: async (args, options) => {
      const output = await run(['git', '-C', top, '-c', 'log.showSignature=false', ...args], options);
      if (output.code !== 0) throw gitProblem(`git ${args[0]}`, output.stderr);
      return output.stdout;
    },
  };
}

/** The commit that a revision names. Throws a Problem for one that this repository does not have; `option` names where it came from. */
export async function resolveCommit(
  repository: Repository,
  revision: string,
  option: string,
): Promise<Commit> {
  try {
    const line = await repository.git([
      'log',
      '-1',
      '--format=%H %ct',
      '--end-of-options',
      `${revision}^{commit}`,
      '--',
    ]);
    const [id = '', time = ''] = line.trim().split(' ');
    return { id, time: Number(time) };
  } catch (error) {
    if (!(error instanceof Problem)) throw error;
    const empty = revision === 'HEAD';
    throw new Problem(
      empty
        ? `The repository ${repository.top} has no commit yet.`
        : `${option} ${revision}: no such commit in ${repository.top}.`,
      empty
        ? 'Commit the flake first; its last commit is what an update is compared with.'
        : 'Name a commit, branch or tag that "git log" shows; a shallow clone may have to be deepened: git fetch --unshallow.',
      { cause: error },
    );
  }
}

/** Tracked files that differ from HEAD, in the index or the working tree, relative to the top; renames count as both names. */
export async function uncommittedFiles(repository: Repository): Promise<readonly string[]> {
  const names = await repository.git(['diff', '--name-only', '--no-renames', '-z', 'HEAD', '--']);
  return names.split('\0').filter((name) => name !== '');
}

/**
 * Writes a commit's tree into a new folder, as a fresh checkout would hold it: only tracked files, filters applied.
 * The user's index and working tree stay untouched (a temporary index is used), and it works in shallow clones.
 * `submodules` brings theirs along, from the checkouts that are there; throws a Problem for one that is not.
 */
export async function exportTree(
  run: Run,
  repository: Repository,
  { commit, to, submodules }: { readonly commit: string; readonly to: string; readonly submodules: boolean },
): Promise<void> {
  await mkdir(to, { recursive: true });
  const env = { GIT_INDEX_FILE: `${to}.index` };
  await repository.git(['-c', 'core.sparseCheckout=false', 'read-tree', commit], { env });
  await repository.git(['checkout-index', '--all', '--force', `--prefix=${to}/`], { env });
  if (!submodules) return;
  for (const { path, id } of await submodulesOf(repository, commit)) {
    const inside = repositoryAt(run, join(repository.top, path), '');
    const there = await run(['git', '-C', inside.top, 'rev-parse', '--verify', '--quiet', `${id}^{commit}`]);
    if (there.code !== 0 || there.stdout.trim() !== id) {
      throw new Problem(
        `The flake asks for its submodules, and ${path} is not checked out at ${id.slice(0, 12)}.`,
        'Run: git submodule update --init --recursive (in CI: submodules: recursive at the checkout step).',
      );
    }
    await exportTree(run, inside, { commit: id, to: join(to, path), submodules });
  }
}

async function submodulesOf(
  repository: Repository,
  commit: string,
): Promise<readonly { path: string; id: string }[]> {
  const entries = await repository.git(['ls-tree', '-r', '-z', '--full-tree', commit]);
  return entries.split('\0').flatMap((entry) => {
    const [, id, path] = /^160000 commit (\w+)\t(.*)$/s.exec(entry) ?? [];
    return id === undefined || path === undefined ? [] : [{ path, id }];
  });
}

function gitProblem(command: string, stderr: string): Problem {
  const dubious = /dubious ownership/.test(stderr);
  return new Problem(
    `${command} failed: ${stderr.trim()}`,
    dubious
      ? 'The repository belongs to another user. Say that it is trusted: git config --global --add safe.directory FOLDER.'
      : '',
  );
}
