import { execFileSync } from 'node:child_process';
import path from 'node:path';
import { expect } from '@jest/globals';
import { nixEnvironment } from '../../__tests__/support/nix.ts';
import { createFleetRepository, expression, twoHosts } from '../harness/fleet.ts';
import { scenario } from '../harness/scenario.ts';

export default scenario(
  'a dry run touches nothing; what is built can be copied to a cache',
  async (forge) => {
    const cache = path.join(forge.folder, 'cache');
    const fleet = await createFleetRepository(forge, twoHosts('cache-and-dry-run'), {
      with: {
        'dry-run': expression('inputs.dry-run'),
        'eval-only': expression('inputs.eval-only'),
        'copy-to': `file://${cache}`,
      },
      dispatchInputs: ['dry-run', 'eval-only'],
    });
    fleet.advance({ openssl: '3.4.2' });

    const dry = await fleet.dispatch({ 'dry-run': 'true', 'eval-only': 'true' });
    expect(dry).toMatchObject({
      state: 'success',
      outputs: { 'changed-hosts': '["web"]', 'pull-request-operation': 'none' },
    });
    expect(dry.log).toContain(
      'Dry run: would open a pull request from auto/flake-update, "Update nixpkgs", with flake.lock',
    );
    expect(await fleet.head('auto/flake-update')).toBeNull();
    expect(await fleet.pulls('all')).toEqual([]);

    const run = await fleet.dispatch();
    expect(run.outputs).toMatchObject({ 'pull-request-operation': 'created' });
    const cached = execFileSync('nix', ['path-info', '--store', `file://${cache}`, '--all'], {
      env: nixEnvironment(),
    });
    expect(cached.toString()).toMatch(/nixos-system-web/);
  },
);
