import { readFileSync } from 'node:fs';
import path from 'node:path';
import { expect } from '@jest/globals';
import { createFleet } from '../../__tests__/support/fleet.ts';
import { createFleetRepository, twoHosts } from '../harness/fleet.ts';
import { scenario } from '../harness/scenario.ts';

export default scenario('two flakes of one repository go into one pull request', async (forge) => {
  const second = createFleet(path.join(forge.folder, 'fleets/second'), {
    packages: { nginx: '1.27.0' },
    hosts: { proxy: { packages: ['nginx'] } },
  });
  const names = ['flake.nix', 'flake.lock', 'hosts/hosts.json'];
  const files = names.map((name) => [`edge/${name}`, readFileSync(path.join(second.flake, name), 'utf8')]);
  const fleet = await createFleetRepository(
    forge,
    { ...twoHosts('two-flakes'), folder: 'home' },
    { files: Object.fromEntries(files), with: { 'path-to-flake-dir': 'home\nedge' } },
  );
  fleet.advance({ openssl: '3.4.2' });
  second.advance({ nginx: '1.27.1' });

  const run = await fleet.dispatch();

  expect(run).toMatchObject({
    state: 'success',
    outputs: { 'changed-hosts': '["home: web","edge: proxy"]' },
  });
  const [pull, ...others] = await fleet.pulls();
  expect(others).toEqual([]);
  expect(pull?.title).toBe('Update home: nixpkgs, edge: nixpkgs');
  expect(pull?.body).toMatch(/`home`.*openssl.*`edge`.*nginx/s);
  expect((await fleet.commit(pull?.head.sha ?? '')).files).toEqual(['edge/flake.lock', 'home/flake.lock']);
});
