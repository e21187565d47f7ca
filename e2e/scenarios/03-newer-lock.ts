import { expect } from '@jest/globals';
import { createFleetRepository, twoHosts } from '../harness/fleet.ts';
import { scenario } from '../harness/scenario.ts';

export default scenario('a newer lock file updates the same pull request in place', async (forge) => {
  const fleet = await createFleetRepository(forge, twoHosts('newer-lock'));
  fleet.advance({ openssl: '3.4.2' });
  await fleet.dispatch();
  const [before] = await fleet.pulls();
  fleet.advance({ openssl: '3.4.3' });

  const run = await fleet.dispatch();

  expect(run).toMatchObject({ state: 'success', outputs: { 'pull-request-operation': 'updated' } });
  const [after, ...others] = await fleet.pulls('all');
  expect(others).toEqual([]);
  expect(after).toMatchObject({
    number: before?.number,
    state: 'open',
    head: { sha: run.outputs['pull-request-head-sha'] },
  });
  expect(after?.head.sha).not.toBe(before?.head.sha);
  expect(before?.body).toContain('3.4.2');
  expect(after?.body).toContain('3.4.3');
  expect((await fleet.commit(after?.head.sha ?? '')).parents).toEqual([await fleet.head('main')]);
});
