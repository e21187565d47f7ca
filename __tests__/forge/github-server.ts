import { type Asked, type Loopback, startLoopback } from '../support/loopback.ts';

type Pull = {
  number: number;
  node_id: string;
  html_url: string;
  title: string;
  body: string;
  state: string;
  draft: boolean;
  head: { ref: string; sha: string; repo: { full_name: string } };
  base: { ref: string };
  labels: { name: string }[];
  assignees: { login: string }[];
  requested_reviewers: { login: string }[];
};

export type GithubServer = Loopback & {
  readonly pulls: Pull[];
  readonly comments: string[];
  /** Tells the server where a branch is, as it would know from the push. */
  readonly heads: Map<string, string>;
  readonly statuses: Map<
    string,
    { state: string; context: string; description: string; target_url: string | null }[]
  >;
};

/**
 * The part of GitHub's REST API (version 2022-11-28, as docs.github.com describes it) and GraphQL API that the action uses, for the repository
 * octo/fleet. Users: octo and hubot; anybody else cannot be assigned or asked.
 */
export async function startGithub(): Promise<GithubServer> {
  const pulls: Pull[] = [];
  const comments: string[] = [];
  const heads = new Map<string, string>();
  const statuses: GithubServer['statuses'] = new Map();
  const server = await startLoopback((asked, response) => {
    const { status, body } = answerTo(asked, { pulls, comments, heads, statuses });
    response
      .writeHead(status, { 'content-type': 'application/json; charset=utf-8' })
      .end(JSON.stringify(body));
  });
  return { ...server, pulls, comments, heads, statuses };
}

type State = Pick<GithubServer, 'pulls' | 'comments' | 'heads' | 'statuses'>;
type Answer = { readonly status: number; readonly body: unknown };
type Route = readonly [
  string,
  RegExp,
  (parts: readonly string[], sent: Record<string, never>, query: URLSearchParams) => Answer,
];

const ok = (body: unknown, status = 200): Answer => ({ status, body });
const invalid = (message: string): Answer => ok({ message: 'Validation Failed', errors: [{ message }] }, 422);

function answerTo(asked: Asked, state: State): Answer {
  if (asked.headers.authorization !== 'token gh-token') return ok({ message: 'Bad credentials' }, 401);
  const url = new URL(asked.path, 'http://localhost');
  const sent = asked.body === '' ? {} : JSON.parse(asked.body);
  for (const [method, pattern, answer] of routes(state)) {
    const found =
      asked.method === method ? pattern.exec(url.pathname.replace('/repos/octo/fleet', '')) : null;
    if (found) return answer(found.slice(1), sent, url.searchParams);
  }
  return ok({ message: 'Not Found' }, 404);
}

function routes({ pulls, comments, heads, statuses }: State): readonly Route[] {
  const pull = (number: string | undefined) => pulls.find((each) => each.number === Number(number))!;
  const known = (names: readonly string[]) => names.every((name) => ['octo', 'hubot'].includes(name));
  return [
    ['GET', /^$/, () => ok(REPOSITORY)],
    [
      'GET',
      /^\/pulls$/,
      (_, __, query) => {
        const base = query.get('base');
        const page = Number(query.get('page') ?? 1);
        const found = pulls.filter(
          ({ state, base: { ref } }) => state === query.get('state') && (base === null || ref === base),
        );
        return ok(
          page === 1
            ? found.map((each) => ({ ...each, head: { ...each.head, sha: heads.get(each.head.ref) } }))
            : [],
        );
      },
    ],
    ['POST', /^\/pulls$/, (_, sent) => createPull({ pulls, heads }, sent)],
    ['PATCH', /^\/pulls\/(\d+)$/, ([number], sent) => ok(Object.assign(pull(number), sent))],
    [
      'POST',
      /^\/pulls\/(\d+)\/requested_reviewers$/,
      ([number], { reviewers }: Record<string, string[]>) => {
        if (!known(reviewers ?? [])) return invalid('Reviews may only be requested from collaborators.');
        pull(number).requested_reviewers.push(...(reviewers ?? []).map((login) => ({ login })));
        return ok(pull(number), 201);
      },
    ],
    [
      'POST',
      /^\/issues\/(\d+)\/labels$/,
      ([number], { labels }: Record<string, string[]>) => {
        pull(number).labels.push(...(labels ?? []).map((name) => ({ name })));
        return ok(pull(number).labels);
      },
    ],
    [
      'POST',
      /^\/issues\/(\d+)\/assignees$/,
      ([number], { assignees }: Record<string, string[]>) => {
        // Names that cannot be assigned are left out without a word.
        pull(number).assignees.push(
          ...(assignees ?? []).filter((name) => known([name])).map((login) => ({ login })),
        );
        return ok(pull(number), 201);
      },
    ],
    ['POST', /^\/issues\/(\d+)\/comments$/, (_, sent) => ok(comments.push(String(sent['body'])), 201)],
    ['GET', /^\/commits\/(\w+)\/status$/, ([sha = '']) => ok({ statuses: statuses.get(sha) ?? [] })],
    [
      'POST',
      /^\/statuses\/(\w+)$/,
      ([sha = ''], sent) => {
        statuses.set(sha, [{ target_url: null, ...(sent as object) } as never, ...(statuses.get(sha) ?? [])]);
        return ok(sent, 201);
      },
    ],
    [
      'GET',
      /^\/git\/commits\/(\w+)$/,
      () => ok({ verification: { verified: false, reason: 'no_user', signature: 'sig' } }),
    ],
    ['POST', /^\/graphql$/, (_, sent) => setDraft(pulls, sent as never)],
  ];
}

const REPOSITORY = {
  private: true,
  default_branch: 'main',
  ssh_url: 'git@github.com:octo/fleet.git',
  clone_url: 'https://github.com/octo/fleet.git',
  permissions: { pull: true, push: true, admin: false },
};

function createPull({ pulls, heads }: Pick<State, 'pulls' | 'heads'>, sent: Record<string, never>): Answer {
  const { head, base, title, body, draft } = sent as unknown as Record<string, string> & { draft: boolean };
  if (pulls.some((each) => each.state === 'open' && each.head.ref === head && each.base.ref === base)) {
    return invalid(`A pull request already exists for octo:${head}.`);
  }
  if (!heads.has(head ?? '')) return invalid('The head branch does not exist');
  const number = pulls.length + 1;
  const made: Pull = {
    number,
    node_id: `PR_${number}`,
    html_url: `https://github.com/octo/fleet/pull/${number}`,
    title: title ?? '',
    body: body ?? '',
    state: 'open',
    draft,
    head: { ref: head ?? '', sha: heads.get(head ?? '') ?? '', repo: { full_name: 'octo/fleet' } },
    base: { ref: base ?? '' },
    labels: [],
    assignees: [],
    requested_reviewers: [],
  };
  pulls.push(made);
  return ok(made, 201);
}

/** The two mutations of the documented GraphQL schema: REST cannot change whether a pull request is a draft. */
function setDraft(pulls: Pull[], { query, variables }: { query: string; variables: { id: string } }): Answer {
  const pull = pulls.find(({ node_id }) => node_id === variables.id);
  if (pull === undefined) return ok({ errors: [{ message: 'Could not resolve to a node' }] });
  pull.draft = query.includes('convertPullRequestToDraft');
  return ok({ data: {} });
}
