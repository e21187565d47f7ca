import { join } from 'node:path';
import { Problem } from '../problem.ts';
import type { Run } from '../process.ts';
import type { Repository } from './repository.ts';
import { gitSettings } from './settings.ts';
import type { SshKey } from './ssh-key.ts';

export type LockFile = {
  /** Relative to the repository's top: "flake.lock", "hosts/flake.lock". */
  readonly path: string;
  readonly content: string;
};

type Person = { readonly name: string; readonly email: string };

/** Last line of every commit of ours: the tree that we gave it. A commit without it, or with another tree, somebody else has made. */
const TRAILER = 'Flake-Update-Tree';

/** Whether a commit is one that we made and nobody has changed since. */
export function isOurs(commit: { readonly message: string; readonly tree: string }): boolean {
  return commit.message.trimEnd().split('\n').at(-1) === `${TRAILER}: ${commit.tree}`;
}

type Files = { readonly parent: string; readonly lockFiles: readonly LockFile[]; readonly folder: string };

/**
 * Writes the tree of `parent` with the lock files replaced and gives its id. Uses an index of its own in `folder`, so that the
 * user's index and working tree stay as they are; nothing but objects is added to the repository.
 */
export async function writeTree(
  repository: Repository,
  { parent, lockFiles, folder }: Files,
): Promise<string> {
  const env = { GIT_INDEX_FILE: join(folder, 'index') };
  await repository.git(['-c', 'core.sparseCheckout=false', 'read-tree', parent], { env });
  for (const { path, content } of lockFiles) {
    const id = await repository.git(['hash-object', '-w', '--stdin'], { input: content });
    await repository.git(['update-index', '--add', '--cacheinfo', `100644,${id.trim()},${path}`], { env });
  }
  return (await repository.git(['write-tree'], { env })).trim();
}

export type NewCommit = {
  readonly tree: string;
  readonly parent: string;
  readonly message: string;
  readonly author: Person;
  readonly committer: Person;
  /** Null: no signature. */
  readonly signingKey: SshKey | null;
};

/** Makes a commit object that no ref points to yet, signed by ssh-keygen (git 2.34 or newer), and gives its id. */
export async function writeCommit(
  effects: {
    readonly repository: Repository;
    readonly environment: Readonly<Record<string, string | undefined>>;
  },
  commit: NewCommit,
): Promise<string> {
  const { repository, environment } = effects;
  const message = await repository.git(['interpret-trailers', '--trailer', `${TRAILER}: ${commit.tree}`], {
    input: `${commit.message.trim()}\n`,
  });
  const signing = commit.signingKey === null ? [] : signWith(commit.signingKey);
  const env = {
    ...gitSettings(signing, environment),
    GIT_AUTHOR_NAME: commit.author.name,
    GIT_AUTHOR_EMAIL: commit.author.email,
    GIT_COMMITTER_NAME: commit.committer.name,
    GIT_COMMITTER_EMAIL: commit.committer.email,
  };
  const sign = commit.signingKey === null ? '--no-gpg-sign' : '-S';
  const id = await repository.git(['commit-tree', sign, '-p', commit.parent, '-F', '-', commit.tree], {
    env,
    input: message,
  });
  return id.trim();
}

const signWith = (key: SshKey) =>
  [
    ['gpg.format', 'ssh'],
    ['gpg.ssh.program', 'ssh-keygen'],
    ['user.signingKey', key.file],
  ] as const;

/** Throws a Problem where git is too old to sign by SSH key. */
export async function requireSshSigning(run: Run): Promise<void> {
  const { stdout } = await run(['git', '--version']);
  const [, major = '0', minor = '0'] = /(\d+)\.(\d+)/.exec(stdout) ?? [];
  if (Number(major) > 2 || (Number(major) === 2 && Number(minor) >= 34)) return;
  throw new Problem(
    `${stdout.trim()} cannot sign with an SSH key.`,
    'Needed is git 2.34 or newer, or leave out git-signing-key.',
  );
}
