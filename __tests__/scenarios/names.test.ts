import { expect, test } from '@jest/globals';
import { createFleet } from '../support/fleet.ts';
import { nixReleases } from '../support/nix.ts';
import { changes, flakeUpdateDiff, reportOf, states, useFolder } from './program.ts';

const folder = useFolder();
const NAMES = [
  'with space',
  'web.example.org',
  'say "hi"',
  "o'brien",
  'größe-東京',
  'back\\slash',
  // biome-ignore lint/suspicious/noTemplateCurlyInString: what an interpolation in Nix looks like
  '${self}',
  '-dash',
  '*',
];

test.each(nixReleases)('hosts may have any name, with Nix %s', async (release) => {
  const fleet = createFleet(folder(), {
    packages: { a: '1' },
    hosts: Object.fromEntries(NAMES.map((name) => [name, { packages: ['a'] }])),
  });
  fleet.advance({ a: '2' });
  const report = await reportOf([], { cwd: fleet.flake, release });
  expect(states(report)).toEqual(Object.fromEntries(NAMES.map((name) => [name, 'changed'])));
});

test('hundreds of hosts', async () => {
  const names = Array.from({ length: 400 }, (_, index) => `host-${index}`);
  const fleet = createFleet(folder(), {
    texts: true,
    packages: { a: '1' },
    hosts: Object.fromEntries(names.map((name) => [name, { packages: ['a'] }])),
  });
  fleet.advance({ a: '2' });
  const report = await reportOf(['--eval-only'], { cwd: fleet.flake });
  expect(report.hosts).toHaveLength(400);
  expect(changes(report, 'host-399')).toContain('a 1 → 2 (upgraded)');
});

test('--hosts takes globs and whole names, several of them; --exclude another pattern', async () => {
  const fleet = createFleet(folder(), {
    packages: { a: '1' },
    hosts: { web1: {}, web2: {}, db: {}, 'x-minimal': {}, '*': {} },
  });
  fleet.advance({ bash: '5.3' });
  const report = await reportOf(['--hosts', 'web*', 'x-minimal', '--exclude', 'web2', '--no-write'], {
    cwd: fleet.flake,
  });
  expect(states(report)).toEqual({
    '*': 'skipped',
    db: 'skipped',
    web1: 'changed',
    web2: 'skipped',
    'x-minimal': 'changed',
  });
  expect(report.hosts[3]?.reason).toBe('its name matches web2');
});

test.each([
  [['--hosts', 'wbe*'], '--hosts "wbe*" matches no host'],
  [['--exclude', '.*'], 'All 2 hosts are left out: db (its name matches .*), web (its name matches .*)'],
])('a filter that leaves nothing is an error: %j', async (args, message) => {
  const fleet = createFleet(folder(), { hosts: { web: {}, db: {} } });
  fleet.advance({ bash: '5.3' });
  const run = await flakeUpdateDiff(args, { cwd: fleet.flake });
  expect(run).toMatchObject({ code: 1, stdout: '', left: [] });
  expect(run.stderr).toContain(message);
  expect(fleet.git('status', '--porcelain')).toBe('');
});
