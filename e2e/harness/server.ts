import { execFile } from 'node:child_process';
import { mkdir, writeFile } from 'node:fs/promises';
import { userInfo } from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';
import type { ForgeBinaries } from './binaries.ts';
import { eventually, freePort, startDaemon } from './daemon.ts';
import { httpsClient } from './http.ts';

export type ForgeServer = {
  /** "https://127.0.0.1:PORT", without a slash at the end. */
  readonly url: string;
  readonly sshPort: number;
  /** PEM of the self-signed certificate. */
  readonly certificate: string;
  readonly folder: string;
  /** A token that may do everything. */
  readonly adminToken: string;
  /** The server's own command line, as `actions generate-runner-token`; gives the token that it prints, '' where it prints none. */
  readonly command: (...words: readonly string[]) => Promise<string>;
  readonly log: () => string;
  readonly stop: () => Promise<void>;
};

export const ADMIN = { name: 'root-of-forge', password: 'correct-horse-battery-1' } as const;

/** Starts a forge with an empty database on free ports of the loopback interface, HTTPS and SSH, in `folder`. */
export async function startServer(binaries: ForgeBinaries, folder: string): Promise<ForgeServer> {
  await mkdir(path.join(folder, 'home'), { recursive: true });
  const ports = { https: await freePort(), ssh: await freePort() };
  const url = `https://127.0.0.1:${ports.https}`;
  const config = path.join(folder, 'app.ini');
  await writeFile(config, appIni({ folder, url, ports, staticFolder: binaries.staticFolder }));
  const env = { PATH: process.env.PATH, HOME: path.join(folder, 'home') };
  const command = async (...words: readonly string[]) => {
    const args = ['--config', config, ...words];
    const { stdout } = await promisify(execFile)(binaries.server, args, { cwd: folder, env });
    return tokenIn(stdout);
  };
  await command('cert', '--host', '127.0.0.1', '--ca');
  await command('migrate');
  const daemon = startDaemon([binaries.server, '--config', config, 'web'], {
    cwd: folder,
    env,
    logFile: path.join(folder, 'server.log'),
  });
  const certificate = path.join(folder, 'cert.pem');
  const ask = httpsClient(certificate);
  const isUp = async () => (await ask(`${url}/api/v1/version`).catch(() => null))?.status === 200 || null;
  await eventually(isUp, { what: 'the forge to answer', explain: daemon.log });
  await command(
    'admin',
    'user',
    'create',
    '--admin',
    '--username',
    ADMIN.name,
    '--password',
    ADMIN.password,
    '--email',
    'root@forge.test',
    '--must-change-password=false',
  );
  const adminToken = await command(
    'admin',
    'user',
    'generate-access-token',
    '--username',
    ADMIN.name,
    '--scopes',
    'all',
    '--raw',
  );
  if (adminToken === '') {
    await daemon.stop();
    throw new Error('the forge has given no access token');
  }
  return { url, sshPort: ports.ssh, certificate, folder, adminToken, command, ...daemon };
}

/** A token stands on a line of its own among lines of the log. */
const tokenIn = (output: string) =>
  output
    .split('\n')
    .map((line) => line.trim())
    .findLast((line) => /^\w{40,}$/.test(line)) ?? '';

function appIni(forge: {
  readonly folder: string;
  readonly url: string;
  readonly ports: { readonly https: number; readonly ssh: number };
  readonly staticFolder: string | null;
}): string {
  const { folder, url, ports } = forge;
  return `
RUN_MODE = prod
RUN_USER = ${userInfo().username}
WORK_PATH = ${folder}
I_AM_BEING_UNSAFE_RUNNING_AS_ROOT = true
[server]
PROTOCOL = https
HTTP_ADDR = 127.0.0.1
HTTP_PORT = ${ports.https}
ROOT_URL = ${url}/
LOCAL_ROOT_URL = ${url}/
CERT_FILE = ${folder}/cert.pem
KEY_FILE = ${folder}/key.pem
OFFLINE_MODE = true
${forge.staticFolder ? `STATIC_ROOT_PATH = ${forge.staticFolder}` : ''}
START_SSH_SERVER = true
SSH_DOMAIN = 127.0.0.1
SSH_PORT = ${ports.ssh}
SSH_LISTEN_HOST = 127.0.0.1
SSH_LISTEN_PORT = ${ports.ssh}
BUILTIN_SSH_SERVER_USER = git
[database]
DB_TYPE = sqlite3
PATH = ${folder}/forge.db
SQLITE_JOURNAL_MODE = WAL
[security]
INSTALL_LOCK = true
[service]
DISABLE_REGISTRATION = true
[actions]
ENABLED = true
DEFAULT_ACTIONS_URL = self
LOG_COMPRESSION = none
[cron]
ENABLED = false
[mailer]
ENABLED = false
[log]
LEVEL = warn
MODE = console
`;
}
