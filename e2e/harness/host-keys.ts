import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import type { ForgeServer } from './server.ts';

/** The host keys that the forge's SSH server shows, as lines for known_hosts. */
export async function knownHosts(server: ForgeServer): Promise<string> {
  const { stdout } = await promisify(execFile)('ssh-keyscan', ['-p', String(server.sshPort), '127.0.0.1']);
  return stdout
    .split('\n')
    .filter((line) => line !== '' && !line.startsWith('#'))
    .join('\n');
}
