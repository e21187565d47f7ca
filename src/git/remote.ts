import { Problem } from '../problem.ts';
import type { Run } from '../process.ts';
import type { Repository } from './repository.ts';
import { gitSettings } from './settings.ts';

/** A repository on a server, with what is needed to get in, all of it in `env`. */
export type Remote = {
  readonly url: string;
  readonly env: Readonly<Record<string, string>>;
  readonly transport: 'https' | 'ssh';
};

type Environment = Readonly<Record<string, string | undefined>>;

/** Never asks, and never takes or stores credentials of the machine's. */
const ALONE = [['credential.helper', '']] as const;

/**
 * A repository over HTTPS with a token, sent as git's usual Authorization header. A checkout action leaves a header of its own in the
 * repository's configuration, for the whole server; two of them are refused. Ours is set for the more particular address, which makes git
 * read it later, and begins with an empty value, which drops those before it (git-config(1), http.extraHeader).
 */
export function httpsRemote(url: string, token: string, environment: Environment): Remote {
  const header = `Authorization: Basic ${Buffer.from(`x-access-token:${token}`).toString('base64')}`;
  const key = `http.${url}.extraHeader`;
  const settings = [...ALONE, [key, ''], [key, header]] as const;
  return {
    url,
    transport: 'https',
    env: { ...gitSettings(settings, environment), GIT_TERMINAL_PROMPT: '0' },
  };
}

/** A repository over SSH. `command` is what `sshCommand` gives. */
export function sshRemote(url: string, command: string): Remote {
  return {
    url,
    transport: 'ssh',
    env: { GIT_SSH_COMMAND: command, GIT_SSH_VARIANT: 'ssh', GIT_TERMINAL_PROMPT: '0' },
  };
}

/** The commit that a branch of the remote points to, or null where there is none. Throws a Problem when the remote lets us not in. */
export async function branchHead(run: Run, remote: Remote, branch: string): Promise<string | null> {
  const ref = `refs/heads/${branch}`;
  const found = await run(['git', 'ls-remote', '--refs', remote.url, ref], { env: remote.env });
  if (found.code !== 0) throw remoteProblem(remote, `Reading ${ref}`, found.stderr);
  const line = found.stdout.split('\n').find((each) => each.endsWith(`\t${ref}`));
  return line?.split('\t')[0] ?? null;
}

/** Fetches one commit unless it is there; in a shallow checkout without its history, and without any ref. */
export async function fetchCommit(repository: Repository, remote: Remote, commit: string): Promise<void> {
  const there = await repository.git(['cat-file', '-e', `${commit}^{commit}`]).then(
    () => true,
    () => false,
  );
  if (there) return;
  const shallow = (await repository.git(['rev-parse', '--is-shallow-repository'])).trim() === 'true';
  const depth = shallow ? ['--depth=1'] : [];
  await repository.git(
    ['fetch', '--quiet', '--no-tags', '--no-write-fetch-head', ...depth, remote.url, commit],
    {
      env: remote.env,
    },
  );
}

/** Clones one branch's newest commit into a folder, and stores nothing secret there. */
export async function clone(
  run: Run,
  remote: Remote,
  to: { readonly folder: string; readonly branch: string },
): Promise<void> {
  const how = ['--quiet', '--depth=1', '--no-tags', '--branch', to.branch];
  const done = await run(['git', 'clone', ...how, '--', remote.url, to.folder], { env: remote.env });
  if (done.code !== 0) throw remoteProblem(remote, `Cloning ${to.branch}`, done.stderr);
}

export type PushOutcome =
  | { readonly kind: 'pushed' }
  /** The branch is no longer where we saw it. */
  | { readonly kind: 'raced' }
  | { readonly kind: 'refused'; readonly problem: Problem };

type Pushing = { readonly run: Run; readonly repository: Repository; readonly remote: Remote };

export type BranchPush = {
  /** Null deletes the branch. */
  readonly commit: string | null;
  readonly branch: string;
  /** Where the branch is expected to be; null: it does not exist. */
  readonly expected: string | null;
};

/** Moves a branch of the remote, on condition that it is where it was last seen. Hooks of the checkout are not run. */
export async function pushBranch(
  { run, repository, remote }: Pushing,
  push: BranchPush,
): Promise<PushOutcome> {
  const ref = `refs/heads/${push.branch}`;
  const lease = `--force-with-lease=${ref}:${push.expected ?? ''}`;
  const done = await run(
    [
      'git',
      '-C',
      repository.top,
      'push',
      '--porcelain',
      '--no-verify',
      lease,
      remote.url,
      `${push.commit ?? ''}:${ref}`,
    ],
    { env: remote.env },
  );
  if (done.code === 0) return { kind: 'pushed' };
  const said = `${done.stderr}\n${done.stdout}`;
  // What git's and the server's own check of the lease say; the last two come from two pushes in the same moment.
  if (/stale info|fetch first|cannot lock ref|failed to update ref|reference already exists/i.test(said))
    return { kind: 'raced' };
  return { kind: 'refused', problem: remoteProblem(remote, `Pushing ${push.branch}`, said) };
}

export type ReviewPush = {
  readonly commit: string;
  readonly base: string;
  readonly topic: string;
  readonly title: string;
  readonly description: string;
};

/**
 * Opens or moves a pull request by a push to refs/for/BASE: AGit flow (Forgejo and Gitea documentation, "AGit setup"). A push option is one
 * line, so that texts are cut at the first.
 */
export async function pushForReview(
  { run, repository, remote }: Pushing,
  push: ReviewPush,
): Promise<PushOutcome> {
  const option = (name: string, value: string) => ['-o', `${name}=${value.split('\n')[0]}`];
  const options = [
    ...option('topic', push.topic),
    ...option('title', push.title),
    ...option('description', push.description),
    ...option('force-push', 'true'),
  ];
  const done = await run(
    [
      'git',
      '-C',
      repository.top,
      'push',
      '--no-verify',
      ...options,
      remote.url,
      `${push.commit}:refs/for/${push.base}`,
    ],
    { env: remote.env },
  );
  if (done.code === 0 || /new commit is same with old commit/.test(done.stderr)) return { kind: 'pushed' };
  return {
    kind: 'refused',
    problem: remoteProblem(remote, `Pushing for review into ${push.base}`, done.stderr),
  };
}

/** What git, ssh and the forges say, and what helps. */
const EXPLAINED: readonly (readonly [RegExp, string])[] = [
  [
    /host key verification failed|host key is known|REMOTE HOST IDENTIFICATION HAS CHANGED/i,
    'The server did not show the host key that is expected; nothing was sent. If its key was changed on purpose, put the new line into ssh-known-hosts (ssh-keyscan HOST, compared with what the forge’s administrator publishes).',
  ],
  [
    /permission denied \(publickey|key .*not (allowed|authorized)|deploy key/i,
    'The server does not take ssh-private-key for this repository: add its public key as a deploy key that may write.',
  ],
  [
    /protected branch|not allowed to push to protected|pre-receive hook declined|branch .* is protected|GH006/i,
    'The branch is protected: choose another `branch`, or let the pushing user or deploy key push to it in the protection rule.',
  ],
  [
    /authentication failed|could not read username|403|401|not found|write permission|unauthorized|access rights/i,
    'The token may not do this: it needs the permission to write contents (`permissions: contents: write`, or a personal access token with write:repository), or give ssh-private-key.',
  ],
];

function remoteProblem(remote: Remote, what: string, said: string): Problem {
  const remedy = EXPLAINED.find(([pattern]) => pattern.test(said))?.[1] ?? '';
  const lines = said
    .split('\n')
    .map((line) => line.replace(/^remote:\s?/, '').trim())
    .filter((line) => line !== '' && !/^(To |Done$|hint:|Everything up-to-date)/.test(line));
  return new Problem(
    `${what} over ${remote.transport.toUpperCase()} failed:\n${lines.slice(0, 12).join('\n')}`,
    remedy,
  );
}
