import { execFile } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';
import type { SshKey, User } from './people.ts';
import type { ForgeServer } from './server.ts';
import { logIn } from './web.ts';

/**
 * Adds a key to an account and proves that it is theirs: by the web form, as there is no API for it. The page shows a token and the command
 * that signs it.
 */
export async function verifyKey(server: ForgeServer, user: User, key: SshKey): Promise<void> {
  const added = await user.api<{ fingerprint: string }>('POST', '/user/keys', {
    title: 'signing',
    key: key.public,
  });
  const page = await logIn(server, user);
  const query = `?verify_ssh=${encodeURIComponent(added.fingerprint)}`;
  const shown = await page('GET', `/user/settings/keys${query}`);
  const [, token = '', , namespace = ''] =
    /echo -n (?:'|&#39;)?(\w{64})(?:'|&#39;)?.*? -n (['"]|&#39;|&#34;)?([\w.:-]+)/.exec(shown) ?? [];
  if (token === '') throw new Error(`the page for verifying a key shows no token:\n${shown.slice(0, 3000)}`);
  const signature = await sign(key, { text: token, namespace });
  await page('POST', '/user/settings/keys', {
    type: 'verify_ssh',
    title: 'none',
    content: added.fingerprint,
    fingerprint: added.fingerprint,
    signature,
  });
  const keys = await user.api<{ fingerprint: string; verified?: boolean }[]>('GET', '/user/keys');
  if (keys.length === 0) throw new Error('the key is gone');
}

async function sign(
  key: SshKey,
  { text, namespace }: { readonly text: string; readonly namespace: string },
): Promise<string> {
  const folder = await mkdtemp(path.join(tmpdir(), 'sign-'));
  try {
    const file = path.join(folder, 'key');
    await writeFile(file, key.private, { mode: 0o600 });
    await writeFile(path.join(folder, 'token'), text);
    await promisify(execFile)('ssh-keygen', [
      '-Y',
      'sign',
      '-n',
      namespace,
      '-f',
      file,
      path.join(folder, 'token'),
    ]);
    const { stdout } = await promisify(execFile)('cat', [path.join(folder, 'token.sig')]);
    return stdout;
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}
