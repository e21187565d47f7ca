import {
  type CommitStatus,
  compareUrl,
  createOnce,
  type Forge,
  ForgeError,
  type PullRequest,
} from './forge/forge.ts';
import {
  type Dress,
  dress,
  findOurs,
  isReviewPush,
  marker,
  sameText,
  tellStatus,
} from './forge/pull-request.ts';
import { isOurs, type LockFile, type NewCommit, writeCommit, writeTree } from './git/commit.ts';
import { readDistantCommit } from './git/distant-commit.ts';
import { branchHead, fetchCommit, pushBranch, pushForReview, type Remote } from './git/remote.ts';
import type { Repository } from './git/repository.ts';
import { Problem } from './problem.ts';
import type { Run } from './process.ts';

/** What is to be proposed, or why nothing is. */
export type Proposal = OpenProposal | CloseProposal | LeaveProposal;

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
/** There is nothing to propose any more: an open pull request is closed with this reason. */
export type CloseProposal = { readonly kind: 'close'; readonly reason: string };
/** Nothing is proposed, and an open pull request stays as it is. */
export type LeaveProposal = { readonly kind: 'leave'; readonly reason: string };

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

export type Publication = {
  readonly operation: 'created' | 'updated' | 'closed' | 'none';
  readonly pullRequest: {
    readonly number: number;
    readonly url: string;
    readonly branch: string;
    readonly headSha: string;
  } | null;
};

/**
 * Carries a proposal to the forge: branch, commit, push, pull request, labels and people, status, in this order, and each step only where
 * something is to be done. Throws a Problem where a person or the forge stands in the way; what was done until then is kept.
 */
export async function publish(
  effects: PublishEffects,
  settings: PublishSettings,
  proposal: Proposal,
): Promise<Publication> {
  const { forge, log } = effects;
  const existing = await findOurs(forge, { ...settings, pattern: settings.branchPattern });
  if (proposal.kind === 'leave') {
    log(proposal.reason);
    return publication('none', existing, existing?.headSha ?? '');
  }
  if (proposal.kind === 'close') return close(effects, settings, { existing, reason: proposal.reason });
  return open(effects, settings, { existing, proposal });
}

type Opening = { readonly existing: PullRequest | null; readonly proposal: OpenProposal };

async function open(
  effects: PublishEffects,
  settings: PublishSettings,
  { existing, proposal }: Opening,
): Promise<Publication> {
  const { forge, log, repository, folder } = effects;
  await fetchCommit(repository, effects.remote, proposal.baseRevision);
  const wanted: Wanted = {
    branch: existing && !isReviewPush(existing) ? existing.head : settings.branch,
    tree: await writeTree(repository, {
      parent: proposal.baseRevision,
      lockFiles: proposal.lockFiles,
      folder,
    }),
    body: `${proposal.body(existing?.body ?? null).trim()}\n\n${marker(settings.branchPattern)}`,
    proposal,
  };
  if (settings.dryRun) return rehearse(effects, { existing, wanted });
  const review = settings.method === 'agit' || (existing !== null && isReviewPush(existing));
  const placed = review
    ? await placeForReview(effects, settings, { existing, wanted })
    : await placeOnBranch(effects, settings, { existing, wanted });
  const { pull, commit } = placed;
  const edited = await edit(forge, { pull, wanted, pushed: placed.pushed });
  const dressed = await dress(forge, pull, { wanted: settings, warn: effects.warn });
  await tellStatus(forge, commit, proposal.status);
  if (settings.signingKey !== null) await showVerification(effects, commit);
  const changed = placed.pushed || edited || dressed;
  const operation = existing === null ? 'created' : changed ? 'updated' : 'none';
  if (operation === 'none') log('The pull request is up to date; nothing was pushed or edited.');
  return publication(operation, isReviewPush(pull) ? pull : { ...pull, head: wanted.branch }, commit);
}

type Wanted = {
  readonly branch: string;
  readonly tree: string;
  readonly body: string;
  readonly proposal: OpenProposal;
};
type Placing = { readonly existing: PullRequest | null; readonly wanted: Wanted };
type Placed = { readonly pull: PullRequest; readonly commit: string; readonly pushed: boolean };

async function placeOnBranch(
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

async function placeForReview(
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

/** A title alone, which may hold the date, is no reason to edit. */
async function edit(
  forge: Forge,
  { pull, wanted, pushed }: { readonly pull: PullRequest; readonly wanted: Wanted; readonly pushed: boolean },
): Promise<boolean> {
  const { title, draft } = wanted.proposal;
  const { body } = wanted;
  const same = sameText(pull.body, body) && pull.draft === draft;
  if (same && (!pushed || pull.title === title)) return false;
  await forge.updatePullRequest(pull.number, { title, body, draft });
  return true;
}

async function showVerification({ forge, log }: PublishEffects, sha: string): Promise<void> {
  const verification = await forge.verification(sha);
  if (verification === null) log('The forge shows no signature for the commit.');
  else if (verification.verified) log('The forge has verified the signature of the commit.');
  else {
    log(
      `The commit is signed, and the forge does not verify it (${verification.reason}): the signing key has to be a verified key of the account whose e-mail address is git-committer-email.`,
    );
  }
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

function rehearse({ log }: PublishEffects, { existing, wanted }: Placing): Publication {
  const { title, lockFiles } = wanted.proposal;
  const what = existing === null ? `open a pull request from ${wanted.branch}` : `update ${existing.url}`;
  log(`Dry run: would ${what}, "${title}", with ${lockFiles.map(({ path }) => path).join(', ')}`);
  return publication('none', existing, existing?.headSha ?? '');
}

async function close(
  effects: PublishEffects,
  settings: PublishSettings,
  { existing, reason }: { readonly existing: PullRequest | null; readonly reason: string },
): Promise<Publication> {
  const { forge, log } = effects;
  log(reason);
  const branch = existing?.head ?? settings.branch;
  const head = existing?.headSha ?? (await branchHead(effects.run, effects.remote, branch));
  if (head === null) return publication('none', null, '');
  const ours = isOurs(await readDistantCommit(effects, head));
  if (existing !== null && !ours) log(`${existing.url} stays open: somebody else has pushed to it.`);
  if (settings.dryRun || !ours) return publication('none', existing, head);
  if (existing !== null) {
    await forge.comment(existing.number, reason);
    await forge.closePullRequest(existing.number);
    log(`Closed ${existing.url}`);
  }
  if (settings.deleteBranch && (existing === null || !isReviewPush(existing))) {
    const outcome = await pushBranch(effects, { commit: null, branch, expected: head });
    if (outcome.kind === 'pushed') log(`Deleted the branch ${branch}`);
    else
      effects.warn(outcome.kind === 'raced' ? `${branch} has moved; not deleted` : outcome.problem.message);
  }
  return publication(existing === null ? 'none' : 'closed', existing, head);
}

function publication(
  operation: Publication['operation'],
  pull: PullRequest | null,
  headSha: string,
): Publication {
  if (pull === null) return { operation, pullRequest: null };
  const { number, url, head } = pull;
  return { operation, pullRequest: { number, url, branch: head, headSha } };
}
