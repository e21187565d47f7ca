import { execFile } from 'node:child_process';
import { mkdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { promisify } from 'node:util';
import { offlineNixConfig } from '../../__tests__/support/nix.ts';
import { eventually, startDaemon } from './daemon.ts';
import type { ForgeServer } from './server.ts';

/** What workflows write in `runs-on:`. */
export const LABEL = 'nixos-builder';

export type ForgeRunner = {
  /** Everything that jobs may leave behind lies below it: their HOME, TMPDIR, caches and workspaces. */
  readonly folder: string;
  readonly log: () => string;
  readonly stop: () => Promise<void>;
};

/** Registers a runner that executes jobs on this machine, in `folder`, and starts it. */
export async function startRunner(
  program: string,
  server: ForgeServer,
  { folder, programs }: { readonly folder: string; readonly programs: string },
): Promise<ForgeRunner> {
  for (const name of ['home', 'tmp', 'work']) await mkdir(path.join(folder, name), { recursive: true });
  await writeFile(path.join(folder, 'config.yaml'), config(folder));
  const env = environment(server, { folder, programs });
  const token = await server.command('actions', 'generate-runner-token');
  const words = ['register', '--no-interactive', '--instance', server.url, '--token', token];
  await promisify(execFile)(
    program,
    ['--config', 'config.yaml', ...words, '--name', 'loopback', '--labels', `${LABEL}:host`],
    { cwd: folder, env },
  );
  const daemon = startDaemon([program, '--config', 'config.yaml', 'daemon'], {
    cwd: folder,
    env,
    logFile: path.join(folder, 'runner.log'),
  });
  const declared = async () =>
    /declare successfully|Starting job pool|successfully/i.test(daemon.log()) || null;
  await eventually(declared, { what: 'the runner to start', explain: daemon.log });
  return { folder, ...daemon };
}

/** Nothing of the machine's environment but the programs, and what makes them trust the forge's certificate. */
function environment(
  server: ForgeServer,
  { folder, programs }: { readonly folder: string; readonly programs: string },
): NodeJS.ProcessEnv {
  return {
    PATH: `${programs}:${path.dirname(process.execPath)}:${process.env.PATH}`,
    HOME: path.join(folder, 'home'),
    TMPDIR: path.join(folder, 'tmp'),
    LANG: 'C.UTF-8',
    NIX_CONFIG: offlineNixConfig,
    SSL_CERT_FILE: server.certificate,
    NODE_EXTRA_CA_CERTS: server.certificate,
    GIT_SSL_CAINFO: server.certificate,
  };
}

function config(folder: string): string {
  return `
log:
  level: info
runner:
  file: .runner
  capacity: 3
  fetch_interval: 500ms
  fetch_interval_max: 500ms
  fetch_timeout: 5s
  report_interval: 500ms
  log_report_interval: 500ms
cache:
  enabled: false
host:
  workdir_parent: ${folder}/work
`;
}
