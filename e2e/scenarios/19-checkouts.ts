import { expect } from '@jest/globals';
import { createFleetRepository, twoHosts } from '../harness/fleet.ts';
import { scenario } from '../harness/scenario.ts';

// A shallow checkout is what all other scenarios have.
export default scenario(
  'an empty workspace and a full checkout do as well as a shallow one',
  async (forge) => {
    const status =
      '- run: git status --porcelain --untracked-files=all 2>&1 && git log --oneline --all | wc -l\n';
    for (const checkout of ['none', 'full', 'shallow'] as const) {
      const afterwards =
        checkout === 'none'
          ? '- run: test -z "$(ls -A)"\n'
          : `${status}- run: test -z "$(git status --porcelain)"\n`;
      const fleet = await createFleetRepository(forge, twoHosts(`checkout-${checkout}`), {
        checkout,
        afterwards,
      });
      fleet.advance({ openssl: '3.4.2' });

      const run = await fleet.dispatch();

      expect(run).toMatchObject({ state: 'success', outputs: { 'pull-request-operation': 'created' } });
      expect(run.log.includes('There is no checkout in')).toBe(checkout === 'none');
      const [pull] = await fleet.pulls();
      expect(await fleet.commit(pull?.head.sha ?? '')).toMatchObject({
        parents: [await fleet.head('main')],
        files: ['flake.lock'],
      });
    }
  },
);
