import type { Report } from '../../../src/report/report.ts';
import { storePath } from '../../diff/closures.ts';
import { changedHost, failure, noFlags, plainHost, report } from './parts.ts';

/** One machine, a kernel and a handful of packages. */
export const oneHost: Report = report([
  changedHost('laptop', {
    before:
      'linux-6.12.30:140000000 glibc-2.41-66:30000000 openssl-3.4.1:6200000 openssl-3.4.1-bin:900000 *firefox-139.0:260000000 *vim-9.1.1336:42000000 curl-8.13.0:1200000 libxml2-2.13.8:3000000',
    after:
      'linux-6.12.34:141000000 glibc-2.41-66#2:30000000 openssl-3.4.2:6210000 openssl-3.4.2-bin:900000 *firefox-140.0.4:266000000 *vim-9.1.1336#2:42000000 curl-8.14.1:1250000 libxml2-2.13.8#2:3000000',
    flags: {
      ...noFlags,
      reboot: ['kernel', 'initrd', 'kernel-modules'],
      units: {
        ...noFlags.units,
        restarted: ['nix-daemon.service', 'sshd.service'],
        reloaded: ['dbus.service'],
      },
    },
  }),
]);

/** A dependency that no host can do without does not build. */
export const allBroken: Report = report(
  ['db1', 'mail', 'web1', 'web2'].map((name) => plainHost(name, 'newly-broken')),
  {
    failures: [
      failure({
        hosts: ['db1', 'mail', 'web1', 'web2'],
        drvPath: `${storePath('openssl-3.4.2')}.drv`,
        summary: 'openssl-3.4.2 failed with exit code 2',
        message: `builder for '${storePath('openssl-3.4.2')}.drv' failed with exit code 2`,
        logTail: [
          'Test Summary Report',
          '-------------------',
          '30-test_evp.t            (Wstat: 256 (exited 1) Tests: 104 Failed: 1)',
          '  Failed test:  71',
          'Result: FAIL',
          'make[1]: *** [Makefile:4043: _tests] Error 1',
        ],
      }),
    ],
  },
);

/** Another compiler flag somewhere deep: everything is built anew, nothing is another version. */
export const onlyRebuilt: Report = report(
  ['db1', 'web1', 'web2'].map((name) =>
    changedHost(name, {
      before: 'glibc-2.41-66:30000000 openssl-3.4.1:6200000 *vim-9.1.1336:42000000 curl-8.13.0:1200000',
      after:
        'glibc-2.41-66#2:30000000 openssl-3.4.1#2:6200000 *vim-9.1.1336#2:42000000 curl-8.13.0#2:1200000',
      flags: { ...noFlags, units: { ...noFlags.units, restarted: ['sshd.service'] } },
    }),
  ),
);

export const lockUnchanged: Report = report([], { inputs: [] });

/** The lock file moves, and no host takes anything from what moved. */
export const noHostDiffers: Report = report(
  ['db1', 'web1'].map((name) => plainHost(name, 'unchanged')),
  {},
);

/** Derivations compared, nothing built: no sizes, no flags. */
export const evalOnly: Report = report(
  [
    changedHost('web1', {
      before: 'openssl-3.4.1 nginx-1.28.0 glibc-2.41',
      after: 'openssl-3.4.2 nginx-1.28.1 glibc-2.41#2',
      basis: 'derivation',
      flags: null,
      reason: 'derivations were compared, nothing was built',
    }),
    plainHost('db1', 'unchanged'),
  ],
  { evalOnly: true },
);

/** `flake-update-diff diff OLD NEW` */
export const twoClosures: Report = report(
  [
    changedHost('nixos-system-laptop-26.05.2', {
      before: 'linux-6.12.30:140000000 openssl-3.4.1:6200000 *vim-9.1.1336:42000000 *tmux-3.5a:1000000',
      after: 'linux-6.12.34:141000000 openssl-3.4.2:6210000 *vim-9.1.1401:42500000 zstd-1.5.7:900000',
      system: null,
      flags: { ...noFlags, reboot: ['kernel'] },
    }),
  ],
  {
    comparison: {
      kind: 'closures',
      base: storePath('nixos-system-laptop-26.05.1'),
      head: storePath('nixos-system-laptop-26.05.2'),
      flakeDir: '',
    },
    inputs: [],
    reproduce: `flake-update-diff diff ${storePath('nixos-system-laptop-26.05.1')} ${storePath('nixos-system-laptop-26.05.2')}`,
  },
);
