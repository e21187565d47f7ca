import { type CommitStatus, type Forge, ForgeError, type PullRequest } from './forge.ts';

/** What else belongs to a pull request of ours. */
export type Dress = {
  readonly labels: readonly string[];
  readonly assignees: readonly string[];
  readonly reviewers: readonly string[];
};

/**
 * An invisible line of the body by which a pull request is known again where its head tells nothing: opened by a push for review, or with a
 * date in the branch. `pattern` is the branch as the input names it.
 */
export const marker = (pattern: string) => `<!-- flake-update-diff: ${pattern} -->`;

/** Whether a pull request was opened by a push for review and so has no branch. */
export const isReviewPush = (pull: PullRequest) => pull.head.startsWith('refs/pull/');

/** The open pull request of ours into `base`, by its branch or else by the marker. */
export async function findOurs(
  forge: Pick<Forge, 'openPullRequests'>,
  wanted: { readonly base: string; readonly branch: string; readonly pattern: string },
): Promise<PullRequest | null> {
  const open = await forge.openPullRequests(wanted.base);
  return (
    open.find(({ head }) => head === wanted.branch) ??
    open.find(({ body }) => body.trimEnd().endsWith(marker(wanted.pattern))) ??
    null
  );
}

/** Whether the forge would show these texts as it shows those it has; it may have changed the line ends. */
export function sameText(a: string, b: string): boolean {
  const plain = (text: string) => text.replaceAll('\r\n', '\n').trim();
  return plain(a) === plain(b);
}

/**
 * Gives a pull request the labels, assignees and reviewers that it lacks, and takes none away. What the forge refuses is told to `warn`: a
 * name that does not exist is no reason to throw an update away. Gives whether anything was added.
 */
export async function dress(
  forge: Pick<Forge, 'addLabels' | 'addAssignees' | 'requestReviewers'>,
  pull: Pick<PullRequest, 'number' | 'labels' | 'assignees' | 'reviewers'>,
  { wanted, warn }: { readonly wanted: Dress; readonly warn: (line: string) => void },
): Promise<boolean> {
  let added = false;
  const each = async (
    what: keyof Dress,
    add: (number: number, names: readonly string[]) => Promise<void>,
  ) => {
    const missing = wanted[what].filter((name) => !pull[what].includes(name));
    if (missing.length === 0) return;
    try {
      await add(pull.number, missing);
      added = true;
    } catch (error) {
      if (!(error instanceof ForgeError)) throw error;
      warn(`The forge does not take the ${what} ${missing.join(', ')}: ${error.message}`);
    }
  };
  await each('labels', forge.addLabels);
  await each('assignees', forge.addAssignees);
  // One by one: a name that does not exist would take the others down with it.
  for (const name of wanted.reviewers) {
    if (pull.reviewers.includes(name)) continue;
    try {
      await forge.requestReviewers(pull.number, [name]);
      added = true;
    } catch (error) {
      if (!(error instanceof ForgeError)) throw error;
      warn(`The forge does not take the reviewer ${name}: ${error.message}`);
    }
  }
  return added;
}

/** Sets a commit's status unless it has it already. */
export async function tellStatus(
  forge: Pick<Forge, 'statuses' | 'setStatus'>,
  sha: string,
  status: CommitStatus,
): Promise<void> {
  const there = (await forge.statuses(sha)).find(({ context }) => context === status.context);
  if (there?.state === status.state && there.description === status.description) return;
  await forge.setStatus(sha, status);
}
