import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { forgeBinaries } from './binaries.ts';
import { createUser, type User } from './people.ts';
import { createRepository, type Files, type Repository } from './repository.ts';
import { type ForgeRunner, startRunner } from './runner.ts';
import { type ForgeServer, startServer } from './server.ts';

/** One forge with one runner, which all scenarios share; each has its own repositories. */
export type Forge = {
  readonly server: ForgeServer;
  readonly runner: ForgeRunner;
  /** Owns the scenarios' repositories. */
  readonly owner: User;
  /** Somebody else, who may write to nothing at first. */
  readonly colleague: User;
  readonly folder: string;
  readonly repository: (name: string, files: Files, how?: { private?: boolean }) => Promise<Repository>;
  readonly stop: () => Promise<void>;
};

export type Scenario = { readonly title: string; readonly run: (forge: Forge) => Promise<void> };

/** What a file in `scenarios/` exports: the sentence that it shows, and how. */
export const scenario = (title: string, run: Scenario['run']): Scenario => ({ title, run });

export async function startForge(): Promise<Forge> {
  const binaries = await forgeBinaries();
  const folder = await mkdtemp(path.join(tmpdir(), 'forge-'));
  const server = await startServer(binaries, path.join(folder, 'server'));
  const runner = await startRunner(binaries.runner, server, path.join(folder, 'runner'));
  const owner = await createUser(server, 'alice');
  return {
    server,
    runner,
    folder,
    owner,
    colleague: await createUser(server, 'bob'),
    repository: (name, files, how) => createRepository(server, owner, { name, files, ...how }),
    stop: async () => {
      await runner.stop();
      await server.stop();
      if (process.env.FORGE_KEEP) console.log('the forge is kept in', folder);
      else await rm(folder, { recursive: true, force: true });
    },
  };
}
