import { expect } from '@jest/globals';
import { startFaultyForge } from '../harness/faults.ts';
import { createFleetRepository, expression, twoHosts } from '../harness/fleet.ts';
import { createToken } from '../harness/people.ts';
import { scenario } from '../harness/scenario.ts';

export default scenario(
  'a token with too few rights: the work is kept, and the remedy is told',
  async (forge) => {
    const readOnly = await createToken(forge.server, forge.owner.name, ['read:repository', 'read:issue']);
    forge.leaks.remember(readOnly);
    const reader = await createFleetRepository(forge, twoHosts('read-only-token'), {
      with: { token: expression('secrets.READ_ONLY') },
      secrets: { READ_ONLY: readOnly },
      afterwards: '- if: always()\n  run: cat "$RUNNER_TEMP"/flake-update-report-*/flake-update.patch\n',
    });
    reader.advance({ openssl: '3.4.2' });

    const refused = await reader.dispatch();
    expect(refused.state).toBe('failure');
    expect(refused.log).toContain('a personal access token with write:repository');
    expect(refused.log).toMatch(/The commit is kept as a patch: git am \S+/);
    expect(refused.log).toContain('Subject: [PATCH] flake.lock: update nixpkgs');

    const refusal = {
      status: 404,
      body: JSON.stringify({ message: "Can't read pulls or can't read UnitTypeCode" }),
    };
    const faulty = await startFaultyForge(forge.server, [
      { on: /^POST .*\/pulls$/, times: 9, answer: refusal },
    ]);
    try {
      const env = { FORGEJO_API_URL: faulty.apiUrl };
      const pusher = await createFleetRepository(forge, twoHosts('may-not-open'), { private: true, env });
      pusher.advance({ openssl: '3.4.2' });
      const half = await pusher.dispatch();
      expect(half.state).toBe('failure');
      expect(half.log).toContain(
        'The branch auto/flake-update is pushed, but the forge does not let this token open a pull request',
      );
      expect(half.log).toContain(`Or open it by hand: ${pusher.url}/compare/main...auto/flake-update`);
      expect(await pusher.head('auto/flake-update')).not.toBeNull();
    } finally {
      await faulty.stop();
    }
  },
);
