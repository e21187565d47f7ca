import { expect } from '@jest/globals';
import { createFleetRepository, expression, twoHosts } from '../harness/fleet.ts';
import { createSshKey } from '../harness/people.ts';
import { scenario } from '../harness/scenario.ts';

export default scenario('a push over SSH wants the right key and the right host key', async (forge) => {
  const [right, wrong, otherHost] = [await createSshKey(), await createSshKey(), await createSshKey()];
  for (const key of [right, wrong]) forge.leaks.remember(key.private);
  const fleet = await createFleetRepository(forge, twoHosts('push-over-ssh'), {
    with: {
      'ssh-private-key': expression('secrets.SSH_KEY'),
      'ssh-known-hosts': expression('secrets.KNOWN_HOSTS'),
    },
    secrets: { SSH_KEY: wrong.private, KNOWN_HOSTS: await forge.knownHosts() },
  });
  await fleet.addDeployKey(right.public);
  fleet.advance({ openssl: '3.4.2' });

  const wrongKey = await fleet.dispatch();
  expect(wrongKey.state).toBe('failure');
  expect(wrongKey.log).toContain('The server does not take ssh-private-key for this repository');

  await fleet.setSecret('SSH_KEY', right.private);
  await fleet.setSecret('KNOWN_HOSTS', `[127.0.0.1]:${forge.server.sshPort} ${otherHost.public}`);
  const wrongHost = await fleet.dispatch();
  expect(wrongHost.state).toBe('failure');
  expect(wrongHost.log).toContain('The server did not show the host key that is expected; nothing was sent.');
  expect(await fleet.head('auto/flake-update')).toBeNull();

  await fleet.setSecret('KNOWN_HOSTS', await forge.knownHosts());
  const run = await fleet.dispatch();
  expect(run).toMatchObject({ state: 'success', outputs: { 'pull-request-operation': 'created' } });
  expect(run.log).toMatch(/Pushed \w{12} to auto\/flake-update over SSH/);

  await fleet.setSecret('KNOWN_HOSTS', '');
  fleet.advance({ openssl: '3.4.3' });
  const firstUse = await fleet.dispatch();
  expect(firstUse).toMatchObject({ state: 'success', outputs: { 'pull-request-operation': 'updated' } });
  expect(firstUse.log).toMatch(/was not known and is trusted for this run:\n\d+ SHA256:/);
});
