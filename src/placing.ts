import {
  type CommitStatus,
  compareUrl,
  createOnce,
  type Forge,
  ForgeError,
  type PullRequest,
} from './forge/forge.ts';
import { type Dress, isReviewPush, marker } from './forge/pull-request.ts';
import { isOurs, type LockFile, type NewCommit, writeCommit } from './git/commit.ts';
import { readDistantCommit } from './git/distant-commit.ts';
import { branchHead, pushBranch, pushForReview, type Remote } from './git/remote.ts';
import type { Repository } from './git/repository.ts';
import { Problem } from './problem.ts';
import type { Run } from './process.ts';

export type OpenProposal = {
  readonly kind: 'open';
  /** Full commit id of the base; need not be in the checkout. */
  readonly baseRevision: string;
  readonly lockFiles: readonly LockFile[];
  readonly commitMessage: string;
  readonly title: string;
  /** Given the text that the pull request has now, so that it can say what is new since. */
  readonly body: (previousBody: string | null) => string;
  readonly draft: boolean;
  readonly status: CommitStatus;
};
export type PublishSettings = Dress &
  Pick<NewCommit, 'author' | 'committer' | 'signingKey'> & {
    readonly base: string;
    /** With the date filled in. */
    readonly branch: string;
    /** As the input names it, the same every day. */
    readonly branchPattern: string;
    readonly method: 'auto' | 'api' | 'agit';
    readonly deleteBranch: boolean;
    readonly dryRun: boolean;
    /** Whether the token is the one that the forge gives to every job: what it pushes starts no workflows. */
    readonly automaticToken: boolean;
  };

export type PublishEffects = {
  readonly run: Run;
  readonly environment: Readonly<Record<string, string | undefined>>;
  readonly forge: Forge;
  readonly repository: Repository;
  /** Where branches are pushed to. */
  readonly remote: Remote;
  /** Existing, only this user's, removed at the end. */
  readonly folder: string;
  readonly log: (line: string) => void;
  readonly warn: (line: string) => void;
  readonly sleep: (milliseconds: number) => Promise<void>;
  /** Keeps a text beyond the run and gives the file's path. */
  readonly keep: (name: string, text: string) => Promise<string>;
};

/** Where the commit is to stand, its tree, and the pull request's whole text. */
export type Wanted = {
  readonly branch: string;
  readonly tree: string;
  readonly body: string;
  readonly proposal: OpenProposal;
};
export type Placing = { readonly existing: PullRequest | null; readonly wanted: Wanted };
/** The pull request, the commit that is its head now, and whether that had to be pushed. */
export type Placed = { readonly pull: PullRequest; readonly commit: string; readonly pushed: boolean };

/** Brings the branch and its pull request about. Falls back to a push for review where the forge does not let the token open one. */
export async function placeOnBranch(
  effects: PublishEffects,
  settings: PublishSettings,
  { existing, wanted }: Placing,
): Promise<Placed> {
  const { commit, pushed } = await moveBranch(effects, settings, wanted);
  if (existing !== null) return { pull: existing, commit, pushed };
  const { title, draft } = wanted.proposal;
  const { body } = wanted;
  try {
    const text = { head: wanted.branch, base: settings.base, title, body, draft };
    return { pull: await createOnce(effects.forge, text, effects.sleep), commit, pushed };
  } catch (error) {
    if (!(error instanceof ForgeError) || ![401, 403, 404].includes(error.status)) throw error;
    if (
      settings.method === 'api' ||
      effects.remote.transport !== 'ssh' ||
      effects.forge.place.kind === 'github'
    ) {
      throw notAllowedToOpen(effects, settings, { error, branch: wanted.branch });
    }
    effects.log(
      `The forge does not let this token open a pull request (${error.message}). Opening it by a git push over SSH instead (AGit), because there is an ssh-private-key.`,
    );
    const placed = await placeForReview(effects, settings, { existing: null, wanted });
    await pushBranch(effects, { commit: null, branch: wanted.branch, expected: commit });
    return placed;
  }
}

/** Brings the branch to a commit with the wanted tree on the base, unless it is there already. */
async function moveBranch(
  effects: PublishEffects,
  settings: PublishSettings,
  wanted: Wanted,
): Promise<{ readonly commit: string; readonly pushed: boolean }> {
  const { remote, log } = effects;
  for (let attempt = 1; attempt <= 3; attempt++) {
    const there = await branchHead(effects.run, remote, wanted.branch);
    if (there !== null && (await stands(effects, settings, { there, wanted })))
      return { commit: there, pushed: false };
    const commit = await newCommit(effects, settings, wanted);
    const outcome = await pushBranch(effects, { commit, branch: wanted.branch, expected: there });
    if (outcome.kind === 'refused') throw await withPatch(effects, commit, outcome.problem);
    if (outcome.kind === 'pushed') {
      log(`Pushed ${commit.slice(0, 12)} to ${wanted.branch} over ${remote.transport.toUpperCase()}`);
      if (settings.automaticToken && remote.transport === 'https') log(NO_WORKFLOWS);
      return { commit, pushed: true };
    }
    log(`${wanted.branch} has moved meanwhile; looking again`);
  }
  throw new Problem(
    `${wanted.branch} moves faster than it can be pushed: other runs are at work on it.`,
    'Let only one run at a time do updates: concurrency: group: flake-update.',
  );
}

const NO_WORKFLOWS =
  'This was pushed with the automatic token, for which the forge starts no workflows: checks of the pull request want an ssh-private-key, or a personal access token as token.';

/**
 * Whether a commit that is there is the one that we would make, dates and message aside: they are no reason to push. Throws a Problem where
 * somebody else made it.
 */
async function stands(
  effects: PublishEffects,
  { signingKey, committer }: PublishSettings,
  { there, wanted }: { readonly there: string; readonly wanted: Wanted },
): Promise<boolean> {
  if (there === wanted.proposal.baseRevision) return false;
  const commit = await readDistantCommit(effects, there);
  if (!isOurs(commit)) {
    const { name, email } = commit.committer;
    throw new Problem(
      `Somebody else has pushed to ${wanted.branch}: ${there.slice(0, 12)} "${commit.message.split('\n')[0]}" is by ${name} <${email}>. It was left untouched.`,
      'Merge or close the pull request and delete the branch, or take that commit away; the next run then goes on.',
    );
  }
  const sameParent = commit.parents.length === 1 && commit.parents[0] === wanted.proposal.baseRevision;
  const sameSigner = commit.signed === (signingKey !== null) && commit.committer.email === committer.email;
  return commit.tree === wanted.tree && sameParent && sameSigner;
}

/** Opens or moves a pull request by a push for review (AGit), which leaves no branch behind. */
export async function placeForReview(
  effects: PublishEffects,
  settings: PublishSettings,
  { existing, wanted }: Placing,
): Promise<Placed> {
  const { forge, remote, log } = effects;
  if (existing !== null && (await stands(effects, settings, { there: existing.headSha, wanted }))) {
    return { pull: existing, commit: existing.headSha, pushed: false };
  }
  const commit = await newCommit(effects, settings, wanted);
  const outcome = await pushForReview(effects, {
    commit,
    base: settings.base,
    topic: settings.branchPattern.replaceAll('{date}', 'date'),
    title: wanted.proposal.title,
    // One line is all that a push can carry. The marker is in it, so that the pull request is ours even if the run ends here.
    description: marker(settings.branchPattern),
  });
  if (outcome.kind !== 'pushed') {
    throw await withPatch(
      effects,
      commit,
      outcome.kind === 'refused' ? outcome.problem : new Problem('The push was refused.'),
    );
  }
  log(
    `Pushed ${commit.slice(0, 12)} for review into ${settings.base} over ${remote.transport.toUpperCase()} (AGit)`,
  );
  if (existing !== null) return { pull: existing, commit, pushed: true };
  const pull = (await forge.openPullRequests(settings.base)).find(
    (each) => each.headSha === commit && isReviewPush(each),
  );
  if (pull === undefined)
    throw new Problem('The forge took the push for review and shows no pull request for it.');
  return { pull, commit, pushed: true };
}

function newCommit(
  effects: PublishEffects,
  settings: PublishSettings,
  { tree, proposal }: Wanted,
): Promise<string> {
  const { author, committer, signingKey } = settings;
  const parts = { tree, parent: proposal.baseRevision, message: proposal.commitMessage };
  return writeCommit(effects, { ...parts, author, committer, signingKey });
}

async function withPatch(
  { repository, keep }: PublishEffects,
  commit: string,
  problem: Problem,
): Promise<Problem> {
  const patch = await repository.git(['format-patch', '--stdout', '-1', commit]);
  const file = await keep('flake-update.patch', patch);
  return new Problem(
    problem.message,
    `${problem.remedy}\nThe commit is kept as a patch: git am ${file}`.trim(),
  );
}

function notAllowedToOpen(
  { forge }: PublishEffects,
  { base, automaticToken }: PublishSettings,
  { error, branch }: { readonly error: ForgeError; readonly branch: string },
): Problem {
  const way =
    forge.place.kind === 'github'
      ? 'Give the job "permissions: pull-requests: write" and allow it in Settings, Actions, "Allow GitHub Actions to create and approve pull requests"; or give a personal access token as token.'
      : `Give a personal access token with write:repository and write:issue as token${automaticToken ? ' (Forgejo’s automatic token may not open pull requests in private repositories)' : ''}; or an ssh-private-key that may push, with which the pull request is opened by git push.`;
  return new Problem(
    `The branch ${branch} is pushed, but the forge does not let this token open a pull request: ${error.message}`,
    `${way}\nOr open it by hand: ${compareUrl(forge.place, base, branch)}`,
  );
}
