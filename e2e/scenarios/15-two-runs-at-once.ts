import { expect } from '@jest/globals';
import { createFleetRepository, twoHosts } from '../harness/fleet.ts';
import { scenario } from '../harness/scenario.ts';

export default scenario(
  'two runs at once end with one open pull request and one consistent branch',
  async (forge) => {
    const fleet = await createFleetRepository(forge, twoHosts('two-at-once'));
    fleet.advance({ openssl: '3.4.2' });

    const runs = await (await fleet.start({}, 2))();

    expect(runs.map(({ state }) => state)).toEqual(['success', 'success']);
    const pulls = await fleet.pulls();
    expect(pulls).toHaveLength(1);
    expect(pulls[0]?.head.sha).toBe(await fleet.head('auto/flake-update'));
    expect(await fleet.commit(pulls[0]?.head.sha ?? '')).toMatchObject({
      parents: [await fleet.head('main')],
      files: ['flake.lock'],
    });
  },
);
