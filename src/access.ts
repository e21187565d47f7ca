import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import type { Forge } from './forge/forge.ts';
import { requireSshSigning } from './git/commit.ts';
import { hostKeys, sshCommand, sshServer } from './git/host-keys.ts';
import { branchHead, clone, fetchCommit, httpsRemote, type Remote, sshRemote } from './git/remote.ts';
import { openRepository, type Repository } from './git/repository.ts';
import { type SshKey, writeSshKey } from './git/ssh-key.ts';
import type { Inputs } from './inputs.ts';
import { Problem } from './problem.ts';
import type { Run } from './process.ts';

type Environment = Readonly<Record<string, string | undefined>>;

/** Everything that the update and its publication need to get in, ready to use. */
export type Access = {
  readonly remote: Remote;
  readonly repository: Repository;
  readonly base: string;
  /** The base branch's newest commit, which is in the repository. */
  readonly baseRevision: string;
  readonly signingKey: SshKey | null;
  /** What nix needs to fetch private inputs; secret. */
  readonly nixEnvironment: Readonly<Record<string, string>>;
};

type Effects = {
  readonly run: Run;
  readonly environment: Environment;
  readonly forge: Forge;
  /** Existing, only this user's, removed at the end. */
  readonly folder: string;
  readonly log: (line: string) => void;
};

/**
 * Checks keys, asks the forge for the repository and finds its checkout, or clones it where the workspace holds none. Everything that can be
 * wrong with a key or the base branch is found here, before anything is built. Throws a Problem that says what.
 */
export async function gainAccess(effects: Effects, inputs: Inputs): Promise<Access> {
  const { run, environment, forge, folder, log } = effects;
  const keys = join(folder, 'keys');
  await mkdir(keys, { mode: 0o700 });
  const signingKey =
    inputs.signingKey === null
      ? null
      : await writeSshKey(run, { input: 'git-signing-key', text: inputs.signingKey, folder: keys });
  if (signingKey !== null) await requireSshSigning(run);
  const found = await forge.repository();
  const base = inputs.base ?? found.defaultBranch;
  const ssh = await sshAccess(effects, { inputs, url: found.sshUrl, folder: keys });
  const url = `${forge.place.serverUrl}/${forge.place.owner}/${forge.place.name}.git`;
  const remote = ssh === null ? httpsRemote(url, inputs.token, environment) : sshRemote(found.sshUrl, ssh);
  const baseRevision = await branchHead(run, remote, base);
  if (baseRevision === null) throw new Problem(`There is no branch ${base}.`, 'Check the input base.');
  const repository = await checkout(run, { environment, remote, base, folder, log });
  await fetchCommit(repository, remote, baseRevision);
  const nixEnvironment = {
    ...tokens(inputs, environment),
    ...(ssh === null ? {} : { GIT_SSH_COMMAND: ssh }),
  };
  return { remote, repository, base, baseRevision, signingKey, nixEnvironment };
}

async function sshAccess(
  { run, log }: Effects,
  { inputs, url, folder }: { readonly inputs: Inputs; readonly url: string; readonly folder: string },
): Promise<string | null> {
  if (inputs.sshPrivateKey === null) return null;
  const key = await writeSshKey(run, { input: 'ssh-private-key', text: inputs.sshPrivateKey, folder });
  const known = await hostKeys(run, { server: sshServer(url), lines: inputs.sshKnownHosts, folder });
  if (known.note !== null) log(known.note);
  return sshCommand(key.file, known);
}

/** Access tokens behind the settings that the environment gives nix already (Nix manual, NIX_CONFIG). */
function tokens({ nixAccessTokens }: Inputs, environment: Environment): Readonly<Record<string, string>> {
  if (nixAccessTokens === null) return {};
  return { NIX_CONFIG: `${environment.NIX_CONFIG ?? ''}\nextra-access-tokens = ${nixAccessTokens}` };
}

async function checkout(
  run: Run,
  at: {
    readonly environment: Environment;
    readonly remote: Remote;
    readonly base: string;
    readonly folder: string;
    readonly log: (line: string) => void;
  },
): Promise<Repository> {
  const workspace = at.environment.GITHUB_WORKSPACE || process.cwd();
  const there = await openRepository(run, workspace);
  if (there !== null) return there;
  at.log(`There is no checkout in ${workspace}; cloning ${at.base}`);
  const folder = join(at.folder, 'checkout');
  await clone(run, at.remote, { folder, branch: at.base });
  const cloned = await openRepository(run, folder);
  if (cloned === null) throw new Problem(`git has cloned nothing into ${folder}.`);
  return cloned;
}
