import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { eventually } from './daemon.ts';
import type { User } from './people.ts';
import type { ForgeServer } from './server.ts';
import { logIn } from './web.ts';
import { type Run, runsOf } from './workflow.ts';

/** Path in the repository to text. */
export type Files = Readonly<Record<string, string>>;

export type PullRequest = {
  readonly number: number;
  readonly title: string;
  readonly body: string;
  readonly state: 'open' | 'closed';
  readonly merged: boolean;
  readonly draft: boolean;
  readonly html_url: string;
  readonly updated_at: string;
  readonly user: { readonly login: string };
  readonly head: { readonly ref: string; readonly sha: string };
  readonly base: { readonly ref: string; readonly sha: string };
  readonly labels: readonly { readonly name: string }[];
  readonly assignees: readonly { readonly login: string }[] | null;
  readonly requested_reviewers: readonly { readonly login: string }[] | null;
};

export type Commit = {
  readonly parents: readonly string[];
  /** "Name <e-mail>". */
  readonly author: string;
  readonly committer: string;
  readonly message: string;
  /** Paths that it changes. */
  readonly files: readonly string[];
  readonly verified: boolean;
};

/** One repository on the forge, as its owner sees it. */
export type Repository = {
  /** "owner/name". */
  readonly path: string;
  readonly owner: User;
  /** "https://127.0.0.1:PORT/owner/name". */
  readonly url: string;
  /** "ssh://git@127.0.0.1:PORT/owner/name.git". */
  readonly sshUrl: string;
  /** Commits these files on a branch (default: main) as somebody (default: the owner) and gives the commit's id. */
  readonly push: (files: Files, how?: { branch?: string; as?: User; message?: string }) => Promise<string>;
  /** Starts the workflow by hand and waits until its job has ended. */
  readonly dispatch: (inputs?: Readonly<Record<string, string>>) => Promise<Run>;
  /** Starts it, once or several times, and gives at once a function that waits for the ends. */
  readonly start: (
    inputs?: Readonly<Record<string, string>>,
    count?: number,
  ) => Promise<() => Promise<readonly Run[]>>;
  /** Presses the button that cancels the newest run. */
  readonly cancelRun: () => Promise<void>;
  readonly pulls: (state?: 'open' | 'closed' | 'all') => Promise<readonly PullRequest[]>;
  /** The commit that a branch points to, or null where there is none. */
  readonly head: (branch: string) => Promise<string | null>;
  readonly commit: (sha: string) => Promise<Commit>;
  /** The newest status of each context. */
  readonly statuses: (sha: string) => Promise<Readonly<Record<string, string>>>;
  /** A file's text at a branch or commit. */
  readonly read: (ref: string, file: string) => Promise<string>;
  readonly comments: (pull: number) => Promise<readonly string[]>;
  /** An empty value removes it. */
  readonly setSecret: (name: string, value: string) => Promise<void>;
  /** Lets a key push to this repository. */
  readonly addDeployKey: (publicKey: string) => Promise<void>;
};

/** Creates a repository whose first commit on main holds `files`. */
export async function createRepository(
  server: ForgeServer,
  owner: User,
  wanted: {
    readonly name: string;
    readonly private?: boolean;
    readonly files: Files;
    /** A repository on disk whose branch main goes before the first commit. */
    readonly history?: string;
  },
): Promise<Repository> {
  const settings = { name: wanted.name, private: wanted.private ?? false, default_branch: 'main' };
  await owner.api('POST', '/user/repos', { ...settings, auto_init: false });
  const repository = repositoryOf(server, owner, wanted.name);
  if (wanted.history) await owner.git(wanted.history, 'push', '-q', `${repository.url}.git`, 'main:main');
  await repository.push(wanted.files, { message: 'Add the workflow' });
  return repository;
}

/** One that is there already. */
export function repositoryOf(server: ForgeServer, owner: User, name: string): Repository {
  const full = `${owner.name}/${name}`;
  const at = `/repos/${full}`;
  const url = `${server.url}/${full}`;
  const runs = runsOf(server, owner.api, full);
  const head = async (branch: string) => {
    const found = await owner.api.raw('GET', `${at}/branches/${branch}`);
    return found.status === 200 ? (JSON.parse(found.body).commit.id as string) : null;
  };
  return {
    path: full,
    owner,
    url,
    sshUrl: `ssh://git@127.0.0.1:${server.sshPort}/${full}.git`,
    push: async (files, how = {}) => {
      const commit = await pushFiles(`${url}.git`, files, { branch: 'main', as: owner, ...how });
      // The forge takes note of a push some moments after git has been answered.
      const isEmpty = async () => (await owner.api<{ empty: boolean }>('GET', at)).empty;
      await eventually(async () => ((await isEmpty()) ? null : commit), {
        what: `${full} to notice the push`,
      });
      return commit;
    },
    start: runs.start,
    dispatch: async (inputs) => (await (await runs.start(inputs))())[0]!,
    cancelRun: async () => {
      const page = await logIn(server, owner);
      await page('POST', `${new URL(await runs.newestPage()).pathname}/cancel`, {});
    },
    pulls: async (state = 'open') => {
      const found = await owner.api<PullRequest[]>('GET', `${at}/pulls?state=${state}`);
      // Without the repositories inside, whose size and time of change are nobody's business here.
      const branch = ({ ref, sha }: PullRequest['head']) => ({ ref, sha });
      return found.map((pull) => ({ ...pull, head: branch(pull.head), base: branch(pull.base) }));
    },
    head,
    commit: async (sha) => commitOf(await owner.api<ApiCommit>('GET', `${at}/git/commits/${sha}`)),
    statuses: async (sha) => {
      const found = await owner.api<{ context: string; status: string }[]>(
        'GET',
        `${at}/commits/${sha}/statuses?sort=leastindex`,
      );
      return Object.fromEntries(found.map(({ context, status }) => [context, status]));
    },
    read: async (ref, file) => {
      const found = await owner.api.raw('GET', `${at}/raw/${file}?ref=${encodeURIComponent(ref)}`);
      if (found.status !== 200) throw new Error(`no file ${file} at ${ref} of ${full}: ${found.status}`);
      return found.body;
    },
    comments: async (pull) => {
      const found = await owner.api<{ body: string }[]>('GET', `${at}/issues/${pull}/comments`);
      return found.map(({ body }) => body);
    },
    addDeployKey: async (key) => {
      await owner.api('POST', `${at}/keys`, { title: 'updates', key, read_only: false });
    },
    setSecret: async (name, value) => {
      const secret = `${at}/actions/secrets/${name}`;
      if (value === '') await owner.api('DELETE', secret);
      else await owner.api('PUT', secret, { data: value });
    },
  };
}

type ApiPerson = { readonly name: string; readonly email: string };
type ApiCommit = {
  readonly commit: {
    readonly author: ApiPerson;
    readonly committer: ApiPerson;
    readonly message: string;
    readonly verification: { readonly verified: boolean };
  };
  readonly parents: readonly { readonly sha: string }[];
  readonly files: readonly { readonly filename: string }[];
};

function commitOf({ commit, parents, files }: ApiCommit): Commit {
  const person = ({ name, email }: ApiPerson) => `${name} <${email}>`;
  return {
    parents: parents.map(({ sha }) => sha),
    author: person(commit.author),
    committer: person(commit.committer),
    message: commit.message,
    files: files.map(({ filename }) => filename),
    verified: commit.verification.verified,
  };
}

async function pushFiles(
  url: string,
  files: Files,
  how: { readonly branch: string; readonly as: User; readonly message?: string },
): Promise<string> {
  const folder = await mkdtemp(path.join(tmpdir(), 'push-'));
  const { git } = how.as;
  try {
    await git(folder, 'init', '-q');
    const there = await git(folder, 'ls-remote', url, `refs/heads/${how.branch}`, 'refs/heads/main');
    if (there.includes(`refs/heads/${how.branch}`)) await git(folder, 'pull', '-q', url, how.branch);
    else if (there !== '') await git(folder, 'pull', '-q', url, 'main');
    for (const [name, text] of Object.entries(files)) {
      await mkdir(path.dirname(path.join(folder, name)), { recursive: true });
      await writeFile(path.join(folder, name), text);
    }
    await git(folder, 'add', '--all');
    await git(folder, 'commit', '-q', '--allow-empty', '-m', how.message ?? 'Change files');
    await git(folder, 'push', '-q', url, `HEAD:refs/heads/${how.branch}`);
    return await git(folder, 'rev-parse', 'HEAD');
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}
