import { execFileSync } from 'node:child_process';
import { expect } from '@jest/globals';
import { eventually } from '../harness/daemon.ts';
import { createFleetRepository, expression, twoHosts } from '../harness/fleet.ts';
import { createSshKey } from '../harness/people.ts';
import { scenario } from '../harness/scenario.ts';

export default scenario(
  'a run that is killed, cancelled or too slow leaves no key, and the next one is fine',
  async (forge) => {
    const key = await createSshKey();
    forge.leaks.remember(key.private);
    const fleet = await createFleetRepository(forge, twoHosts('killed'), {
      with: {
        'ssh-private-key': expression('secrets.KEY'),
        'ssh-known-hosts': await forge.knownHosts(),
        'timeout-minutes': expression('inputs.timeout'),
      },
      secrets: { KEY: key.private },
      dispatchInputs: ['timeout'],
    });
    await fleet.addDeployKey(key.public);
    // The store outlives a test run, so that the slow build has to be a new one each time.
    fleet.advance({ openssl: { version: '3.4.2', sleeps: 12, build: Date.now() } });
    const keyIsThere = () =>
      eventually(async () => findKey(forge.runner.folder), { what: 'the key to be in its file' });

    const slow = await fleet.dispatch({ timeout: '0.05' });
    expect(slow.state).toBe('failure');
    expect(slow.log).toContain('Error: Gave up after 0.05 minutes.');
    expect(findKey(forge.runner.folder)).toBeNull();

    const killed = await fleet.start();
    expect(execFileSync('stat', ['-c', '%a', await keyIsThere()], { encoding: 'utf8' }).trim()).toBe('600');
    execFileSync('pkill', ['-KILL', '-f', `^node ${forge.runner.folder}/.*/dist/action/index.js`]);
    expect(await killed()).toMatchObject([{ state: 'failure' }]);
    expect(findKey(forge.runner.folder)).toBeNull();

    const cancelled = await fleet.start();
    await keyIsThere();
    await fleet.cancelRun();
    expect(await cancelled()).toMatchObject([{ state: 'cancelled' }]);
    await eventually(async () => (findKey(forge.runner.folder) === null ? true : null), {
      what: 'the key to be gone',
    });

    expect(await fleet.dispatch()).toMatchObject({
      state: 'success',
      outputs: { 'pull-request-operation': 'created' },
    });
  },
);

function findKey(folder: string): string | null {
  const found = execFileSync('/bin/sh', [
    '-c',
    'find "$1" -name ssh-private-key 2>/dev/null || true',
    'find',
    folder,
  ]);
  return found.toString().trim().split('\n')[0] || null;
}
