import { Problem } from '../problem.ts';

/** Where the action runs and for which repository, as the runner's environment tells it. */
export type ForgePlace = {
  readonly kind: 'forgejo' | 'gitea' | 'github';
  /** Without a slash at the end: "https://codeberg.org/api/v1", "https://api.github.com". */
  readonly apiUrl: string;
  /** Without a slash at the end: "https://codeberg.org". */
  readonly serverUrl: string;
  readonly owner: string;
  readonly name: string;
};

export type ForgeRepository = {
  readonly private: boolean;
  readonly defaultBranch: string;
  /** "git@host:owner/name.git" or "ssh://git@host:port/owner/name.git". */
  readonly sshUrl: string;
  /** "https://host/owner/name.git". */
  readonly cloneUrl: string;
  /** What the token's owner may do; null where the forge does not say. */
  readonly permissions: { readonly pull: boolean; readonly push: boolean } | null;
};

export type PullRequest = {
  readonly number: number;
  readonly url: string;
  /** Without the prefix that marks a draft on some forges. */
  readonly title: string;
  readonly body: string;
  readonly draft: boolean;
  /** Branch name; "refs/pull/N/head" where it was opened by a push (AGit). */
  readonly head: string;
  readonly headSha: string;
  readonly base: string;
  readonly labels: readonly string[];
  readonly assignees: readonly string[];
  readonly reviewers: readonly string[];
};

export type NewPullRequest = {
  readonly head: string;
  readonly base: string;
  readonly title: string;
  readonly body: string;
  readonly draft: boolean;
};

export type CommitStatus = {
  readonly state: 'success' | 'failure' | 'pending' | 'error';
  readonly context: string;
  /** One line, at most 140 characters: GitHub's limit. */
  readonly description: string;
  readonly targetUrl: string | null;
};

/** What a forge makes of a commit's signature. */
export type Verification = { readonly verified: boolean; readonly reason: string };

/** What the publishing side asks of a forge. Every operation throws a ForgeError when the forge refuses. */
export type Forge = {
  readonly place: ForgePlace;
  /** "15.0.3+gitea-1.22.0"; "" on GitHub. */
  readonly version: string;
  readonly repository: () => Promise<ForgeRepository>;
  /** Those into `base`, whatever their head. */
  readonly openPullRequests: (base: string) => Promise<readonly PullRequest[]>;
  readonly createPullRequest: (wanted: NewPullRequest) => Promise<PullRequest>;
  readonly updatePullRequest: (
    number: number,
    text: { title: string; body: string; draft: boolean },
  ) => Promise<void>;
  readonly closePullRequest: (number: number) => Promise<void>;
  readonly comment: (number: number, text: string) => Promise<void>;
  /** Adds labels and creates those that the repository lacks. */
  readonly addLabels: (number: number, names: readonly string[]) => Promise<void>;
  readonly addAssignees: (number: number, names: readonly string[]) => Promise<void>;
  /** A name with a slash, "organisation/team", is a team. */
  readonly requestReviewers: (number: number, names: readonly string[]) => Promise<void>;
  /** The newest status of each context. */
  readonly statuses: (sha: string) => Promise<readonly CommitStatus[]>;
  readonly setStatus: (sha: string, status: CommitStatus) => Promise<void>;
  /** Null where it sees no signature. */
  readonly verification: (sha: string) => Promise<Verification | null>;
};

/** The forge refused, or could not be asked. */
export class ForgeError extends Error {
  /** HTTP status; 0 where there was no answer. */
  readonly status: number;
  /** The forge's own words. */
  readonly said: string;

  constructor(what: string, status: number, said: string, options?: ErrorOptions) {
    super(`${what}: ${status === 0 ? said : `${status}${said === '' ? '' : ` ${said}`}`}`, options);
    this.name = 'ForgeError';
    this.status = status;
    this.said = said;
  }
}

type Environment = Readonly<Record<string, string | undefined>>;

/**
 * Reads the place from the variables that runners set. Forgejo's sets FORGEJO_*, GITEA_* and GITHUB_*, Gitea's the latter two,
 * so the most particular is asked first. Throws a Problem outside of a runner.
 */
export function detectForge(environment: Environment): ForgePlace {
  const kind = (['forgejo', 'gitea', 'github'] as const).find(
    (each) => environment[`${each.toUpperCase()}_ACTIONS`] === 'true',
  );
  if (kind === undefined) {
    throw new Problem(
      'This is no run of a forge: none of FORGEJO_ACTIONS, GITEA_ACTIONS and GITHUB_ACTIONS is "true".',
      'Use the action in a workflow, or the command flake-update-diff on a workstation.',
    );
  }
  const value = (name: string) =>
    environment[`FORGEJO_${name}`] || environment[`GITEA_${name}`] || environment[`GITHUB_${name}`] || '';
  const [owner = '', name = '', ...more] = value('REPOSITORY').split('/');
  if (owner === '' || name === '' || more.length > 0) {
    throw new Problem(`GITHUB_REPOSITORY is "${value('REPOSITORY')}"; it should be "owner/name".`);
  }
  return {
    kind,
    apiUrl: address(value('API_URL'), 'API_URL'),
    serverUrl: address(value('SERVER_URL'), 'SERVER_URL'),
    owner,
    name,
  };
}

function address(text: string, name: string): string {
  if (!URL.canParse(text)) throw new Problem(`GITHUB_${name} is "${text}"; it should be a web address.`);
  return text.replace(/\/+$/, '');
}

/** The page on which a person can open a pull request from a branch that is there. */
export function compareUrl(place: ForgePlace, base: string, head: string): string {
  return `${place.serverUrl}/${place.owner}/${place.name}/compare/${base}...${head}`;
}

/**
 * Opens a pull request such that there is exactly one at the end: an attempt whose answer was lost, or that the forge refused because there
 * is one already, is looked up before anything is tried again. Of two that two runs have opened in the same moment, which forges let happen, the
 * older one stays.
 */
export async function createOnce(
  forge: Pick<Forge, 'openPullRequests' | 'createPullRequest' | 'closePullRequest'>,
  wanted: NewPullRequest,
  sleep: (milliseconds: number) => Promise<void>,
): Promise<PullRequest> {
  const open = async () =>
    (await forge.openPullRequests(wanted.base)).filter(({ head }) => head === wanted.head);
  const mine = await createOrFind({ ...forge, open }, wanted, sleep);
  const oldest = (await open()).sort((a, b) => a.number - b.number)[0] ?? mine;
  if (oldest.number < mine.number) await forge.closePullRequest(mine.number);
  return oldest.number < mine.number ? oldest : mine;
}

async function createOrFind(
  forge: Pick<Forge, 'createPullRequest'> & { readonly open: () => Promise<readonly PullRequest[]> },
  wanted: NewPullRequest,
  sleep: (milliseconds: number) => Promise<void>,
): Promise<PullRequest> {
  for (let attempt = 1; ; attempt++) {
    try {
      return await forge.createPullRequest(wanted);
    } catch (error) {
      const unsure =
        error instanceof ForgeError && (error.status === 0 || error.status >= 500 || error.status === 409);
      if (!unsure) throw error;
      const [there] = await forge.open();
      if (there !== undefined) return there;
      if (attempt === 3 || error.status === 409) throw error;
      await sleep(1000 * attempt);
    }
  }
}
