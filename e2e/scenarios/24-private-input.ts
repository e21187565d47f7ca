import { readFileSync } from 'node:fs';
import path from 'node:path';
import { expect } from '@jest/globals';
import { createFleet } from '../../__tests__/support/fleet.ts';
import { createFleetRepository, expression, twoHosts } from '../harness/fleet.ts';
import { createSshKey } from '../harness/people.ts';
import { createRepository } from '../harness/repository.ts';
import { scenario } from '../harness/scenario.ts';

export default scenario('a private input over git+ssh is fetched with the same key', async (forge) => {
  const key = await createSshKey();
  forge.leaks.remember(key.private);
  const accessToken = 'access-token-of-an-input';
  forge.leaks.remember(accessToken);
  const { name, ...description } = twoHosts('private-input');
  const local = createFleet(path.join(forge.folder, 'fleets', name), description);
  const channel = local.inputs['nixpkgs'] ?? '';
  const input = await createRepository(forge.server, forge.owner, {
    name: 'channel',
    private: true,
    history: channel,
    files: {},
  });
  // The same flake and lock file, but for where the input comes from.
  const remote = (file: string) =>
    readFileSync(path.join(local.flake, file), 'utf8').replaceAll(`file://${channel}`, input.sshUrl);
  const fleet = await createFleetRepository(
    forge,
    { ...description, name: 'with-private-input' },
    {
      files: { 'flake.nix': remote('flake.nix'), 'flake.lock': remote('flake.lock') },
      with: {
        'ssh-private-key': expression('secrets.KEY'),
        'nix-access-tokens': expression('secrets.NIX_TOKENS'),
        'ssh-known-hosts': await forge.knownHosts(),
      },
      secrets: { KEY: key.private, NIX_TOKENS: `git.example=${accessToken}` },
    },
  );
  await fleet.addDeployKey(key.public);
  await input.addDeployKey(key.public);
  local.advance({ openssl: '3.4.2' });
  await forge.owner.git(channel, 'push', '-q', '--force', `${input.url}.git`, 'main:main');

  const run = await fleet.dispatch();

  expect(run).toMatchObject({
    state: 'success',
    outputs: { 'pull-request-operation': 'created', 'changed-hosts': '["web"]' },
  });
});
