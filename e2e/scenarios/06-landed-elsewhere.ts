import { expect } from '@jest/globals';
import { createFleetRepository, expression, twoHosts } from '../harness/fleet.ts';
import { scenario } from '../harness/scenario.ts';

export default scenario(
  'a pull request whose change has landed elsewhere is closed with the reason',
  async (forge) => {
    const inputs = {
      with: { 'delete-branch': expression('inputs.delete-branch') },
      dispatchInputs: ['delete-branch'],
    };
    const fleet = await createFleetRepository(forge, twoHosts('landed'), inputs);
    fleet.advance({ openssl: '3.4.2' });
    await fleet.dispatch();
    await fleet.updateByHand();

    const run = await fleet.dispatch();

    expect(run).toMatchObject({
      state: 'success',
      outputs: { 'pull-request-operation': 'closed', 'exit-code': '2' },
    });
    const [pull] = await fleet.pulls('all');
    expect(pull).toMatchObject({ state: 'closed', merged: false });
    const base = (await fleet.head('main'))?.slice(0, 12);
    expect(await fleet.comments(pull?.number ?? 0)).toEqual([
      `Nothing to update: ${base} has the newest inputs already.`,
    ]);
    expect(await fleet.head('auto/flake-update')).toBe(pull?.head.sha);

    await fleet.dispatch({ 'delete-branch': 'true' });
    expect(await fleet.head('auto/flake-update')).toBeNull();
  },
);
