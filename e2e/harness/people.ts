import { execFile } from 'node:child_process';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';
import { type Api, apiOf } from './api.ts';
import { type Git, gitAs } from './git.ts';
import type { ForgeServer } from './server.ts';

/** Somebody with an account on the forge. */
export type User = {
  readonly name: string;
  readonly email: string;
  readonly token: string;
  readonly api: Api;
  readonly git: Git;
};

/** Everybody's. */
export const PASSWORD = 'correct-horse-battery-1';

/** Creates an account and a token that may do everything the user may. */
export async function createUser(server: ForgeServer, name: string): Promise<User> {
  const admin = apiOf(server, server.adminToken);
  const email = `${name}@forge.test`;
  await admin('POST', '/admin/users', {
    username: name,
    email,
    password: PASSWORD,
    must_change_password: false,
  });
  const token = await createToken(server, name, ['all']);
  const person = { name, email, token };
  return { ...person, api: apiOf(server, token), git: gitAs(person, server.certificate) };
}

/** A token of a user for these scopes only, as 'read:repository'. */
export async function createToken(
  server: ForgeServer,
  user: string,
  scopes: readonly string[],
): Promise<string> {
  const name = `token-${Math.random().toString(36).slice(2)}`;
  const words = ['--username', user, '--token-name', name, '--scopes', scopes.join(','), '--raw'];
  const token = await server.command('admin', 'user', 'generate-access-token', ...words);
  if (token === '') throw new Error(`the forge has given ${user} no access token`);
  return token;
}

export type SshKey = { readonly private: string; readonly public: string };

/** A fresh ed25519 key, as the texts that `ssh-keygen` writes. */
export async function createSshKey(passphrase = ''): Promise<SshKey> {
  const folder = await mkdtemp(path.join(tmpdir(), 'key-'));
  try {
    const file = path.join(folder, 'key');
    await promisify(execFile)('ssh-keygen', [
      '-q',
      '-t',
      'ed25519',
      '-N',
      passphrase,
      '-C',
      'e2e',
      '-f',
      file,
    ]);
    return { private: await readFile(file, 'utf8'), public: (await readFile(`${file}.pub`, 'utf8')).trim() };
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}
