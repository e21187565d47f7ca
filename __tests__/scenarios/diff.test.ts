import { execFileSync } from 'node:child_process';
import { symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from '@jest/globals';
import { createFleet } from '../support/fleet.ts';
import { nixEnvironment, nixReleases } from '../support/nix.ts';
import { changes, flakeUpdateDiff, reportOf, useFolder } from './program.ts';

const folder = useFolder();

function twoSystems() {
  const fleet = createFleet(folder(), {
    packages: { nginx: '1.28.0' },
    hosts: { old: { packages: ['nginx'] }, fresh: { packages: ['nginx'], kernel: null } },
  });
  const build = (host: string) =>
    execFileSync(
      'nix',
      ['build', '--no-link', '--json', `.#nixosConfigurations.${host}.config.system.build.toplevel`],
      { cwd: fleet.flake, env: nixEnvironment(), encoding: 'utf8' },
    );
  const pathOf = (host: string) => JSON.parse(build(host))[0].outputs.out as string;
  return { fleet, old: pathOf('old'), fresh: pathOf('fresh') };
}

test.each(nixReleases)(
  'store paths, links and installables are compared alike, with Nix %s',
  async (release) => {
    const { fleet, old, fresh } = twoSystems();
    const link = join(folder(), 'current-system');
    symlinkSync(fresh, link);
    const installable = '.#nixosConfigurations.fresh.config.system.build.toplevel';
    for (const operand of [fresh, `${fresh}/sw`.replace('/sw', ''), link, installable]) {
      const report = await reportOf(['diff', old, operand], { cwd: fleet.flake, release });
      expect(report).toMatchObject({ exit: 0, comparison: { kind: 'closures', base: old, head: fresh } });
      expect(changes(report, report.hosts[0]?.name ?? '')).toContain('linux 6.12.31 → ∅ (removed)');
    }
  },
);

test('a closure with itself: nothing, exit code 3', async () => {
  const { fleet, old } = twoSystems();
  const run = await flakeUpdateDiff(['diff', old, old], { cwd: fleet.flake });
  expect(run).toMatchObject({ code: 3, left: [] });
  expect(run.stderr).toContain('Both closures are the same');
});

test.each([
  ['/etc/hostname', 'is not in the Nix store'],
  ['.#nothing', 'nix build .#nothing failed'],
  [
    '/nix/store/00000000000000000000000000000000-gone',
    'nix build /nix/store/00000000000000000000000000000000-gone failed',
  ],
])('%s is no closure', async (operand, message) => {
  const { fleet, old } = twoSystems();
  const run = await flakeUpdateDiff(['diff', old, operand], { cwd: fleet.flake });
  expect(run).toMatchObject({ code: 1, stdout: '', left: [] });
  expect(run.stderr).toContain(message);
});
