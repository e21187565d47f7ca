import { execFileSync } from 'node:child_process';
import { expect } from '@jest/globals';
import { eventually } from '../harness/daemon.ts';
import { createFleetRepository, expression, twoHosts } from '../harness/fleet.ts';
import { createSshKey } from '../harness/people.ts';
import { scenario } from '../harness/scenario.ts';

export default scenario(
  'a run that is killed half-way leaves no key, and the next one is fine',
  async (forge) => {
    const key = await createSshKey();
    forge.leaks.remember(key.private);
    const fleet = await createFleetRepository(forge, twoHosts('killed'), {
      with: { 'ssh-private-key': expression('secrets.KEY'), 'ssh-known-hosts': await forge.knownHosts() },
      secrets: { KEY: key.private },
    });
    await fleet.addDeployKey(key.public);
    fleet.advance({ openssl: { version: '3.4.2', sleeps: 8 } });

    const ended = await fleet.start();
    const keyFile = await eventually(async () => findKey(forge.runner.folder), {
      what: 'the key to be in its file',
    });
    expect(execFileSync('stat', ['-c', '%a', keyFile], { encoding: 'utf8' }).trim()).toBe('600');
    execFileSync('pkill', ['-KILL', '-f', `^node ${forge.runner.folder}/.*/dist/action/index.js`]);

    const [killed] = await ended();
    expect(killed?.state).toBe('failure');
    expect(findKey(forge.runner.folder)).toBeNull();

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
