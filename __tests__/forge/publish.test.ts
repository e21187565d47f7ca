import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from '@jest/globals';
import type { CommitStatus, ForgePlace } from '../../src/forge/forge.ts';
import { connectGithub } from '../../src/forge/github.ts';
import { patientFetch } from '../../src/forge/request.ts';
import { branchHead, type Remote } from '../../src/git/remote.ts';
import { openRepository } from '../../src/git/repository.ts';
import type { OpenProposal, PublishEffects, PublishSettings } from '../../src/placing.ts';
import { makeRun } from '../../src/process.ts';
import { type Proposal, publish } from '../../src/publish.ts';
import { type GithubServer, startGithub } from './github-server.ts';

// GitHub as far as it differs: a draft flag, labels that need not exist, 422 for what is there already.
const { run } = makeRun(new AbortController().signal);
let top = '';
let github: GithubServer;
let effects: PublishEffects;
let base = '';
let log: string[] = [];
const git = (...words: string[]) =>
  execFileSync('git', ['-C', join(top, 'checkout'), ...words], { encoding: 'utf8' }).trim();

beforeEach(async () => {
  top = mkdtempSync(join(tmpdir(), 'publish-'));
  log = [];
  github = await startGithub();
  execFileSync('git', ['init', '-q', '--bare', '-b', 'main', join(top, 'remote.git')]);
  for (const folder of ['checkout', 'run']) mkdirSync(join(top, folder));
  git('init', '-q', '-b', 'main');
  writeFileSync(join(top, 'checkout/flake.lock'), 'old\n');
  git('add', '.');
  git('-c', 'user.name=Octo', '-c', 'user.email=octo@example.org', 'commit', '-q', '-m', 'First');
  base = git('rev-parse', 'HEAD');
  const remote: Remote = { url: `file://${join(top, 'remote.git')}`, transport: 'https', env: {} };
  git('push', '-q', remote.url, 'main');
  const place: ForgePlace = {
    kind: 'github',
    apiUrl: github.url,
    serverUrl: 'https://github.com',
    owner: 'octo',
    name: 'fleet',
  };
  const sleep = async () => {};
  const forge = connectGithub(
    patientFetch({ fetch, sleep, log: (line) => log.push(line) }),
    place,
    'gh-token',
  );
  effects = {
    run,
    environment: {},
    // The server learns of a push when it is asked to open a pull request.
    forge: {
      ...forge,
      createPullRequest: async (wanted) => {
        await learn();
        return forge.createPullRequest(wanted);
      },
    },
    repository: (await openRepository(run, join(top, 'checkout')))!,
    remote,
    folder: join(top, 'run'),
    log: (line) => log.push(line),
    warn: (line) => log.push(`Warning: ${line}`),
    sleep,
    keep: async (name) => name,
  };
});
afterEach(async () => {
  await github.stop();
  rmSync(top, { recursive: true });
});

const learn = async () => {
  const head = await branchHead(run, effects.remote, 'auto/flake-update');
  if (head !== null) github.heads.set('auto/flake-update', head);
};
const status = (state: CommitStatus['state']): CommitStatus => ({
  state,
  context: 'flake-update-diff',
  description: '1 host changed',
  targetUrl: null,
});
const proposal = (content: string, more: Partial<OpenProposal> = {}): Proposal => ({
  kind: 'open',
  baseRevision: base,
  lockFiles: [{ path: 'flake.lock', content }],
  commitMessage: 'flake.lock: update nixpkgs',
  title: 'Update nixpkgs',
  body: () => `Report of ${content.trim()}`,
  draft: false,
  status: status('success'),
  ...more,
});
const settings: PublishSettings = {
  base: 'main',
  branch: 'auto/flake-update',
  branchPattern: 'auto/flake-update',
  method: 'auto',
  labels: ['dependencies'],
  assignees: ['octo'],
  reviewers: ['hubot', 'stranger'],
  deleteBranch: true,
  dryRun: false,
  automaticToken: true,
  author: { name: 'Ada', email: 'ada@example.org' },
  committer: { name: 'Ada', email: 'ada@example.org' },
  signingKey: null,
};

test('opens a pull request, a second run leaves it alone, a newer lock file updates it', async () => {
  const first = await publish(effects, settings, proposal('1\n'));
  expect(first).toMatchObject({
    operation: 'created',
    pullRequest: { number: 1, branch: 'auto/flake-update' },
  });
  expect(github.pulls).toMatchObject([
    {
      title: 'Update nixpkgs',
      draft: false,
      labels: [{ name: 'dependencies' }],
      assignees: [{ login: 'octo' }],
      requested_reviewers: [{ login: 'hubot' }],
    },
  ]);
  expect(github.statuses.get(first.pullRequest?.headSha ?? '')).toMatchObject([{ state: 'success' }]);
  expect(log).toContainEqual(
    expect.stringContaining('Warning: The forge does not take the reviewer stranger'),
  );

  await learn();
  const requests = github.asked.length;
  expect(await publish(effects, { ...settings, reviewers: ['hubot'] }, proposal('1\n'))).toEqual({
    ...first,
    operation: 'none',
  });
  expect(github.asked.slice(requests).filter(({ method }) => method !== 'GET')).toEqual([]);

  const newer = await publish(effects, { ...settings, reviewers: [] }, proposal('2\n'));
  expect(newer).toMatchObject({ operation: 'updated', pullRequest: { number: 1 } });
  expect(github.pulls).toHaveLength(1);
  expect(github.pulls[0]?.body).toBe('Report of 2\n\n<!-- flake-update-diff: auto/flake-update -->');
});

test('a draft is a flag, which only GraphQL can change later', async () => {
  await publish(effects, settings, proposal('1\n', { draft: true, status: status('failure') }));
  expect(github.pulls[0]).toMatchObject({ title: 'Update nixpkgs', draft: true });
  await learn();
  await publish(effects, settings, proposal('2\n'));
  expect(github.pulls[0]).toMatchObject({ title: 'Update nixpkgs', draft: false });
});

test('a pull request that another run has opened meanwhile is taken over', async () => {
  const { openPullRequests } = effects.forge;
  let asked = 0;
  const late = {
    ...effects.forge,
    openPullRequests: async (into: string) => (asked++ === 0 ? [] : openPullRequests(into)),
  };
  await publish(effects, settings, proposal('1\n'));
  await learn();
  expect(await publish({ ...effects, forge: late }, settings, proposal('1\n'))).toMatchObject({
    pullRequest: { number: 1 },
  });
  expect(github.pulls).toHaveLength(1);
});

test('nothing left to propose: closed with the reason, and the branch deleted', async () => {
  await publish(effects, settings, proposal('1\n'));
  await learn();
  const closed = await publish(effects, settings, { kind: 'close', reason: 'Nothing to update.' });
  expect(closed).toMatchObject({ operation: 'closed', pullRequest: { number: 1 } });
  expect(github.pulls[0]?.state).toBe('closed');
  expect(github.comments).toEqual(['Nothing to update.']);
  expect(await branchHead(run, effects.remote, 'auto/flake-update')).toBeNull();
});

test('a token that may not open pull requests: the branch stays, and the remedy is GitHub’s', async () => {
  const { ForgeError } = await import('../../src/forge/forge.ts');
  const createPullRequest = async () => {
    throw new ForgeError(
      'POST pulls',
      403,
      'GitHub Actions is not permitted to create or approve pull requests.',
    );
  };
  await expect(
    publish({ ...effects, forge: { ...effects.forge, createPullRequest } }, settings, proposal('1\n')),
  ).rejects.toMatchObject({
    message: expect.stringContaining('GitHub Actions is not permitted'),
    remedy: expect.stringMatching(
      /permissions: pull-requests: write.*compare\/main\.\.\.auto\/flake-update/s,
    ),
  });
  expect(await branchHead(run, effects.remote, 'auto/flake-update')).not.toBeNull();
});

test('with a date in the branch, the open pull request keeps the branch of its first day', async () => {
  const dated = (branch: string) => ({ ...settings, branch, branchPattern: 'update-{date}' });
  github.heads.set('update-2026-07-01', 'x');
  await publish(effects, dated('update-2026-07-01'), proposal('1\n'));
  github.heads.set('update-2026-07-01', (await branchHead(run, effects.remote, 'update-2026-07-01'))!);
  const next = await publish(effects, dated('update-2026-07-02'), proposal('2\n'));
  expect(next).toMatchObject({
    operation: 'updated',
    pullRequest: { number: 1, branch: 'update-2026-07-01' },
  });
  expect(await branchHead(run, effects.remote, 'update-2026-07-02')).toBeNull();
});
