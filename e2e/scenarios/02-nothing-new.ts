import { expect } from '@jest/globals';
import { createFleetRepository, twoHosts } from '../harness/fleet.ts';
import { scenario } from '../harness/scenario.ts';

export default scenario('a second run with nothing new pushes nothing and edits nothing', async (forge) => {
  const fleet = await createFleetRepository(forge, twoHosts('nothing-new'), {
    with: { 'pr-labels': 'flake' },
  });
  fleet.advance({ openssl: '3.4.2' });
  await fleet.dispatch();
  const [before] = await fleet.pulls();

  const run = await fleet.dispatch();

  expect(run).toMatchObject({
    state: 'success',
    outputs: { 'pull-request-operation': 'none', 'has-changes': 'true' },
  });
  expect(run.log).toContain('The pull request is up to date; nothing was pushed or edited.');
  expect(await fleet.pulls()).toEqual([before]);
});
