import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { Problem } from '../problem.ts';
import type { Run } from '../process.ts';

type Server = { readonly host: string; readonly port: number };

/** How ssh is to tell the server from another one. */
export type HostKeys = {
  /** known_hosts files, the only ones that count. */
  readonly files: readonly string[];
  /** What to tell the user: the key that was trusted on first use and how to pin it; null where nothing was trusted blindly. */
  readonly note: string | null;
};

/** Reads "git@host:path" and "ssh://git@host:port/path" (git-clone(1), GIT URLS). */
export function sshServer(url: string): Server {
  const [, host, port] = /^ssh:\/\/(?:[^@/]+@)?(\[[^\]]+\]|[^:/]+)(?::(\d+))?\//.exec(url) ?? [];
  if (host !== undefined) return { host: host.replace(/[[\]]/g, ''), port: Number(port ?? 22) };
  const [, short] = /^(?:[^@/]+@)?([^:/]+):/.exec(url) ?? [];
  if (short === undefined)
    throw new Problem(`The forge gives the SSH address "${url}", which names no host.`);
  return { host: short, port: 22 };
}

/**
 * The host keys to trust: the lines given, else those that the machine knows already, else the ones that the server shows now, held for the
 * whole run. Throws a Problem where the server shows none.
 */
export async function hostKeys(
  run: Run,
  {
    server,
    lines,
    folder,
  }: { readonly server: Server; readonly lines: string | null; readonly folder: string },
): Promise<HostKeys> {
  const file = join(folder, 'known_hosts');
  if (lines !== null) {
    await writeFile(file, `${lines.replaceAll('\r', '').trim()}\n`, { mode: 0o600 });
    return { files: [file], note: null };
  }
  const name = server.port === 22 ? server.host : `[${server.host}]:${server.port}`;
  const own = ['~/.ssh/known_hosts', '/etc/ssh/ssh_known_hosts'];
  if (await isKnown(run, name)) return { files: own, note: null };
  const scanned = await run(['ssh-keyscan', '-T', '15', '-p', String(server.port), '--', server.host]);
  const keys = scanned.stdout.split('\n').filter((line) => line !== '' && !line.startsWith('#'));
  if (keys.length === 0) {
    throw new Problem(
      `${name} shows no SSH host key.`,
      'Check that the forge’s SSH port can be reached from the runner, or push by token without ssh-private-key.',
    );
  }
  await writeFile(file, `${keys.join('\n')}\n`, { mode: 0o600 });
  const prints = await run(['ssh-keygen', '-l', '-f', file]);
  const note = `The SSH host key of ${name} was not known and is trusted for this run:\n${prints.stdout.trim()}\nCompare it, and pin it by this input:\nssh-known-hosts: |\n  ${keys.join('\n  ')}`;
  return { files: [file, ...own], note };
}

async function isKnown(run: Run, name: string): Promise<boolean> {
  for (const file of [[], ['-f', '/etc/ssh/ssh_known_hosts']]) {
    if ((await run(['ssh-keygen', '-F', name, ...file])).code === 0) return true;
  }
  return false;
}

/** The command for GIT_SSH_COMMAND: this key and no other, these host keys and no other, no questions, no configuration of the machine's. */
export function sshCommand(keyFile: string, keys: HostKeys): string {
  const options = [
    'IdentitiesOnly=yes',
    'IdentityAgent=none',
    'BatchMode=yes',
    'StrictHostKeyChecking=yes',
    'UpdateHostKeys=no',
    'GlobalKnownHostsFile=none',
    `UserKnownHostsFile="${keys.files.join('" "')}"`,
    'ConnectTimeout=30',
  ];
  return ['ssh', '-F', 'none', '-i', keyFile, ...options.flatMap((option) => ['-o', option])]
    .map(shellWord)
    .join(' ');
}

const shellWord = (word: string) =>
  /^[\w@%+=:,./-]+$/.test(word) ? word : `'${word.replaceAll("'", "'\\''")}'`;
