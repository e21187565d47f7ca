import type { Forge, PullRequest } from './forge/forge.ts';
import { dress, findOurs, isReviewPush, marker, sameText, tellStatus } from './forge/pull-request.ts';
import { isOurs, writeTree } from './git/commit.ts';
import { readDistantCommit } from './git/distant-commit.ts';
import { branchHead, fetchCommit, pushBranch } from './git/remote.ts';
import {
  type OpenProposal,
  type Placing,
  type PublishEffects,
  type PublishSettings,
  placeForReview,
  placeOnBranch,
  type Wanted,
} from './placing.ts';

/** What is to be proposed, or why nothing is. */
export type Proposal = OpenProposal | CloseProposal | LeaveProposal;

/** There is nothing to propose any more: an open pull request is closed with this reason. */
export type CloseProposal = { readonly kind: 'close'; readonly reason: string };
/** Nothing is proposed, and an open pull request stays as it is. */
export type LeaveProposal = { readonly kind: 'leave'; readonly reason: string };

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
