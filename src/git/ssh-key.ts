import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { Problem } from '../problem.ts';
import type { Run } from '../process.ts';

/** A private key in a file that only this user may read, checked to be usable without a passphrase. */
export type SshKey = {
  readonly file: string;
  /** "ssh-ed25519 AAAA…", without comment. */
  readonly publicKey: string;
};

type Given = {
  /** Name of the input that the key came from, for messages. */
  readonly input: string;
  readonly text: string;
  /** An existing folder that only this user may read. */
  readonly folder: string;
};

/**
 * Writes a private key to a file of its own and has ssh-keygen read it. Throws a Problem that says what is wrong with it, and never
 * shows any of it.
 */
export async function writeSshKey(run: Run, { input, text, folder }: Given): Promise<SshKey> {
  const key = `${text.replaceAll('\r', '').trim()}\n`;
  refuseOtherKinds(input, key);
  const file = join(folder, input);
  await writeFile(file, key, { mode: 0o600, flag: 'wx' });
  // An empty passphrase, so that ssh-keygen fails instead of asking.
  const read = await run(['ssh-keygen', '-y', '-P', '', '-f', file]);
  if (read.code !== 0) throw unreadable(input, read.stderr);
  const [kind = '', blob = ''] = read.stdout.trim().split(' ');
  return { file, publicKey: `${kind} ${blob}` };
}

const PRIVATE_KEY =
  'Give it the whole private key, from -----BEGIN OPENSSH PRIVATE KEY----- to -----END OPENSSH PRIVATE KEY-----.';

function refuseOtherKinds(input: string, key: string): void {
  const problem = (what: string) => new Problem(`The input ${input} is ${what}.`, PRIVATE_KEY);
  if (/^(ssh|ecdsa|sk)-[\w@.-]+ AAAA/.test(key)) {
    throw problem('a public key; needed is the private one, from the file without .pub');
  }
  if (/^-----BEGIN PGP/.test(key)) throw problem('an OpenPGP key; needed is an SSH key');
  if (!/^-----BEGIN [A-Z ]*PRIVATE KEY-----\n/.test(key)) {
    throw problem(
      'no private key: it does not begin with -----BEGIN ... PRIVATE KEY----- on a line of its own',
    );
  }
  if (!/\n-----END [A-Z ]*PRIVATE KEY-----\n$/.test(key)) {
    throw problem('truncated: the line -----END ... PRIVATE KEY----- is missing');
  }
}

function unreadable(input: string, stderr: string): Problem {
  if (/passphrase/i.test(stderr)) {
    return new Problem(
      `The input ${input} is a key with a passphrase, which nobody can type here.`,
      'Make a key without one for this purpose only: ssh-keygen -t ed25519 -N "" -f KEY.',
    );
  }
  return new Problem(`The input ${input} is damaged: ssh-keygen cannot read it.`, PRIVATE_KEY);
}
