import { expect } from '@jest/globals';
import { createFleetRepository, twoHosts } from '../harness/fleet.ts';
import { scenario } from '../harness/scenario.ts';

export default scenario('when the base branch moves on, the update is rebuilt on it', async (forge) => {
  const fleet = await createFleetRepository(forge, twoHosts('base-moved'));
  fleet.advance({ openssl: '3.4.2' });
  await fleet.dispatch();
  const [before] = await fleet.pulls();
  const base = await fleet.push({ 'README.md': 'A fleet' });

  const run = await fleet.dispatch();

  expect(run).toMatchObject({ state: 'success', outputs: { 'pull-request-operation': 'updated' } });
  const [after] = await fleet.pulls();
  expect(after?.number).toBe(before?.number);
  expect(await fleet.commit(after?.head.sha ?? '')).toMatchObject({ parents: [base], files: ['flake.lock'] });
});
