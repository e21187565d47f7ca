import { Problem } from '../problem.ts';
import {
  type CommitStatus,
  type Forge,
  ForgeError,
  type ForgePlace,
  type PullRequest,
  type Verification,
} from './forge.ts';
import { type Fetch, reason } from './request.ts';

/** Forges of this family have no draft flag: a title that begins so is one ([repository.pull-request] WORK_IN_PROGRESS_PREFIXES). */
const DRAFT = 'WIP: ';

type Ask = <T>(method: string, path: string, body?: unknown) => Promise<T>;

/**
 * Forgejo and Gitea: the API under /api/v1, as its swagger page describes it. `fetch` brings timeouts and repetition along.
 * Throws a Problem when the address is no such forge.
 */
export async function connectForgejo(fetch: Fetch, place: ForgePlace, token: string): Promise<Forge> {
  const ask = asker(fetch, place.apiUrl, token);
  const { version } = await readVersion(ask, place);
  const kind = version.includes('+gitea-') ? 'forgejo' : place.kind;
  const at = `/repos/${encodeURIComponent(place.owner)}/${encodeURIComponent(place.name)}`;
  return {
    place: { ...place, kind },
    version,
    ...pullRequests(ask, at),
    ...people(ask, at),
    ...commits(ask, at),
    addLabels: (number, names) => addLabels(ask, { at, owner: place.owner, number }, names),
    repository: async () => {
      const found = await ask<ApiRepository>('GET', at);
      return {
        private: found.private,
        defaultBranch: found.default_branch,
        sshUrl: found.ssh_url,
        cloneUrl: found.clone_url,
        permissions: found.permissions ?? null,
      };
    },
  };
}

function asker(fetch: Fetch, apiUrl: string, token: string): Ask {
  return async <T>(method: string, path: string, body?: unknown): Promise<T> => {
    const headers = {
      authorization: `token ${token}`,
      accept: 'application/json',
      'content-type': 'application/json',
    };
    const what = `${method} ${path}`;
    const sent = body === undefined ? {} : { body: JSON.stringify(body) };
    const response = await fetch(`${apiUrl}${path}`, { method, headers, ...sent }).catch((error: Error) => {
      throw new ForgeError(what, 0, reason(error), { cause: error });
    });
    const text = await response.text();
    if (!response.ok) throw new ForgeError(what, response.status, said(text));
    try {
      return (text === '' ? undefined : JSON.parse(text)) as T;
    } catch (error) {
      throw new ForgeError(what, response.status, 'the answer is no JSON', { cause: error });
    }
  };
}

/** Errors are {message, url}; the message of a 500 may be empty, and a proxy's is HTML. */
function said(text: string): string {
  try {
    const { message } = JSON.parse(text) as { message?: unknown };
    return typeof message === 'string' ? message.trim() : '';
  } catch {
    return '';
  }
}

async function readVersion(ask: Ask, place: ForgePlace): Promise<{ version: string }> {
  const answer = await ask<{ version?: unknown }>('GET', '/version').catch((error: ForgeError) => {
    if (error.status === 0 || error.status >= 500) throw error;
    return {} as { version?: unknown };
  });
  if (typeof answer.version === 'string') return { version: answer.version };
  throw new Problem(
    `${place.apiUrl} does not answer like Forgejo or Gitea: ${place.apiUrl}/version gives no version.`,
    'Check the forge’s ROOT_URL, and whether something in front of it answers instead.',
  );
}

type ApiRepository = {
  readonly private: boolean;
  readonly default_branch: string;
  readonly ssh_url: string;
  readonly clone_url: string;
  readonly permissions?: { readonly pull: boolean; readonly push: boolean };
};

type ApiPullRequest = {
  readonly number: number;
  readonly html_url: string;
  readonly title: string;
  readonly body: string;
  readonly head: { readonly ref: string; readonly sha: string; readonly repo_id: number };
  readonly base: { readonly ref: string; readonly repo_id: number };
  readonly labels: readonly { readonly name: string }[] | null;
  readonly assignees: readonly { readonly login: string }[] | null;
  readonly requested_reviewers: readonly { readonly login: string }[] | null;
};

function pullRequestOf(found: ApiPullRequest): PullRequest {
  const draft = found.title.startsWith(DRAFT);
  return {
    number: found.number,
    url: found.html_url,
    title: draft ? found.title.slice(DRAFT.length) : found.title,
    body: found.body,
    draft,
    head: found.head.ref,
    headSha: found.head.sha,
    base: found.base.ref,
    labels: (found.labels ?? []).map(({ name }) => name),
    assignees: (found.assignees ?? []).map(({ login }) => login),
    reviewers: (found.requested_reviewers ?? []).map(({ login }) => login),
  };
}

function pullRequests(ask: Ask, at: string) {
  const titleOf = (text: { title: string; draft: boolean }) => `${text.draft ? DRAFT : ''}${text.title}`;
  return {
    // The filters `head` and `base` are ignored by some versions and read differently by others, so all open ones are read.
    openPullRequests: async (base: string) => {
      const all = await pages<ApiPullRequest>(ask, `${at}/pulls?state=open`);
      // A fork's branch may have the same name as ours.
      return all
        .filter((each) => each.base.ref === base && each.head.repo_id === each.base.repo_id)
        .map(pullRequestOf);
    },
    createPullRequest: async (wanted) =>
      pullRequestOf(
        await ask<ApiPullRequest>('POST', `${at}/pulls`, {
          head: wanted.head,
          base: wanted.base,
          title: titleOf(wanted),
          body: wanted.body,
        }),
      ),
    updatePullRequest: async (number, text) => {
      await ask<unknown>('PATCH', `${at}/pulls/${number}`, { title: titleOf(text), body: text.body });
    },
    closePullRequest: async (number) => {
      await ask<unknown>('PATCH', `${at}/pulls/${number}`, { state: 'closed' });
    },
    comment: async (number, text) => {
      await ask<unknown>('POST', `${at}/issues/${number}/comments`, { body: text });
    },
  } satisfies Partial<Forge>;
}

function people(ask: Ask, at: string) {
  return {
    addAssignees: async (number, names) => {
      const found = await ask<ApiPullRequest>('GET', `${at}/pulls/${number}`);
      const assignees = [...new Set([...pullRequestOf(found).assignees, ...names])];
      await ask<unknown>('PATCH', `${at}/issues/${number}`, { assignees });
    },
    requestReviewers: async (number, names) => {
      const teams = names
        .filter((name) => name.includes('/'))
        .map((name) => name.slice(name.indexOf('/') + 1));
      await ask<unknown>('POST', `${at}/pulls/${number}/requested_reviewers`, {
        reviewers: names.filter((name) => !name.includes('/')),
        team_reviewers: teams,
      });
    },
  } satisfies Partial<Forge>;
}

type ApiCommit = {
  readonly commit: { readonly verification?: (Verification & { readonly signature: string }) | null };
};

type ApiStatus = { readonly status: CommitStatus['state'] } & {
  readonly [key in 'context' | 'description' | 'target_url']: string;
};

function commits(ask: Ask, at: string) {
  return {
    statuses: async (sha) => {
      const found = await ask<readonly ApiStatus[] | null>(
        'GET',
        `${at}/commits/${sha}/statuses?sort=recentupdate&limit=50`,
      );
      const newest = new Map<string, CommitStatus>();
      for (const { status, context, description, target_url } of found ?? []) {
        if (!newest.has(context))
          newest.set(context, { state: status, context, description, targetUrl: target_url || null });
      }
      return [...newest.values()];
    },
    setStatus: async (sha, status) => {
      const { state, context, description, targetUrl } = status;
      await ask<unknown>('POST', `${at}/statuses/${sha}`, {
        state,
        context,
        description,
        target_url: targetUrl ?? '',
      });
    },
    verification: async (sha) => {
      const { commit } = await ask<ApiCommit>('GET', `${at}/git/commits/${sha}`);
      if (!commit.verification?.signature) return null;
      return { verified: commit.verification.verified, reason: commit.verification.reason };
    },
  } satisfies Partial<Forge>;
}

type Label = { readonly id: number; readonly name: string };

/** Names that the forge does not know would be ignored without a word, so that they are created first, and given by id. */
async function addLabels(
  ask: Ask,
  where: { readonly at: string; readonly owner: string; readonly number: number },
  names: readonly string[],
): Promise<void> {
  const known = await pages<Label>(ask, `${where.at}/labels`);
  // An organisation's labels serve all its repositories; a user has none, and not every token may read them.
  const shared = await pages<Label>(ask, `/orgs/${encodeURIComponent(where.owner)}/labels`).catch(() => []);
  const labels: number[] = [];
  for (const name of names) {
    const found =
      [...known, ...shared].find((label) => label.name === name) ??
      (await ask<Label>('POST', `${where.at}/labels`, { name, color: '#1d76db' }));
    labels.push(found.id);
  }
  await ask<unknown>('POST', `${where.at}/issues/${where.number}/labels`, { labels });
}

/** All pages of a list, up to the first empty one: a forge may be set to give fewer at once than it is asked for. */
async function pages<T>(ask: Ask, path: string): Promise<readonly T[]> {
  const all: T[] = [];
  for (let page = 1; ; page++) {
    const separator = path.includes('?') ? '&' : '?';
    const found = (await ask<readonly T[] | null>('GET', `${path}${separator}page=${page}&limit=50`)) ?? [];
    if (found.length === 0) return all;
    all.push(...found);
  }
}
