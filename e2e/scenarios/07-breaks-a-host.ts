import { expect } from '@jest/globals';
import { eventually } from '../harness/daemon.ts';
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

    const required = { enable_status_check: true, status_check_contexts: ['flake-update-diff'] };
    await forge.owner.api('POST', `/repos/${fleet.path}/branch_protections`, {
      rule_name: 'main',
      ...required,
    });
    const at = `/repos/${fleet.path}/pulls/${pull?.number}`;
    const merge = () => forge.owner.api.raw('POST', `${at}/merge`, { Do: 'merge' });
    await forge.owner.api('PATCH', at, { title: 'No longer a draft' });
    // Right after a change the forge asks to be tried again.
    const refusal = async () => /required status checks/i.test((await merge()).body) || null;
    await eventually(refusal, { what: 'the forge to refuse the merge' });

    fleet.advance({ openssl: '3.4.3' }, { breaks: { db: null } });
    await fleet.dispatch();
    const [mended] = await fleet.pulls();
    expect(mended).toMatchObject({ number: pull?.number, title: 'Update nixpkgs', draft: false });
    expect(await fleet.statuses(mended?.head.sha ?? '')).toEqual({ 'flake-update-diff': 'success' });
    await eventually(async () => (await merge()).status === 200 || null, { what: 'the merge' });
  },
);
