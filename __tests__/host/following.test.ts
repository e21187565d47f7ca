import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from '@jest/globals';
import { makeFollowingHost } from '../../e2e/host/host.ts';
import { startForge } from './machine/forge.ts';
import { makeMachine } from './machine/machine.ts';

test('a host that is given a forge’s URL and a token goes all the way, and its status is on the commit', async () => {
  const serving = await makeMachine();
  const forge = await startForge({
    folder: serving.folder,
    served: join(serving.folder, 'served'),
    token: 'the-token',
  });
  const host = await makeFollowingHost({
    repository: `${forge.url}/fleet/hosts.git`,
    token: 'the-token',
    env: forge.trust,
  });
  try {
    const { source } = serving;
    for (const [name, text] of Object.entries(host.files({ version: 'after' })))
      await writeFile(join(source.tree, name), text);
    await source.git('add', '--all');
    await source.git('commit', '--quiet', '--message', 'As somebody else has pushed it');
    await source.git('push', '--quiet', 'origin', 'HEAD:main');
    expect(await host.upgrade()).toMatchObject({ code: 0 });
    expect(await host.systems()).toEqual({ runs: 'after', profile: 'after', boots: 'after' });
    expect(JSON.parse(forge.asked.at(-1)!.body)).toMatchObject({ state: 'success', context: 'nixos/web' });
  } finally {
    await forge.close();
    await host.remove();
    await serving.remove();
  }
});
