import { describe, expect, test } from '@jest/globals';
import {
  createOnce,
  detectForge,
  ForgeError,
  type NewPullRequest,
  type PullRequest,
} from '../../src/forge/forge.ts';
import { connectForgejo } from '../../src/forge/forgejo.ts';
import { startLoopback } from '../support/loopback.ts';

describe('the forge is detected', () => {
  const urls = (prefix: string, host: string) => ({
    [`${prefix}_ACTIONS`]: 'true',
    [`${prefix}_API_URL`]: `https://${host}/api/v1/`,
    [`${prefix}_SERVER_URL`]: `https://${host}/`,
    [`${prefix}_REPOSITORY`]: 'o/r',
  });
  const github = { ...urls('GITHUB', 'one'), GITHUB_REPOSITORY: 'o/r' };
  test.each([
    ['github', github],
    ['gitea', { ...github, GITEA_ACTIONS: 'true' }],
    ['forgejo', { ...github, GITEA_ACTIONS: 'true', FORGEJO_ACTIONS: 'true' }],
  ])('%s', (kind, environment) => {
    expect(detectForge(environment)).toEqual({
      kind,
      apiUrl: 'https://one/api/v1',
      serverUrl: 'https://one',
      owner: 'o',
      name: 'r',
    });
  });

  test('the most particular address counts', () => {
    expect(detectForge({ ...github, ...urls('FORGEJO', 'two') }).apiUrl).toBe('https://two/api/v1');
  });

  test.each([
    [
      'no runner',
      {},
      'This is no run of a forge: none of FORGEJO_ACTIONS, GITEA_ACTIONS and GITHUB_ACTIONS is "true".',
    ],
    [
      'no repository',
      { ...github, GITHUB_REPOSITORY: '' },
      'GITHUB_REPOSITORY is ""; it should be "owner/name".',
    ],
    [
      'no address',
      { ...github, GITHUB_API_URL: 'api' },
      'GITHUB_API_URL is "api"; it should be a web address.',
    ],
  ])('%s', (_, environment, message) => expect(() => detectForge(environment)).toThrow(message));
});

describe('what answers is asked for its version', () => {
  const place = { kind: 'gitea', serverUrl: 'http://x', owner: 'o', name: 'r' } as const;
  test.each<[string, number, string, unknown]>([
    ['Gitea', 200, '{"version":"1.26.0"}', { kind: 'gitea' }],
    ['Forgejo, whatever the runner is', 200, '{"version":"15.0.3+gitea-1.22.0"}', { kind: 'forgejo' }],
    ['something else', 404, '<html>', /does not answer like Forgejo or Gitea/],
    ['a login page', 200, '<html>', /does not answer like|is no JSON/],
  ])('%s', async (_, status, body, expected) => {
    const server = await startLoopback((__, response) => response.writeHead(status).end(body));
    const connecting = connectForgejo(fetch, { ...place, apiUrl: server.url }, 't');
    if (expected instanceof RegExp) await expect(connecting).rejects.toThrow(expected);
    else expect((await connecting).place).toMatchObject(expected as object);
    await server.stop();
  });
});

describe('a pull request is opened once', () => {
  const wanted: NewPullRequest = { head: 'update', base: 'main', title: 't', body: 'b', draft: false };
  const pull = (number: number): PullRequest => ({
    ...wanted,
    number,
    url: '',
    headSha: '',
    labels: [],
    assignees: [],
    reviewers: [],
  });
  /** A forge whose creates go as told: a number opens that one and answers, a status fails after opening `opens`. */
  const forge = (
    creates: readonly (number | { readonly status: number; readonly opens?: number })[],
    there: number[] = [],
  ) => {
    const open = [...there];
    const closed: number[] = [];
    let next = 0;
    return {
      closed,
      tried: () => next,
      openPullRequests: async () => open.map(pull),
      createPullRequest: async () => {
        const how = creates[next++]!;
        if (typeof how === 'number') {
          open.push(how);
          return pull(how);
        }
        if (how.opens !== undefined) open.push(how.opens);
        throw new ForgeError('POST pulls', how.status, '');
      },
      closePullRequest: async (number: number) => void closed.push(number),
    };
  };
  test.each([
    ['at once', forge([1]), { number: 1, tried: 1, closed: [] }],
    ['though the answer was lost', forge([{ status: 0, opens: 1 }]), { number: 1, tried: 1, closed: [] }],
    [
      'at the second try, when the first did nothing',
      forge([{ status: 500 }, 1]),
      { number: 1, tried: 2, closed: [] },
    ],
    ['by somebody else already', forge([{ status: 409 }], [7]), { number: 7, tried: 1, closed: [] }],
    [
      'by two runs in the same moment: the older one stays',
      forge([8], [7]),
      { number: 7, tried: 1, closed: [8] },
    ],
  ])('%s', async (_, there, expected) => {
    const { number } = await createOnce(there, wanted, async () => {});
    expect({ number, tried: there.tried(), closed: there.closed }).toEqual(expected);
  });

  test('a refusal is final', async () => {
    const there = forge([{ status: 403 }]);
    await expect(createOnce(there, wanted, async () => {})).rejects.toMatchObject({ status: 403 });
    expect(there.tried()).toBe(1);
  });

  test('three tries are enough', async () => {
    const there = forge([{ status: 500 }, { status: 502 }, { status: 0 }]);
    await expect(createOnce(there, wanted, async () => {})).rejects.toBeInstanceOf(ForgeError);
    expect(there.tried()).toBe(3);
  });
});
