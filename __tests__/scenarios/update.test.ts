import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from '@jest/globals';
import { createFleet } from '../support/fleet.ts';
import { nixReleases } from '../support/nix.ts';
import { changes, flakeUpdateDiff, reportOf, states, useFolder } from './program.ts';

const folder = useFolder();

const description = {
  packages: {
    openssl: { version: '3.4.1', outputs: ['bin', 'out'], uses: ['glibc'] },
    openssl_1_1: { version: '1.1.1w', pname: 'openssl', uses: ['glibc'] },
    nginx: { version: '1.28.0', uses: ['openssl', 'openssl_1_1'] },
    htop: '3.4.1',
  },
  revision: true,
  hosts: {
    web: { packages: ['nginx'], services: { nginx: 'nginx' } },
    db: { packages: ['htop'] },
    'installer-minimal': { packages: ['nginx'] },
  },
} as const;

test.each(nixReleases)(
  'an update is reported per host, and flake.lock written, with Nix %s',
  async (release) => {
    const fleet = createFleet(folder(), { ...description, salt: release });
    fleet.advance({ openssl: '3.4.2' });
    const report = await reportOf([], { cwd: fleet.flake, release });
    expect(report.exit).toBe(0);
    expect(states(report)).toEqual({ db: 'unchanged', 'installer-minimal': 'skipped', web: 'changed' });
    expect(changes(report, 'web')).toEqual([
      'nginx 1.28.0 → 1.28.0 (rebuilt)',
      'openssl 3.4.1 → 3.4.2 (upgraded)',
    ]);
    expect(report.hosts[2]?.diff?.packages[1]).toMatchObject({ kept: ['1.1.1w'], selection: 'dependency' });
    expect(report.hosts[2]?.flags).toMatchObject({ reboot: [], units: { restarted: ['nginx.service'] } });
    expect(report.inputs).toMatchObject([{ path: ['nixpkgs'], kind: 'updated' }]);
    expect(fleet.git('status', '--porcelain')).toBe('M flake.lock');
  },
);

test('the first run updates, the second finds nothing new: exit codes 0 and 2', async () => {
  const fleet = createFleet(folder(), description);
  fleet.advance({ openssl: '3.4.2' });
  expect((await flakeUpdateDiff([], { cwd: fleet.flake })).code).toBe(0);
  fleet.git('commit', '-qam', 'update');
  const second = await flakeUpdateDiff([], { cwd: fleet.flake });
  expect(second).toMatchObject({ code: 2, left: [] });
  expect(second.stderr).toContain('flake.lock did not change');
});

test('an update that touches no host: exit code 3, and flake.lock is written all the same', async () => {
  const fleet = createFleet(folder(), description);
  fleet.advance({ 'never-installed': '1.0' });
  const run = await flakeUpdateDiff([], { cwd: fleet.flake });
  expect(run).toMatchObject({ code: 3, left: [] });
  expect(run.stderr).toContain('no host differs');
  expect(fleet.git('status', '--porcelain')).toBe('M flake.lock');
});

test('--no-write leaves flake.lock as it was', async () => {
  const fleet = createFleet(folder(), description);
  const lock = readFileSync(join(fleet.flake, 'flake.lock'));
  fleet.advance({ openssl: '3.4.2' });
  expect((await flakeUpdateDiff(['--no-write'], { cwd: fleet.flake })).code).toBe(0);
  expect(readFileSync(join(fleet.flake, 'flake.lock'))).toEqual(lock);
});

test('--skip-update reviews the flake.lock of the working tree', async () => {
  const fleet = createFleet(folder(), description);
  fleet.advance({ openssl: '3.4.2' });
  fleet.update();
  const updated = readFileSync(join(fleet.flake, 'flake.lock'));
  fleet.advance({ openssl: '3.4.3' });
  const report = await reportOf(['--skip-update'], { cwd: fleet.flake });
  expect(changes(report, 'web')).toContain('openssl 3.4.1 → 3.4.2 (upgraded)');
  expect(readFileSync(join(fleet.flake, 'flake.lock'))).toEqual(updated);
});

test('--skip-update of an untouched flake.lock: exit code 2', async () => {
  const fleet = createFleet(folder(), description);
  expect((await flakeUpdateDiff(['--skip-update'], { cwd: fleet.flake })).code).toBe(2);
});

test('--input updates only what it names', async () => {
  const fleet = createFleet(folder(), {
    ...description,
    inputs: { extra: { packages: { tool: '1.0' } } },
    hosts: { web: { packages: ['tool'] } },
  });
  fleet.advance({ bash: '5.3' });
  fleet.advance({ tool: '1.1' }, { input: 'extra' });
  const report = await reportOf(['--input', 'extra'], { cwd: fleet.flake });
  expect(report.inputs.map((input) => input.path)).toEqual([['extra']]);
  expect(changes(report, 'web')).toEqual(['tool 1.0 → 1.1 (upgraded)']);
});

test('--base and --head compare two commits, hosts that come and go included', async () => {
  const fleet = createFleet(folder(), description);
  fleet.git('branch', 'old');
  fleet.changeHosts({ db: null, mail: {}, web: { packages: ['nginx', 'htop'] } });
  const report = await reportOf(['--base', 'old', '--head', 'main'], { cwd: fleet.flake });
  expect(states(report)).toEqual({
    db: 'removed',
    'installer-minimal': 'skipped',
    mail: 'new',
    web: 'changed',
  });
  expect(changes(report, 'web')).toEqual(['htop ∅ → 3.4.1 (added)']);
  expect(report.comparison).toMatchObject({
    kind: 'revisions',
    base: fleet.git('rev-parse', 'old'),
    head: fleet.git('rev-parse', 'main'),
  });
});

test('--eval-only compares derivations and builds nothing', async () => {
  const fleet = createFleet(folder(), { ...description, salt: 'eval-only' });
  fleet.advance({ openssl: '3.4.2' });
  const report = await reportOf(['--eval-only'], { cwd: fleet.flake });
  const web = report.hosts.find((host) => host.name === 'web');
  expect(web).toMatchObject({ state: 'changed', basis: 'derivation', after: { closureSize: null } });
  expect(changes(report, 'web')).toContain('openssl 3.4.1 → 3.4.2 (upgraded)');
  expect(() => readFileSync(web?.after?.outPath ?? '')).toThrow('ENOENT');
});
