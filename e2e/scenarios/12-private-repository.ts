import { expect } from '@jest/globals';
import { startFaultyForge } from '../harness/faults.ts';
import { createFleetRepository, expression, twoHosts } from '../harness/fleet.ts';
import { createSshKey } from '../harness/people.ts';
import { scenario } from '../harness/scenario.ts';

export default scenario(
  'a private repository: by a token with rights, or by a deploy key alone',
  async (forge) => {
    const byToken = await createFleetRepository(forge, twoHosts('private-by-token'), {
      private: true,
      with: { token: expression('secrets.PERSONAL_TOKEN') },
      secrets: { PERSONAL_TOKEN: forge.owner.token },
    });
    byToken.advance({ openssl: '3.4.2' });
    expect(await byToken.dispatch()).toMatchObject({
      state: 'success',
      outputs: { 'pull-request-operation': 'created' },
    });
    expect(await byToken.pulls()).toMatchObject([{ user: { login: 'alice' } }]);

    // What Forgejo says to its automatic token in private repositories.
    const refusal = {
      status: 404,
      body: JSON.stringify({ message: "Can't read pulls or can't read UnitTypeCode" }),
    };
    const faulty = await startFaultyForge(forge.server, [
      { on: /^POST .*\/pulls$/, times: 9, answer: refusal },
    ]);
    try {
      const key = await createSshKey();
      forge.leaks.remember(key.private);
      const byKey = await createFleetRepository(forge, twoHosts('private-by-key'), {
        private: true,
        with: {
          'ssh-private-key': expression('secrets.DEPLOY_KEY'),
          'ssh-known-hosts': await forge.knownHosts(),
          'pr-labels': 'flake',
        },
        secrets: { DEPLOY_KEY: key.private },
        env: { FORGEJO_API_URL: faulty.apiUrl },
      });
      await byKey.addDeployKey(key.public);
      byKey.advance({ openssl: '3.4.2' });

      const first = await byKey.dispatch();
      expect(first).toMatchObject({ state: 'success', outputs: { 'pull-request-operation': 'created' } });
      expect(first.log).toContain(
        'Opening it by a git push over SSH instead (AGit), because there is an ssh-private-key.',
      );
      const [opened] = await byKey.pulls();
      expect(opened).toMatchObject({
        title: 'Update nixpkgs',
        head: { ref: 'refs/pull/1/head' },
        labels: [{ name: 'flake' }],
      });
      expect(opened?.body).toContain('openssl');
      expect(await byKey.head('auto/flake-update')).toBeNull();
      expect(await byKey.statuses(opened?.head.sha ?? '')).toEqual({ 'flake-update-diff': 'success' });

      const quiet = await byKey.dispatch();
      expect(quiet).toMatchObject({ state: 'success', outputs: { 'pull-request-operation': 'none' } });
      expect(await byKey.pulls()).toEqual([opened]);

      byKey.advance({ openssl: '3.4.3' });
      const second = await byKey.dispatch();
      expect(second).toMatchObject({ state: 'success', outputs: { 'pull-request-operation': 'updated' } });
      const [updated, ...others] = await byKey.pulls('all');
      expect(others).toEqual([]);
      expect(updated).toMatchObject({
        number: opened?.number,
        head: { sha: second.outputs['pull-request-head-sha'] },
      });
      expect(updated?.body).toContain('3.4.3');
    } finally {
      await faulty.stop();
    }
  },
);
