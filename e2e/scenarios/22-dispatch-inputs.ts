import { expect } from '@jest/globals';
import { createFleetRepository, expression, twoHosts } from '../harness/fleet.ts';
import { scenario } from '../harness/scenario.ts';

export default scenario(
  'a run by hand can name inputs and hosts; a scheduled one takes all',
  async (forge) => {
    const fleet = await createFleetRepository(
      forge,
      { ...twoHosts('dispatch-inputs'), inputs: { extra: { packages: { tool: '1.0' } } } },
      {
        with: {
          inputs: expression('inputs.inputs'),
          hosts: expression('inputs.hosts'),
          'pr-title': '{inputs}: {changed} changed, {broken} broken',
        },
        dispatchInputs: ['inputs', 'hosts'],
      },
    );
    fleet.advance({ openssl: '3.4.2' });
    fleet.advance({ tool: '1.1' }, { input: 'extra' });

    const run = await fleet.dispatch({ inputs: 'nixpkgs', hosts: 'w*' });
    expect(run.outputs).toMatchObject({ 'changed-hosts': '["web"]', 'unchanged-hosts': '[]' });
    expect(JSON.parse(run.outputs['updated-inputs'] ?? '')).toMatchObject([{ name: 'nixpkgs' }]);
    expect(await fleet.pulls()).toMatchObject([{ title: 'nixpkgs: 1 changed, 0 broken' }]);

    await fleet.dispatch();
    expect(await fleet.pulls()).toMatchObject([{ title: 'extra, nixpkgs: 1 changed, 0 broken' }]);
  },
);
