import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { sshCommand, sshServer } from '../../src/git/host-keys.ts';
import { branchHead, httpsRemote } from '../../src/git/remote.ts';
import { Problem } from '../../src/problem.ts';
import { makeRun, type Run } from '../../src/process.ts';
import { type Loopback, startLoopback } from '../support/loopback.ts';

const { run } = makeRun(new AbortController().signal);
let server: Loopback;
let checkout = '';
beforeEach(async () => {
  server = await startLoopback((_, response) => response.writeHead(403).end('no'));
  checkout = mkdtempSync(join(tmpdir(), 'header-'));
  execFileSync('git', ['-C', checkout, 'init', '-q']);
});
afterEach(async () => {
  await server.stop();
  rmSync(checkout, { recursive: true });
});

const authorizations = () =>
  server.asked.map(({ raw }) => raw.filter((_, index) => /^authorization$/i.test(raw[index - 1] ?? '')));

test('our token is the only one sent, though a checkout action has left a header behind', async () => {
  execFileSync('git', [
    '-C',
    checkout,
    'config',
    `http.${server.url}/.extraheader`,
    'AUTHORIZATION: basic bGVmdDpiZWhpbmQ=',
  ]);
  const inCheckout: Run = (command, options) => run(command, { ...options, cwd: checkout });
  const remote = httpsRemote(`${server.url}/o/r.git`, 'token-1', {});

  await expect(branchHead(inCheckout, remote, 'main')).rejects.toBeInstanceOf(Problem);

  expect(server.asked).not.toHaveLength(0);
  for (const sent of authorizations())
    expect(sent).toEqual([`Basic ${Buffer.from('x-access-token:token-1').toString('base64')}`]);
});

test('settings that the environment has already stay', async () => {
  const environment = {
    GIT_CONFIG_COUNT: '1',
    GIT_CONFIG_KEY_0: 'http.extraHeader',
    GIT_CONFIG_VALUE_0: 'X-Proxy: yes',
  };
  const remote = httpsRemote(`${server.url}/o/r.git`, 'token-1', environment);
  const withThem: Run = (command, options) =>
    run(command, { ...options, cwd: checkout, env: { ...environment, ...options?.env } });
  expect(remote.env).toMatchObject({ GIT_CONFIG_COUNT: '4', GIT_CONFIG_KEY_1: 'credential.helper' });
  await expect(branchHead(withThem, remote, 'main')).rejects.toThrow(
    'Reading refs/heads/main over HTTPS failed',
  );
});

test('the token is in no argument', async () => {
  const commands: string[] = [];
  const watching: Run = (command, options) => {
    commands.push(command.join(' '));
    return run(command, options);
  };
  await branchHead(watching, httpsRemote(`${server.url}/o/r.git`, 'token-1', {}), 'main').catch(() => {});
  expect(commands.join('\n')).not.toMatch(/token-1|eC1hY2Nlc3Mt/);
});

test.each([
  ['git@forge.example:o/r.git', { host: 'forge.example', port: 22 }],
  ['ssh://git@forge.example/o/r.git', { host: 'forge.example', port: 22 }],
  ['ssh://git@forge.example:2222/o/r.git', { host: 'forge.example', port: 2222 }],
  ['ssh://git@[2001:db8::1]:2222/o/r.git', { host: '2001:db8::1', port: 2222 }],
  ['forge.example:o/r.git', { host: 'forge.example', port: 22 }],
])('the server of %s', (url, expected) => expect(sshServer(url)).toEqual(expected));

test('an address without a host is told', () => {
  expect(() => sshServer('/srv/git/r.git')).toThrow(
    'The forge gives the SSH address "/srv/git/r.git", which names no host.',
  );
});

test('ssh takes this key and these host keys and nothing else', () => {
  const command = sshCommand("/tmp/it's/key", { files: ['/tmp/a b/known_hosts'], note: null });
  expect(command).toMatchInlineSnapshot(
    `"ssh -F none -i '/tmp/it'\\''s/key' -o IdentitiesOnly=yes -o IdentityAgent=none -o BatchMode=yes -o StrictHostKeyChecking=yes -o UpdateHostKeys=no -o GlobalKnownHostsFile=none -o 'UserKnownHostsFile="/tmp/a b/known_hosts"' -o ConnectTimeout=30"`,
  );
});
