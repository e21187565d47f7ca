import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { writeSshKey } from '../../src/git/ssh-key.ts';
import { Problem } from '../../src/problem.ts';
import { makeRun } from '../../src/process.ts';

const { run } = makeRun(new AbortController().signal);
let folder = '';
let plain = '';
let passphrase = '';
let publicKey = '';
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'keys-'));
  for (const [name, secret] of [
    ['plain', ''],
    ['locked', 'open sesame'],
  ] as const) {
    execFileSync('ssh-keygen', [
      '-q',
      '-t',
      'ed25519',
      '-N',
      secret,
      '-C',
      'a comment',
      '-f',
      join(folder, name),
    ]);
  }
  plain = readFileSync(join(folder, 'plain'), 'utf8');
  passphrase = readFileSync(join(folder, 'locked'), 'utf8');
  publicKey = readFileSync(join(folder, 'plain.pub'), 'utf8');
});
afterAll(() => rmSync(folder, { recursive: true }));

let count = 0;
const write = (text: string) => {
  const own = mkdtempSync(join(folder, `${count++}-`));
  return writeSshKey(run, { input: 'git-signing-key', text, folder: own });
};

test.each([
  ['as ssh-keygen writes it', (key: string) => key],
  ['without the last line end, which web forms take away', (key: string) => key.trimEnd()],
  ['with Windows line ends', (key: string) => key.replaceAll('\n', '\r\n')],
])('a key %s is written for its owner only', async (_, change) => {
  const key = await write(change(plain));
  expect(statSync(key.file).mode & 0o777).toBe(0o600);
  expect(key.publicKey).toBe(publicKey.split(' ').slice(0, 2).join(' '));
});

test.each<[string, () => string, string]>([
  [
    'a passphrase',
    () => passphrase,
    'The input git-signing-key is a key with a passphrase, which nobody can type here.',
  ],
  [
    'the public key',
    () => publicKey,
    'The input git-signing-key is a public key; needed is the private one, from the file without .pub.',
  ],
  [
    'a cut end',
    () => plain.slice(0, 200),
    'The input git-signing-key is truncated: the line -----END ... PRIVATE KEY----- is missing.',
  ],
  [
    'a cut middle',
    () => plain.split('\n').toSpliced(2, 1).join('\n'),
    'The input git-signing-key is damaged: ssh-keygen cannot read it.',
  ],
  [
    'one line',
    () => plain.replaceAll('\n', ' '),
    'The input git-signing-key is no private key: it does not begin with -----BEGIN ... PRIVATE KEY----- on a line of its own.',
  ],
  [
    'an OpenPGP key',
    () => '-----BEGIN PGP PRIVATE KEY BLOCK-----\n\nx\n',
    'The input git-signing-key is an OpenPGP key; needed is an SSH key.',
  ],
  [
    'a path',
    () => '/run/keys/signing',
    'The input git-signing-key is no private key: it does not begin with -----BEGIN ... PRIVATE KEY----- on a line of its own.',
  ],
])('%s is told, and none of the key is shown', async (_, text, message) => {
  const error = await write(text()).catch((thrown: unknown) => thrown);
  expect(error).toBeInstanceOf(Problem);
  const { message: said, remedy } = error as Problem;
  expect(said).toBe(message);
  for (const line of text()
    .split('\n')
    .filter((each) => each.length > 30 && !each.startsWith('-----'))) {
    expect(`${said} ${remedy}`).not.toContain(line.slice(0, 30));
  }
});
