import { expect, test } from '@jest/globals';
import { createFleet } from '../support/fleet.ts';
import { nixReleases } from '../support/nix.ts';
import { reportOf, states, useFolder } from './program.ts';

const folder = useFolder();

test.each(nixReleases)(
  'every way to break is told with its reason, and drops no other host, with Nix %s',
  async (release) => {
    const fleet = createFleet(folder(), {
      salt: `breakage ${release}`,
      packages: { shared: { version: '1.0' }, other: { version: '1.0' } },
      breaks: { mended: { throws: 'mended by the update' }, always: { typeError: true } },
      hosts: {
        throws: {},
        typeError: {},
        missing: {},
        own: {},
        shared1: { packages: ['shared'] },
        shared2: { packages: ['shared', 'other'] },
        mended: {},
        always: {},
        fine: {},
      },
    });
    fleet.advance(
      { bash: '5.3', shared: { version: '1.1', fails: ['checking for cc', 'error: cc: not found'] } },
      {
        breaks: {
          throws: { throws: 'services.foo was removed' },
          typeError: { typeError: true },
          missing: { missing: 'newPackage' },
          own: { fails: ['assertion of own failed'] },
          mended: null,
        },
      },
    );
    const report = await reportOf([], { cwd: fleet.flake, release });
    expect(report.exit).toBe(0);
    expect(states(report)).toEqual({
      always: 'still-broken',
      fine: 'changed',
      mended: 'fixed',
      missing: 'newly-broken',
      own: 'newly-broken',
      shared1: 'newly-broken',
      shared2: 'newly-broken',
      throws: 'newly-broken',
      typeError: 'newly-broken',
    });
    const failures = report.failures.map(
      ({ hosts, side, stage, summary }) => `${side} ${stage} ${hosts.join('+')}: ${summary}`,
    );
    expect(failures).toEqual(
      expect.arrayContaining([
        'after evaluate throws: services.foo was removed',
        expect.stringMatching(/^after evaluate typeError: cannot add a string to an integer/),
        expect.stringMatching(/^after evaluate missing: attribute 'newPackage' missing/),
        expect.stringMatching(/^after build own: nixos-system-own-25\.05: .*failed with exit code 1/),
        expect.stringMatching(/^after build shared1\+shared2: shared-1.1: .*failed with exit code 2/),
        expect.stringMatching(/^both evaluate always: /),
        'before evaluate mended: mended by the update',
      ]),
    );
    const shared = report.failures.find((failure) => failure.hosts.includes('shared1'));
    expect(shared?.logTail).toEqual(['checking for cc', 'error: cc: not found']);
    expect(report.failures).toHaveLength(7);
  },
);

test('a flake that fails as a whole after the update breaks every host, and that is a report', async () => {
  const fleet = createFleet(folder(), {
    packages: { a: '1' },
    hosts: { one: { packages: ['a'] }, two: { packages: ['a'] } },
  });
  fleet.advance({ a: { version: '2', throws: 'a is insecure' } });
  const report = await reportOf([], { cwd: fleet.flake });
  expect(states(report)).toEqual({ one: 'newly-broken', two: 'newly-broken' });
  expect(report.failures).toMatchObject([{ hosts: ['one', 'two'], summary: 'a is insecure' }]);
});

test('a host of a system that nobody here can build is compared by derivation, and breaks no other', async () => {
  const fleet = createFleet(folder(), {
    packages: { nginx: '1.28.0' },
    hosts: { pi: { system: 'aarch64-linux', packages: ['nginx'] }, web: { packages: ['nginx'] } },
  });
  fleet.advance({ nginx: '1.28.1' });
  const report = await reportOf([], { cwd: fleet.flake });
  expect(report.hosts).toMatchObject([
    {
      name: 'pi',
      state: 'changed',
      basis: 'derivation',
      reason: expect.stringContaining('no builder for aarch64-linux'),
    },
    { name: 'web', state: 'changed', basis: 'closure', reason: null },
  ]);
});
