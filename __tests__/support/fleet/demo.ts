/**
 * A small realistic fleet for the demo and its update: six hosts, of which one breaks, one stays as it is and four change,
 * and a seventh that is left out by its name. Versions are those of nixpkgs in June 2025; sizes are a hundredth of the real ones.
 */
import { createFleet, type Fleet } from '../fleet.ts';
import type { FleetDescription, Host, Packages } from './description.ts';

const kilobyte = 1000;

const nixpkgs: Packages = {
  glibc: { version: '2.40-66', size: 310 * kilobyte },
  systemd: { version: '257.5', uses: ['glibc', 'openssl'], size: 160 * kilobyte },
  linux: { version: '6.12.31', size: 1300 * kilobyte },
  linux_6_6: { version: '6.6.92', pname: 'linux', size: 1100 * kilobyte },
  zlib: { version: '1.3.1', uses: ['glibc'] },
  openssl: { version: '3.4.1', outputs: ['bin', 'out', 'lib', 'man'], uses: ['glibc'], size: 70 * kilobyte },
  openssl_1_1: { version: '1.1.1w', pname: 'openssl', uses: ['glibc'], size: 60 * kilobyte },
  curl: {
    version: '8.13.0',
    outputs: ['bin', 'out', 'lib', 'man'],
    uses: ['openssl', 'zlib'],
    size: 9 * kilobyte,
  },
  git: { version: '2.49.0', uses: ['curl', 'perl', 'openssh'], size: 500 * kilobyte },
  vim: { version: '9.1.1336', uses: ['glibc'], size: 400 * kilobyte },
  htop: { version: '3.4.1', uses: ['glibc'], size: 4 * kilobyte },
  perl: { version: '5.40.0', outputs: ['out', 'man'], uses: ['glibc'], size: 600 * kilobyte },
  openssh: { version: '10.0p2', uses: ['openssl', 'zlib'], size: 50 * kilobyte },
  sqlite: { version: '3.48.0', outputs: ['bin', 'out'], uses: ['zlib'], size: 15 * kilobyte },
  python3: { version: '3.12.10', uses: ['openssl', 'sqlite'], size: 1100 * kilobyte },
  nginx: { version: '1.28.0', uses: ['openssl', 'zlib'], size: 14 * kilobyte },
  certbot: { version: '4.0.0', uses: ['python3'], size: 20 * kilobyte },
  'legacy-shop': { version: '2.7.3', uses: ['openssl_1_1'], size: 30 * kilobyte },
  postgresql: {
    version: '16.9',
    outputs: ['out', 'lib', 'man'],
    uses: ['openssl', 'zlib'],
    size: 400 * kilobyte,
  },
  pgbackrest: { version: '2.55.1', uses: ['postgresql'], size: 12 * kilobyte },
  dovecot: { version: '2.3.21.1', uses: ['openssl', 'sqlite'], size: 180 * kilobyte },
  postfix: { version: '3.10.2', uses: ['openssl'], size: 90 * kilobyte },
  rspamd: { version: '3.11.1', uses: ['openssl', 'sqlite'], size: 210 * kilobyte },
  mesa: { version: '25.0.6', uses: ['glibc'], size: 900 * kilobyte },
  'linux-firmware': { version: '20250509', size: 4000 * kilobyte },
  firefox: { version: '139.0.1', uses: ['mesa', 'sqlite'], size: 2600 * kilobyte },
  thunderbird: { version: '139.0.1', uses: ['mesa', 'sqlite'], size: 2500 * kilobyte },
  'signal-desktop': { version: '7.58.0', uses: ['mesa'], size: 3900 * kilobyte },
  neofetch: { version: '7.1.0', size: 3 * kilobyte },
  ripgrep: { version: '14.1.1', uses: ['glibc'], size: 50 * kilobyte },
};

const server: Host = { packages: ['git', 'vim', 'htop'], services: { sshd: 'openssh' }, users: ['sshd'] };

const fleet: FleetDescription = {
  packages: nixpkgs,
  base: ['bash', 'coreutils', 'curl', 'openssl'],
  label: true,
  revision: true,
  inputs: {
    'nixpkgs-stable': { packages: nixpkgs },
    'home-manager': { packages: { 'home-manager': '0-unstable-2025-06-01' } },
  },
  hosts: {
    web1: {
      ...server,
      packages: ['git', 'vim', 'htop', 'certbot'],
      services: { ...server.services, nginx: 'nginx' },
      etc: { 'nginx/nginx.conf': 'worker_processes auto;\n' },
      users: ['sshd', 'nginx'],
    },
    web2: {
      ...server,
      services: { ...server.services, nginx: 'nginx', shop: 'legacy-shop' },
      users: ['sshd', 'nginx', 'shop'],
    },
    db1: {
      ...server,
      packages: ['git', 'vim', 'htop', 'postgresql', 'pgbackrest'],
      services: { ...server.services, postgresql: 'postgresql' },
      users: ['sshd', 'postgres'],
      kernel: 'linux_6_6',
      stateVersion: '23.11',
    },
    mail: {
      ...server,
      services: { ...server.services, dovecot: 'dovecot', postfix: 'postfix', rspamd: 'rspamd' },
      users: ['sshd', 'dovecot2', 'postfix', 'rspamd'],
    },
    laptop: {
      packages: [
        'git',
        'vim',
        'ripgrep',
        'python3',
        'firefox',
        'thunderbird',
        'signal-desktop',
        'neofetch',
        'linux-firmware',
        'home-manager',
      ],
      users: ['anna'],
    },
    pi: { ...server, system: 'aarch64-linux', channel: 'nixpkgs-stable' },
    'build-minimal': { packages: ['git'] },
  },
};

const dovecotLog = `Running phase: buildPhase
build flags: -j2 SHELL=/bin/bash
Making all in lib-sql
  CC       driver-sqlite.lo
driver-sqlite.c: In function 'driver_sqlite_connect':
driver-sqlite.c:107:28: error: 'SQLITE_CONFIG_LOG_FN' undeclared (first use in this function); did you mean 'SQLITE_CONFIG_LOG'?
  107 |         (void)sqlite3_config(SQLITE_CONFIG_LOG_FN, sqlite_log, db);
      |                            ^~~~~~~~~~~~~~~~~~~~
driver-sqlite.c:107:28: note: each undeclared identifier is reported only once for each function it appears in
make[3]: *** [Makefile:836: driver-sqlite.lo] Error 1
make[2]: *** [Makefile:569: all-recursive] Error 1
make[1]: *** [Makefile:698: all-recursive] Error 1
make: *** [Makefile:604: all] Error 2`;

/** Writes the fleet below `folder` and moves its inputs on, so that `nix flake update` brings a month's changes. */
export function createDemoFleet(folder: string): Fleet {
  const demo = createFleet(folder, fleet);
  demo.advance({
    linux: '6.12.36',
    systemd: '257.6',
    openssl: '3.4.2',
    curl: '8.14.1',
    git: '2.50.0',
    vim: '9.1.1475',
    python3: '3.12.11',
    postgresql: { version: '17.5', size: 430 * kilobyte },
    dovecot: { version: '2.4.1-4', fails: dovecotLog.split('\n') },
    mesa: '25.1.4',
    'linux-firmware': { version: '20250627', size: 4200 * kilobyte },
    firefox: { version: '140.0.1', size: 2650 * kilobyte },
    'signal-desktop': '7.56.1',
    // The name lives on as an alias of another package.
    neofetch: { pname: 'fastfetch', version: '2.46.0', uses: ['glibc'], size: 6 * kilobyte },
  });
  demo.advance({ 'home-manager': '0-unstable-2025-06-24' }, { input: 'home-manager' });
  return demo;
}
