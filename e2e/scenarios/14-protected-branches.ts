import { expect } from '@jest/globals';
import { createFleetRepository, twoHosts } from '../harness/fleet.ts';
import { scenario } from '../harness/scenario.ts';

export default scenario(
  'a protected base is no obstacle; a protected branch is one, with the remedy',
  async (forge) => {
    const fleet = await createFleetRepository(forge, twoHosts('protected'));
    const protect = (rule_name: string) =>
      forge.owner.api('POST', `/repos/${fleet.path}/branch_protections`, { rule_name, enable_push: false });
    await protect('main');
    fleet.advance({ openssl: '3.4.2' });
    expect(await fleet.dispatch()).toMatchObject({
      state: 'success',
      outputs: { 'pull-request-operation': 'created' },
    });
    const [before] = await fleet.pulls();

    await protect('auto/flake-update');
    fleet.advance({ openssl: '3.4.3' });
    const refused = await fleet.dispatch();

    expect(refused.state).toBe('failure');
    expect(refused.log).toContain('The branch is protected: choose another `branch`');
    expect(refused.log).toMatch(/The commit is kept as a patch: git am \S+flake-update\.patch/);
    expect(await fleet.head('auto/flake-update')).toBe(before?.head.sha);
  },
);
