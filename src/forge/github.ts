import { getOctokit } from '@actions/github';
import { type CommitStatus, type Forge, ForgeError, type ForgePlace, type PullRequest } from './forge.ts';
import { type Fetch, reason } from './request.ts';

type Octokit = ReturnType<typeof getOctokit>;
type Where = { readonly owner: string; readonly repo: string };

/**
 * GitHub and GitHub Enterprise Server, by the REST API of 2022-11-28. `fetch` brings timeouts and repetition along.
 * What differs from the other forges: drafts are a flag that only GraphQL can change later, and labels are created by being used.
 */
export function connectGithub(fetch: Fetch, place: ForgePlace, token: string): Forge {
  const octokit = getOctokit(token, { baseUrl: place.apiUrl, request: { fetch } });
  octokit.hook.error('request', (error, options) => {
    throw forgeError(error as Error & { status?: number }, `${options.method} ${options.url}`);
  });
  const where: Where = { owner: place.owner, repo: place.name };
  return {
    place,
    version: '',
    ...pullRequests(octokit, where),
    ...people(octokit, where),
    ...commits(octokit, where),
    repository: async () => {
      const { data } = await octokit.rest.repos.get(where);
      return {
        private: data.private,
        defaultBranch: data.default_branch,
        sshUrl: data.ssh_url,
        cloneUrl: data.clone_url,
        permissions: data.permissions ?? null,
      };
    },
  };
}

function forgeError(error: Error & { status?: number }, what: string): ForgeError {
  const cause = error.cause instanceof Error ? error.cause : error;
  const answered = 'response' in error && error.response !== undefined;
  return answered
    ? new ForgeError(what, error.status ?? 0, error.message, { cause: error })
    : new ForgeError(what, 0, reason(cause), { cause: error });
}

type ApiPullRequest = Awaited<ReturnType<Octokit['rest']['pulls']['list']>>['data'][number];

function pullRequestOf(found: ApiPullRequest): PullRequest {
  return {
    number: found.number,
    url: found.html_url,
    title: found.title,
    body: found.body ?? '',
    draft: found.draft ?? false,
    head: found.head.ref,
    headSha: found.head.sha,
    base: found.base.ref,
    labels: found.labels.map(({ name }) => name),
    assignees: (found.assignees ?? []).map(({ login }) => login),
    reviewers: (found.requested_reviewers ?? []).map(({ login }) => login),
  };
}

function pullRequests(octokit: Octokit, where: Where) {
  return {
    openPullRequests: async (base) => {
      const all = await octokit.paginate(octokit.rest.pulls.list, {
        ...where,
        state: 'open',
        base,
        per_page: 100,
      });
      // A fork's branch may have the same name as ours.
      return all
        .filter(({ head }) => head.repo?.full_name === `${where.owner}/${where.repo}`)
        .map(pullRequestOf);
    },
    createPullRequest: async ({ head, base, title, body, draft }) => {
      const { data } = await octokit.rest.pulls
        .create({ ...where, head, base, title, body, draft })
        .catch((error: ForgeError) => {
          // "A pull request already exists" is 422 here and 409 on the other forges.
          const exists = error.status === 422 && /already exists/.test(error.said);
          throw exists ? new ForgeError('POST pulls', 409, error.said, { cause: error }) : error;
        });
      return pullRequestOf(data as ApiPullRequest);
    },
    updatePullRequest: async (number, { title, body, draft }) => {
      const { data } = await octokit.rest.pulls.update({ ...where, pull_number: number, title, body });
      if ((data.draft ?? false) !== draft) await setDraft(octokit, data.node_id, draft);
    },
    closePullRequest: async (number) => {
      await octokit.rest.pulls.update({ ...where, pull_number: number, state: 'closed' });
    },
    comment: async (number, text) => {
      await octokit.rest.issues.createComment({ ...where, issue_number: number, body: text });
    },
  } satisfies Partial<Forge>;
}

async function setDraft(octokit: Octokit, id: string, draft: boolean): Promise<void> {
  const mutation = draft ? 'convertPullRequestToDraft' : 'markPullRequestReadyForReview';
  await octokit.graphql(
    `mutation($id: ID!) { ${mutation}(input: { pullRequestId: $id }) { clientMutationId } }`,
    { id },
  );
}

function people(octokit: Octokit, where: Where) {
  return {
    addLabels: async (number, names) => {
      await octokit.rest.issues.addLabels({ ...where, issue_number: number, labels: [...names] });
    },
    addAssignees: async (number, names) => {
      await octokit.rest.issues.addAssignees({ ...where, issue_number: number, assignees: [...names] });
    },
    requestReviewers: async (number, names) => {
      await octokit.rest.pulls.requestReviewers({
        ...where,
        pull_number: number,
        reviewers: names.filter((name) => !name.includes('/')),
        team_reviewers: names
          .filter((name) => name.includes('/'))
          .map((name) => name.slice(name.indexOf('/') + 1)),
      });
    },
  } satisfies Partial<Forge>;
}

function commits(octokit: Octokit, where: Where) {
  return {
    statuses: async (sha) => {
      const { data } = await octokit.rest.repos.getCombinedStatusForRef({
        ...where,
        ref: sha,
        per_page: 100,
      });
      return data.statuses.map(({ state, context, description, target_url }) => ({
        state: state as CommitStatus['state'],
        context,
        description: description ?? '',
        targetUrl: target_url,
      }));
    },
    setStatus: async (sha, { state, context, description, targetUrl }) => {
      const target = targetUrl === null ? {} : { target_url: targetUrl };
      await octokit.rest.repos.createCommitStatus({ ...where, sha, state, context, description, ...target });
    },
    verification: async (sha) => {
      const { data } = await octokit.rest.git.getCommit({ ...where, commit_sha: sha });
      const { verified, reason: why, signature } = data.verification;
      return signature === null ? null : { verified, reason: why };
    },
  } satisfies Partial<Forge>;
}
