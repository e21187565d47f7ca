import { mkdtempSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { expect } from '@jest/globals';
import { createFleetRepository, expression, twoHosts } from '../harness/fleet.ts';
import { createSshKey } from '../harness/people.ts';
import { scenario } from '../harness/scenario.ts';

export default scenario(
  'a signed commit verifies, and the forge’s own word on it is shown',
  async (forge) => {
    const key = await createSshKey();
    forge.leaks.remember(key.private);
    const fleet = await createFleetRepository(forge, twoHosts('signed-commit'), {
      with: {
        'git-signing-key': expression('secrets.SIGNING_KEY'),
        'git-author-email': forge.owner.email,
        'git-author-name': 'Alice',
      },
      secrets: { SIGNING_KEY: key.private },
    });
    fleet.advance({ openssl: '3.4.2' });

    const run = await fleet.dispatch();

    expect(run.log).toMatch(
      /The commit is signed, and the forge does not verify it \(\S+\): the signing key has to be/,
    );
    const folder = mkdtempSync(path.join(forge.folder, 'verify-'));
    const signers = path.join(folder, 'allowed-signers');
    writeFileSync(signers, `${forge.owner.email} ${key.public}\n`);
    const sha = run.outputs['pull-request-head-sha'] ?? '';
    await forge.owner.git(
      folder,
      'clone',
      '-q',
      '--branch',
      'auto/flake-update',
      `${fleet.url}.git`,
      'clone',
    );
    const verify = ['-c', `gpg.ssh.allowedSignersFile=${signers}`, 'log', '-1', '--format=%G? %GS', sha];
    expect(await forge.owner.git(path.join(folder, 'clone'), ...verify)).toBe('G alice@forge.test');

    await forge.verifyKey(forge.owner, key);
    const again = await fleet.dispatch();
    expect(again.log).toContain('The forge has verified the signature of the commit.');
    expect((await fleet.commit(sha)).verified).toBe(true);
  },
);
