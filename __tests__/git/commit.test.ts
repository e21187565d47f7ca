import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeEach, expect, test } from '@jest/globals';
import { isOurs, writeCommit, writeTree } from '../../src/git/commit.ts';
import { readDistantCommit } from '../../src/git/distant-commit.ts';
import { branchHead, fetchCommit, pushBranch, type Remote } from '../../src/git/remote.ts';
import { openRepository, type Repository } from '../../src/git/repository.ts';
import { writeSshKey } from '../../src/git/ssh-key.ts';
import { makeRun } from '../../src/process.ts';

const { run } = makeRun(new AbortController().signal);
const top = mkdtempSync(join(tmpdir(), 'commits-'));
afterAll(() => rmSync(top, { recursive: true }));

const ada = { name: 'Ada', email: 'ada@example.org' };
const bob = { name: 'Bob', email: 'bob@example.org' };
let checkout = '';
let folder = '';
let remote: Remote;
let repository: Repository;
const git = (...words: string[]) =>
  execFileSync('git', ['-C', checkout, ...words], { encoding: 'utf8' }).trim();

beforeEach(async () => {
  const own = mkdtempSync(join(top, 'case-'));
  checkout = join(own, 'checkout');
  folder = join(own, 'run');
  mkdirSync(checkout);
  mkdirSync(folder);
  execFileSync('git', ['init', '-q', '--bare', '-b', 'main', join(own, 'remote.git')]);
  execFileSync('git', ['-C', join(own, 'remote.git'), 'config', 'uploadpack.allowFilter', 'true']);
  remote = { url: `file://${join(own, 'remote.git')}`, transport: 'https', env: {} };
  git('init', '-q', '-b', 'main');
  git('config', 'user.name', 'Owner');
  git('config', 'user.email', 'owner@example.org');
  writeFileSync(join(checkout, 'flake.nix'), '{ }');
  writeFileSync(join(checkout, 'flake.lock'), 'old\n');
  git('add', '.');
  git('commit', '-q', '-m', 'First');
  git('push', '-q', remote.url, 'main');
  repository = (await openRepository(run, checkout))!;
});

const commit = async (content: string, more: Partial<Parameters<typeof writeCommit>[1]> = {}) => {
  const parent = git('rev-parse', 'HEAD');
  const tree = await writeTree(repository, { parent, lockFiles: [{ path: 'flake.lock', content }], folder });
  return writeCommit(
    { repository, environment: {} },
    { tree, parent, message: 'Update', author: ada, committer: bob, signingKey: null, ...more },
  );
};

test('a commit holds the lock file alone, and the checkout with its changes stays as it was', async () => {
  writeFileSync(join(checkout, 'flake.nix'), '{ changed = 1; }');
  writeFileSync(join(checkout, 'staged'), 'x');
  git('add', 'staged');
  const before = [
    git('status', '--porcelain'),
    git('for-each-ref'),
    readFileSync(join(checkout, '.git/config'), 'utf8'),
  ];

  const id = await commit('new\n');

  expect(git('show', '--format=%an %ae %cn %ce %P', '--name-status', id)).toBe(
    `Ada ada@example.org Bob bob@example.org ${git('rev-parse', 'HEAD')}\n\nM\tflake.lock`,
  );
  expect(git('show', `${id}:flake.lock`)).toBe('new');
  expect([
    git('status', '--porcelain'),
    git('for-each-ref'),
    readFileSync(join(checkout, '.git/config'), 'utf8'),
  ]).toEqual(before);
});

test('a signed commit verifies by the allowed signers of git', async () => {
  execFileSync('ssh-keygen', ['-q', '-t', 'ed25519', '-N', '', '-f', join(folder, 'made')]);
  const signingKey = await writeSshKey(run, {
    input: 'git-signing-key',
    text: readFileSync(join(folder, 'made'), 'utf8'),
    folder,
  });
  const id = await commit('new\n', { signingKey });
  writeFileSync(join(folder, 'signers'), `bob@example.org ${signingKey.publicKey}\n`);
  expect(
    git('-c', `gpg.ssh.allowedSignersFile=${join(folder, 'signers')}`, 'log', '-1', '--format=%G? %GS', id),
  ).toBe('G bob@example.org');
});

test('our own commits are known again, and changed ones are not', async () => {
  const id = await commit('new\n', { message: 'Update\n\nSigned-off-by: Ada <ada@example.org>' });
  git('push', '-q', remote.url, `${id}:refs/heads/update`);
  const ours = await readDistantCommit({ run, remote, folder }, id);
  expect(ours).toMatchObject({ parents: [git('rev-parse', 'HEAD')], committer: bob, signed: false });
  expect(ours.message).toMatch(
    /^Update\n\nSigned-off-by: Ada <ada@example\.org>\nFlake-Update-Tree: \w{40}\n$/,
  );
  expect(isOurs(ours)).toBe(true);

  git('checkout', '-q', id);
  writeFileSync(join(checkout, 'flake.nix'), '{ mine = 1; }');
  git('commit', '-q', '-a', '--amend', '--no-edit');
  expect(isOurs({ message: git('log', '-1', '--format=%B'), tree: git('log', '-1', '--format=%T') })).toBe(
    false,
  );
});

test('a branch is moved only from where it was seen', async () => {
  const pushing = { run, repository, remote };
  const first = await commit('1\n');
  expect(await branchHead(run, remote, 'update')).toBeNull();
  expect(await pushBranch(pushing, { commit: first, branch: 'update', expected: null })).toEqual({
    kind: 'pushed',
  });
  const second = await commit('2\n');
  expect(await pushBranch(pushing, { commit: second, branch: 'update', expected: null })).toEqual({
    kind: 'raced',
  });
  expect(await pushBranch(pushing, { commit: second, branch: 'update', expected: second })).toEqual({
    kind: 'raced',
  });
  expect(await branchHead(run, remote, 'update')).toBe(first);
  expect(await pushBranch(pushing, { commit: second, branch: 'update', expected: first })).toEqual({
    kind: 'pushed',
  });
  expect(await pushBranch(pushing, { commit: null, branch: 'update', expected: second })).toEqual({
    kind: 'pushed',
  });
  expect(await branchHead(run, remote, 'update')).toBeNull();
});

test('a push that a hook refuses is a problem with the words of the remote', async () => {
  const hook = join(new URL(remote.url).pathname, 'hooks/pre-receive');
  writeFileSync(hook, '#!/bin/sh\necho "branch update is protected from you"\nexit 1\n', { mode: 0o755 });
  const outcome = await pushBranch(
    { run, repository, remote },
    { commit: await commit('1\n'), branch: 'update', expected: null },
  );
  expect(outcome).toMatchObject({
    kind: 'refused',
    problem: { message: expect.stringContaining('branch update is protected from you') },
  });
});

test('a commit that the shallow checkout lacks is fetched, and the checkout stays shallow', async () => {
  const shallow = join(folder, 'shallow');
  execFileSync('git', ['clone', '-q', '--depth=1', remote.url, shallow]);
  writeFileSync(join(checkout, 'flake.lock'), 'newer\n');
  git('commit', '-qam', 'Second');
  git('push', '-q', remote.url, 'main');
  const id = git('rev-parse', 'HEAD');
  const there = (await openRepository(run, shallow))!;
  await fetchCommit(there, remote, id);
  expect(await there.git(['log', '--format=%s', id])).toBe('Second\n');
  expect(await there.git(['for-each-ref', '--format=%(refname)'])).toBe(
    'refs/heads/main\nrefs/remotes/origin/HEAD\nrefs/remotes/origin/main\n',
  );
});
