import { mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { expect } from '@jest/globals';
import { createSshKey } from '../harness/people.ts';
import { scenario } from '../harness/scenario.ts';

// After each scenario its logs, the programs' arguments and the runner's folders are searched; this shows that the search finds.
export default scenario(
  'no token, key or password is in a log, in arguments or on disk after any scenario',
  async (forge) => {
    expect(await forge.leaked()).toEqual([]);
    const key = await createSshKey();
    forge.leaks.remember(key.private);
    const folder = path.join(forge.folder, 'with-secrets');
    mkdirSync(folder);
    writeFileSync(path.join(folder, 'key'), key.private);
    writeFileSync(
      path.join(folder, 'header'),
      Buffer.from(`x-access-token:${forge.owner.token}`).toString('base64'),
    );
    writeFileSync(path.join(folder, 'harmless'), key.public);

    expect([...forge.leaks.findIn({ 'a log': `--token ${forge.owner.token}` }, [folder])].sort()).toEqual([
      path.join(folder, 'header'),
      path.join(folder, 'key'),
      'a log',
    ]);
  },
);
