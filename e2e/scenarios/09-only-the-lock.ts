import { expect } from '@jest/globals';
import { createFleetRepository, expression, twoHosts } from '../harness/fleet.ts';
import { scenario } from '../harness/scenario.ts';

export default scenario(
  'when only the lock file changes, the pull request is left out or opened as asked',
  async (forge) => {
    const fleet = await createFleetRepository(forge, twoHosts('only-the-lock'), {
      with: { 'when-no-host-changes': expression('inputs.when-no-host-changes') },
      dispatchInputs: ['when-no-host-changes'],
    });
    fleet.advance({ htop: '3.4.0' });

    const skipped = await fleet.dispatch();
    expect(skipped).toMatchObject({
      state: 'success',
      outputs: {
        'has-changes': 'false',
        'exit-code': '3',
        'pull-request-operation': 'none',
        'pull-request-number': '',
      },
    });
    expect(await fleet.pulls('all')).toEqual([]);

    const opened = await fleet.dispatch({ 'when-no-host-changes': 'open' });
    expect(opened.outputs).toMatchObject({ 'has-changes': 'false', 'pull-request-operation': 'created' });
    expect(await fleet.pulls()).toHaveLength(1);
  },
);
