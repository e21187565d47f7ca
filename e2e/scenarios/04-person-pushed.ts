import { expect } from '@jest/globals';
import { createFleetRepository, twoHosts } from '../harness/fleet.ts';
import { scenario } from '../harness/scenario.ts';

export default scenario('a branch that a person has pushed to is left untouched', async (forge) => {
  const fleet = await createFleetRepository(forge, twoHosts('person-pushed'));
  fleet.advance({ openssl: '3.4.2' });
  await fleet.dispatch();
  const theirs = await fleet.push(
    { 'hosts/note.md': 'wait' },
    { branch: 'auto/flake-update', message: 'Hold on' },
  );
  fleet.advance({ openssl: '3.4.3' });

  const run = await fleet.dispatch();

  expect(run.state).toBe('failure');
  expect(run.log).toContain(
    `Somebody else has pushed to auto/flake-update: ${theirs.slice(0, 12)} "Hold on" is by alice <alice@forge.test>. It was left untouched.`,
  );
  expect(await fleet.head('auto/flake-update')).toBe(theirs);
  expect(await fleet.pulls()).toHaveLength(1);
});
