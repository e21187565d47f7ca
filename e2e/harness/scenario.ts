import { execFileSync } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { projectRoot } from '../../__tests__/support/nix.ts';
import { forgeBinaries } from './binaries.ts';
import { knownHosts } from './host-keys.ts';
import { type LeakWatch, watchLeaks } from './leaks.ts';
import { createUser, type SshKey, type User } from './people.ts';
import { createRepository, type Files, type Repository } from './repository.ts';
import { type ForgeRunner, startRunner } from './runner.ts';
import { type ForgeServer, startServer } from './server.ts';
import { verifyKey } from './verified-key.ts';

/** One forge with one runner, which all scenarios share; each has its own repositories. */
export type Forge = {
  readonly server: ForgeServer;
  readonly runner: ForgeRunner;
  /** Owns the scenarios' repositories. */
  readonly owner: User;
  /** Somebody else, who may write to nothing at first. */
  readonly colleague: User;
  readonly folder: string;
  /** What stands behind `uses:` for the action under test. */
  readonly action: string;
  readonly leaks: LeakWatch;
  readonly repository: (name: string, files: Files, how?: { private?: boolean }) => Promise<Repository>;
  /** Lines for known_hosts with the forge's host keys. */
  readonly knownHosts: () => Promise<string>;
  /** Adds a public key to an account and proves, as on the web page, that it is theirs. */
  readonly verifyKey: (user: User, key: SshKey) => Promise<void>;
  /** Places where a secret of any scenario so far can be found, and folders that a run of the action left behind. */
  readonly leaked: () => Promise<readonly string[]>;
  readonly stop: () => Promise<void>;
};

export type Scenario = { readonly title: string; readonly run: (forge: Forge) => Promise<void> };

/** What a file in `scenarios/` exports: the sentence that it shows, and how. */
export const scenario = (title: string, run: Scenario['run']): Scenario => ({ title, run });

/** Starts the forge and its runner; what has been started is stopped again when something fails on the way. */
export async function startForge(): Promise<Forge> {
  const folder = await mkdtemp(path.join(tmpdir(), 'forge-'));
  const started: (() => Promise<void>)[] = [];
  const stop = async () => {
    for (const end of started.reverse()) await end();
    if (process.env.FORGE_KEEP) console.log('the forge is kept in', folder);
    else await rm(folder, { recursive: true, force: true });
  };
  try {
    return { ...(await startAll(folder, started)), stop };
  } catch (error) {
    await stop();
    throw error;
  }
}

async function startAll(folder: string, started: (() => Promise<void>)[]): Promise<Omit<Forge, 'stop'>> {
  const binaries = await forgeBinaries();
  const server = await startServer(binaries, path.join(folder, 'server'));
  started.push(server.stop);
  const leaks = watchLeaks(path.join(folder, 'leaks'));
  const runner = await startRunner(binaries.runner, server, {
    folder: path.join(folder, 'runner'),
    programs: leaks.programs,
  });
  started.push(runner.stop);
  const owner = await createUser(server, 'alice');
  leaks.remember(owner.token);
  await createRepository(server, owner, { name: 'flake-update-diff', files: actionFiles() });
  return {
    server,
    runner,
    folder,
    owner,
    leaks,
    action: `${owner.name}/flake-update-diff@main`,
    colleague: await createUser(server, 'bob'),
    repository: (name, files, how) => createRepository(server, owner, { name, files, ...how }),
    knownHosts: () => knownHosts(server),
    verifyKey: (user, key) => verifyKey(server, user, key),
    leaked: async () => {
      const logs = path.join(server.folder, 'data/actions_log');
      const left = execFileSync('find', [runner.folder, '-name', 'flake-update-diff-??????'], {
        encoding: 'utf8',
      });
      return [
        ...left.split('\n').filter((line) => line !== ''),
        ...leaks.findIn({ 'the runner’s own log': runner.log() }, [runner.folder, logs]),
      ];
    },
  };
}

/** The action as its users get it: action.yml and the committed bundle, or the bundle in ACTION_BUNDLE. */
function actionFiles(): Files {
  const top = projectRoot();
  const bundle = process.env.ACTION_BUNDLE ?? path.join(top, 'dist/action');
  const files = readdirSync(bundle).map((name) => [
    `dist/action/${name}`,
    readFileSync(path.join(bundle, name), 'utf8'),
  ]);
  return { 'action.yml': readFileSync(path.join(top, 'action.yml'), 'utf8'), ...Object.fromEntries(files) };
}
