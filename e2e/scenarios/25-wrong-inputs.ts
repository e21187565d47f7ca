import { expect } from '@jest/globals';
import { createFleetRepository, twoHosts } from '../harness/fleet.ts';
import { scenario } from '../harness/scenario.ts';

export default scenario(
  'wrong inputs stop the run before anything is done, with the right name or value',
  async (forge) => {
    const cases = [
      [{ 'github-token': 'x', pr_title: 'x' }, 'There is no input github-token; it is called token here.'],
      [{ 'when-broken': 'close' }, 'The input when-broken is "close"; it should be one of open, fail, skip.'],
      [
        { 'git-signing-key': 'ssh-ed25519 AAAAC3NzaC1' },
        'The input git-signing-key is a public key; needed is the private one',
      ],
      [{ base: 'trunk' }, 'There is no branch trunk.'],
    ] as const;
    for (const [index, [inputs, message]] of cases.entries()) {
      const fleet = await createFleetRepository(forge, twoHosts(`wrong-inputs-${index}`), { with: inputs });
      const run = await fleet.dispatch();
      expect(run.state).toBe('failure');
      expect(run.log).toContain(message);
      expect(run.log).not.toContain('Updating the inputs');
    }
  },
);
