import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Ended } from '../../__tests__/host/machine/command.ts';
import { type HostVersion, versionFiles } from '../../__tests__/host/machine/flake.ts';
import { type Machine, makeMachine } from '../../__tests__/host/machine/machine.ts';

/** A host that follows a repository on a forge, with the real program. */
export type FollowingHost = {
  /** The files to commit to that repository, for this host: nixosConfigurations.web. */
  readonly files: (version: HostVersion) => Readonly<Record<string, string>>;
  /** One run of `auto-upgrade run`: fetches from the forge, verifies, builds, activates, reports. */
  readonly upgrade: () => Promise<Ended>;
  readonly systems: Machine['systems'];
  /** last-run.json: result, revision, what, … */
  readonly lastRun: Machine['lastRun'];
  readonly remove: Machine['remove'];
};

export type Following = {
  /** URL of the repository on the forge: https://…, http://… or ssh://…. */
  readonly repository: string;
  readonly ref?: string;
  /** For git and for the commit status (context nixos/web). */
  readonly token?: string;
  /** The forge's API, where the repository's URL does not tell it. */
  readonly api?: string;
  /** In allowed-signers format; given, the head must be signed by one of them. */
  readonly allowedSigners?: string;
  /** For a forge whose certificate is not known to this machine: GIT_SSL_CAINFO, CURL_CA_BUNDLE. */
  readonly env?: Readonly<Record<string, string>>;
};

/** Makes a host that runs version "before" and follows the repository from then on. */
export async function makeFollowingHost(following: Following): Promise<FollowingHost> {
  const machine = await makeMachine();
  await machine.install({ version: 'before' });
  const token = join(machine.folder, 'token');
  const signers = join(machine.folder, 'allowed-signers');
  await writeFile(token, following.token ?? '', { mode: 0o600 });
  await writeFile(signers, following.allowedSigners ?? '');
  await machine.settle({
    repository: following.repository,
    ref: following.ref ?? 'main',
    credentials: following.token === undefined ? {} : { token, statusToken: token },
    report: { commitStatus: following.token !== undefined, api: following.api ?? null },
    guard: { requireSigned: following.allowedSigners !== undefined, allowedSigners: signers },
  });
  return {
    files: (version) => versionFiles(machine.root, version),
    upgrade: () => machine.run(['run'], following.env ? { env: following.env } : {}),
    systems: machine.systems,
    lastRun: machine.lastRun,
    remove: machine.remove,
  };
}
