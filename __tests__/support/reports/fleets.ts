import type { HostReport } from '../../../src/diff/compare.ts';
import type { Report } from '../../../src/report/report.ts';
import { storePath } from '../../diff/closures.ts';
import { changedHost, day, failure, locked, nixpkgsUpdated, noFlags, plainHost, report } from './parts.ts';

type Step = readonly [before: string, after: string];

/** What every host of the fleet has. */
const BASE: readonly Step[] = [
  ['glibc-2.41-66:30000000', 'glibc-2.41-66#2:30000000'],
  ['openssl-3.4.1:6200000 openssl-3.4.1-bin:900000', 'openssl-3.4.2:6210000 openssl-3.4.2-bin:900000'],
  ['systemd-257.5:17000000', 'systemd-257.6:17100000'],
  ['*openssh-10.0p1:5000000', '*openssh-10.0p2:5010000'],
  ['*nix-2.28.3:12000000', '*nix-2.28.4:12050000'],
  ['*vim-9.1.1336:42000000', '*vim-9.1.1401:42500000'],
  ['*htop-3.4.0:400000', '*htop-3.4.1:400000'],
  ['curl-8.13.0:1200000', 'curl-8.14.1:1250000'],
  ['sqlite-3.48.0:1700000', 'sqlite-3.49.2:1720000'],
  ['libxml2-2.13.8:3000000', 'libxml2-2.13.8#2:3000000'],
];
const KERNEL: Step = ['linux-6.12.30:140000000', 'linux-6.12.34:141000000'];
const WEB: Step = [
  'nginx-1.28.0:2400000 *goaccess-1.9.3:800000',
  'nginx-1.28.0#2:2400000 *goaccess-1.9.4:800000',
];
const DESKTOP: readonly Step[] = [
  ['*firefox-139.0:260000000', '*firefox-140.0.4:266000000'],
  ['*thunderbird-128.11:240000000', '*thunderbird-128.12:240100000'],
  ['mesa-25.1.1:90000000', 'mesa-25.1.4:91000000'],
  ['*xterm-398:1300000', ''],
  ['', '*ghostty-1.1.3:55000000'],
];

function host(name: string, steps: readonly Step[], given: Partial<HostReport> = {}): HostReport {
  const line = (side: 0 | 1) => steps.map((step) => step[side]).join(' ');
  const { before: _before, after: _after, ...rest } = given;
  return changedHost(name, { before: line(0), after: line(1), ...rest });
}

const restarts = (...restarted: readonly string[]): NonNullable<HostReport['flags']> => ({
  ...noFlags,
  units: { ...noFlags.units, restarted },
});

const web = (name: string) =>
  host(name, [...BASE, WEB], { flags: restarts('nginx.service', 'nix-daemon.service', 'sshd.service') });

/** 14 hosts that get on with most of a day: some change, some break, some are as they were. */
export const mixedFleet: Report = report(
  [
    web('web1'),
    web('web2'),
    web('web3'),
    host(
      'mail',
      [
        ...BASE,
        ['dovecot-2.3.21:9000000 postfix-3.10.1:7000000', 'dovecot-2.4.1:9400000 postfix-3.10.2:7000000'],
      ],
      {
        flags: restarts('dovecot2.service', 'postfix.service', 'sshd.service'),
      },
    ),
    host('cloud', [...BASE, WEB, ['nextcloud-30.0.11:640000000', 'nextcloud-31.0.6:670000000']], {
      flags: restarts('nginx.service', 'phpfpm-nextcloud.service'),
    }),
    host(
      'db2',
      [
        ...BASE,
        ['postgresql-15.13:32000000 *pgcli-4.2.0:1000000', 'postgresql-16.9:33000000 *pgcli-4.1.0:990000'],
      ],
      {
        flags: {
          ...restarts('postgresql.service'),
          removedUsers: ['backup'],
          removedGroups: ['backup'],
          stateVersion: { before: '23.11', after: '26.05' },
        },
      },
    ),
    host('laptop', [...BASE, KERNEL, ...DESKTOP], {
      flags: {
        ...noFlags,
        reboot: ['kernel', 'initrd', 'kernel-modules'],
        units: {
          restarted: ['nix-daemon.service', 'sshd.service'],
          reloaded: ['dbus.service'],
          started: ['power-profiles-daemon.service'],
          stopped: ['tlp.service'],
        },
        label: { before: '26.05.20260601.8f3a1c9', after: '26.05.20260610.c5d7e9f' },
      },
    }),
    host('desktop', [...BASE, KERNEL, ...DESKTOP], {
      flags: {
        ...restarts('nix-daemon.service', 'sshd.service'),
        reboot: ['kernel', 'kernel-modules'],
      },
    }),
    host(
      'pi',
      BASE.map(([before, after]): Step => [before.replace(/:\d+/g, ''), after.replace(/:\d+/g, '')]),
      {
        system: 'aarch64-linux',
        basis: 'derivation',
        flags: null,
        reason: 'no builder for aarch64-linux here; derivations were compared',
      },
    ),
    plainHost('db1', 'newly-broken'),
    plainHost('attic', 'still-broken'),
    plainHost('build', 'fixed'),
    plainHost('router', 'unchanged'),
    plainHost('nas', 'unchanged'),
    plainHost('installer-minimal', 'skipped', { reason: 'its name matches .*-minimal' }),
  ],
  {
    inputs: [
      {
        path: ['agenix'],
        kind: 'redirected',
        before: locked({
          url: 'github:ryantm/agenix',
          web: 'https://github.com/ryantm/agenix',
          revision: '9b10b9d2e4f5a6c7d8e9f0a1b2c3d4e5f6a7b8c9',
        }),
        after: locked({
          url: 'github:ryantn/agenix',
          web: 'https://github.com/ryantn/agenix',
          revision: '1a2b3c4d5e6f7a8b9c0d1e2f3a4b5c6d7e8f9a0b',
          lastModified: day(3),
        }),
      },
      {
        path: ['home-manager'],
        kind: 'updated',
        before: locked({
          url: 'github:nix-community/home-manager',
          web: 'https://github.com/nix-community/home-manager',
          revision: '2a3b4c5d6e7f8a9b0c1d2e3f4a5b6c7d8e9f0a1b',
        }),
        after: locked({
          url: 'github:nix-community/home-manager',
          web: 'https://github.com/nix-community/home-manager',
          revision: '3b4c5d6e7f8a9b0c1d2e3f4a5b6c7d8e9f0a1b2c',
          lastModified: day(8),
        }),
      },
      {
        path: ['home-manager', 'nixpkgs'],
        kind: 'refollowed',
        before: locked(),
        after: locked({ type: 'follows', follows: ['nixpkgs'] }),
      },
      nixpkgsUpdated,
    ],
    failures: [
      failure({
        hosts: ['db1'],
        drvPath: `${storePath('pgvector-0.8.0')}.drv`,
        summary: 'pgvector-0.8.0 failed with exit code 2',
        message: `builder for '${storePath('pgvector-0.8.0')}.drv' failed with exit code 2`,
        logTail: [
          'src/hnswutils.c:214:9: error: too few arguments to function ‘HnswInitElement’',
          'make: *** [<builtin>: src/hnswutils.o] Error 1',
        ],
      }),
      failure({
        stage: 'evaluate',
        side: 'both',
        hosts: ['attic'],
        drvPath: null,
        summary: 'Failed assertions: services.atticd needs environmentFile',
        message: 'error:\nFailed assertions:\n- services.atticd needs environmentFile',
        logTail: [],
      }),
      failure({
        side: 'before',
        hosts: ['build'],
        drvPath: `${storePath('hydra-2026-05-01')}.drv`,
        summary: 'hydra-2026-05-01 failed with exit code 1',
        message: `builder for '${storePath('hydra-2026-05-01')}.drv' failed with exit code 1`,
        logTail: ['FAILED tests/evaluator.t'],
      }),
    ],
  },
);

/** Packages named and counted up, so that a large fleet has as many as a real one. */
function bulk(prefix: string, from: number, amount: number): readonly Step[] {
  return Array.from({ length: amount }, (_, index): Step => {
    const number = from + index;
    const name = `${prefix}-lib${number}`;
    const bytes = 10_000 + ((number * 7919) % 900_000);
    return number % 5 < 2
      ? [`${name}-1.${number % 17}.0:${bytes}`, `${name}-1.${(number % 17) + 1}.0:${bytes + (number % 300)}`]
      : [`${name}-2.${number % 9}:${bytes}`, `${name}-2.${number % 9}#2:${bytes}`];
  });
}

/** 60 hosts in four roles, several hundred changes each. */
export const largeFleet: Report = report(
  Array.from({ length: 60 }, (_, index) => {
    const role = ['web', 'db', 'worker', 'desk'][index % 4]!;
    const name = `${role}${String(Math.floor(index / 4) + 1).padStart(2, '0')}`;
    if (index === 17) return plainHost(name, 'newly-broken');
    if (index % 13 === 12) return plainHost(name, 'unchanged');
    const own = role === 'web' ? [WEB] : role === 'desk' ? DESKTOP : [];
    const steps = [
      ...BASE,
      ...own,
      ...bulk('common', 0, 300),
      ...bulk(role, 1000, 60),
      ...bulk(name, 2000, index % 3),
    ];
    const kernel = index % 7 === 0;
    return host(name, kernel ? [...steps, KERNEL] : steps, {
      flags: {
        ...noFlags,
        reboot: kernel ? (['kernel', 'initrd', 'kernel-modules'] as const) : [],
        units: {
          ...noFlags.units,
          restarted: [
            'nix-daemon.service',
            'sshd.service',
            ...(role === 'web' ? ['nginx.service'] : []),
          ].sort(),
        },
      },
    });
  }),
  { failures: [failure({ hosts: ['db05'] })] },
);
