import { expect } from '@jest/globals';
import { createFleetRepository, twoHosts } from '../harness/fleet.ts';
import { scenario } from '../harness/scenario.ts';

export default scenario('an update that breaks every host is a report, too', async (forge) => {
  const fleet = await createFleetRepository(forge, twoHosts('breaks-every-host'));
  fleet.advance({ openssl: { throws: 'openssl is gone' }, bash: { throws: 'bash is gone' } });

  const run = await fleet.dispatch();

  expect(run).toMatchObject({
    state: 'success',
    outputs: { 'broken-hosts': '["db","web"]', 'changed-hosts': '[]' },
  });
  const [pull] = await fleet.pulls();
  expect(pull?.body).toContain('bash is gone');
  expect(await fleet.statuses(pull?.head.sha ?? '')).toEqual({ 'flake-update-diff': 'failure' });
});
