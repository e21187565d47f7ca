import { expect } from '@jest/globals';
import { createFleetRepository, expression, twoHosts } from '../harness/fleet.ts';
import { scenario } from '../harness/scenario.ts';

export default scenario(
  'an update that breaks a host says so: in the pull request, by its status, by when-broken',
  async (forge) => {
    const fleet = await createFleetRepository(forge, twoHosts('breaks-a-host'), {
      with: { 'when-broken': expression('inputs.when-broken'), draft: 'when-broken' },
      dispatchInputs: ['when-broken'],
    });
    fleet.advance(
      { openssl: '3.4.2' },
      { breaks: { db: { fails: ['checking the database', 'error: no such table'] } } },
    );

    const skipped = await fleet.dispatch({ 'when-broken': 'skip' });
    expect(skipped).toMatchObject({
      state: 'success',
      outputs: { 'broken-hosts': '["db"]', 'pull-request-operation': 'none' },
    });
    const failed = await fleet.dispatch({ 'when-broken': 'fail' });
    expect(failed.state).toBe('failure');
    expect(failed.log).toContain('The update breaks db (when-broken: fail).');
    expect(await fleet.pulls('all')).toEqual([]);

    const run = await fleet.dispatch();

    expect(run).toMatchObject({
      state: 'success',
      outputs: { 'broken-hosts': '["db"]', 'changed-hosts': '["web"]' },
    });
    const [pull] = await fleet.pulls();
    expect(pull).toMatchObject({ title: 'WIP: Update nixpkgs', draft: true });
    expect(pull?.body).toContain('error: no such table');
    expect(await fleet.statuses(pull?.head.sha ?? '')).toEqual({ 'flake-update-diff': 'failure' });

    fleet.advance({ openssl: '3.4.3' }, { breaks: { db: null } });
    await fleet.dispatch();
    const [mended] = await fleet.pulls();
    expect(mended).toMatchObject({ number: pull?.number, title: 'Update nixpkgs', draft: false });
    expect(await fleet.statuses(mended?.head.sha ?? '')).toEqual({ 'flake-update-diff': 'success' });
  },
);
