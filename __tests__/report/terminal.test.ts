import { stripVTControlCharacters } from 'node:util';
import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import stringWidth from 'string-width';
import { renderTerminal } from '../../src/report/terminal.ts';
import { plain } from '../../src/report/text.ts';
import { REPORTS } from '../support/reports.ts';
import { hostileReport } from './hostile.ts';

const reports = Object.entries(REPORTS);
const plainly = (report: Parameters<typeof renderTerminal>[0], width = 80) =>
  renderTerminal(report, { width, colour: false });

test('one host, 80 columns', () => {
  expect(plainly(REPORTS['one-host']!)).toMatchInlineSnapshot(`
"laptop changes, a reboot is needed; closure +7.1 MB.

  Host    State    Packages     Size  Reboot  Units
  laptop  changes         4  +7.1 MB  reboot      3

What matters

  ↑  linux      6.12.30  →  6.12.34         kernel
  ↑  openssl    3.4.1    →  3.4.2           cryptography
  ↑  firefox *  139.0    →  140.0.4  +6 MB  selected

Inputs

  nixpkgs  8f3a1c9 → c5d7e9f  9 days newer
    2026-06-01 → 2026-06-10
    https://github.com/NixOS/nixpkgs/compare/8f3a1c9d2e4b5a6978c0d1e2f3a4b5c6d7e8f901...c5d7e9f1a3b5c7d9e1f3a5b7c9d1e3f5a7b9c1d3

Packages

    ↑  linux      6.12.30  →  6.12.34
    ↑  openssl    3.4.1    →  3.4.2
    ↑  firefox *  139.0    →  140.0.4  +6 MB
    ↑  curl       8.13.0   →  8.14.1
    = 3 rebuilt packages: glibc, libxml2, vim

Host by host

  laptop
    reboot for  kernel, initrd, kernel-modules
    restarts    nix-daemon.service, sshd.service
    reloads     dbus.service

Sizes

  laptop  483 MB  →  490 MB  +7.1 MB  8 new paths, 8 gone

Again: flake-update-diff --base 4f1c2a9be07d3358a6c1d0e9f7b24a6c8d5e3f10 --head HEAD
* selected in environment.systemPackages · base 4f1c2a9be07d · flake-update-diff
0.1.0 · nix 2.34.8
"
`);
});

test('a fleet, 80 columns', () => {
  expect(plainly(REPORTS['mixed-fleet']!)).toMatchInlineSnapshot(`
"9 of 14 hosts change, 1 breaks (db1), 1 is broken as before (attic), 1 is fixed
(build), 2 need a reboot, 1 skipped; closure +161 MB.

  Host     State          Packages       Size  Reboot  Units  System
  db1      breaks                                             x86_64
  attic    broken before                                      x86_64
  build    fixed                                              x86_64
  desktop  changes              14     +63 MB  reboot      2  x86_64
  laptop   changes              14     +63 MB  reboot      5  x86_64
  cloud    changes              10     +31 MB              2  x86_64
  db2      changes              10    +1.7 MB              1  x86_64
  mail     changes              10    +1.1 MB              3  x86_64
  pi       changes               8  not built                 aarch64
  web1     changes               9    +740 kB              3  x86_64
  web2     changes               9    +740 kB              3  x86_64
  web3     changes               9    +740 kB              3  x86_64
  Unchanged: nas, router
  Skipped: installer-minimal (its name matches .*-minimal)

What breaks

  Since agenix 9b10b9d → 1a2b3c4, home-manager 2a3b4c5 → 3b4c5d6,
  nixpkgs 8f3a1c9 → c5d7e9f

  ✗ pgvector-0.8.0 does not build
    breaks db1
  The log's last 2 lines:
  │ src/hnswutils.c:214:9: error: too few arguments to function ‘HnswInitElement
  │ ’
  │ make: *** [<builtin>: src/hnswutils.o] Error 1

Broken before as well

  · Failed assertions: services.atticd needs environmentFile
    on attic

Mended

  ✓ hydra-2026-05-01 did not build
    on build

What matters

  ↑  linux       6.12.30  →  6.12.34          on 2 of 14 hosts  kernel
  ↑  systemd     257.5    →  257.6            on 9 of 14 hosts  init and servic…
  ↑  openssl     3.4.1    →  3.4.2            on 9 of 14 hosts  cryptography
  ↑  openssh *   10.0p1   →  10.0p2           on 9 of 14 hosts  remote login
  ↑  nix *       2.28.3   →  2.28.4           on 9 of 14 hosts  Nix
  ↑  postgresql  15.13    →  16.9             on db2            database
    ! PostgreSQL 16 cannot read the data of 15: where a server runs on it,
      migrate with pg_upgrade or dump and restore before switching, or keep
      services.postgresql.package at 15.
  ↑  nextcloud   30.0.11  →  31.0.6   +30 MB  on cloud          stateful service
    ! Nextcloud 30 goes to 31 and to no later version in one step; back up its
      database and data folder before switching.
  ↑  dovecot     2.3.21   →  2.4.1            on mail           stateful service
  ↑  postfix     3.10.1   →  3.10.2           on mail           stateful service
  −  xterm *     398                          on 2 of 14 hosts  selected
  ↓  pgcli *     4.2.0    →  4.1.0            on db2            selected
  ↑  firefox *   139.0    →  140.0.4   +6 MB  on 2 of 14 hosts  selected

Inputs

  agenix                redirected  9b10b9d → 1a2b3c4  3 days newer
    2026-06-01 → 2026-06-04
    ! It comes from another place now: github:ryantm/agenix →
      github:ryantn/agenix. Merge only if that was intended.
  home-manager                      2a3b4c5 → 3b4c5d6  8 days newer
    2026-06-01 → 2026-06-09
    https://github.com/nix-community/home-manager/compare/2a3b4c5d6e7f8a9b0c1d2e3f4a5b6c7d8e9f0a1b...3b4c5d6e7f8a9b0c1d2e3f4a5b6c7d8e9f0a1b2c
  nixpkgs                           8f3a1c9 → c5d7e9f  9 days newer
    2026-06-01 → 2026-06-10
    https://github.com/NixOS/nixpkgs/compare/8f3a1c9d2e4b5a6978c0d1e2f3a4b5c6d7e8f901...c5d7e9f1a3b5c7d9e1f3a5b7c9d1e3f5a7b9c1d3
  home-manager/nixpkgs  refollowed
    github:NixOS/nixpkgs/nixos-unstable → follows nixpkgs

Packages

  on all 9 hosts that change
    ↑  systemd        257.5     →  257.6
    ↑  openssl        3.4.1     →  3.4.2
    ↑  openssh *      10.0p1    →  10.0p2
    ↑  nix *          2.28.3    →  2.28.4
    ↑  htop *         3.4.0     →  3.4.1
    ↑  vim *          9.1.1336  →  9.1.1401
    ↑  curl           8.13.0    →  8.14.1
    ↑  sqlite         3.48.0    →  3.49.2
    = 2 rebuilt packages: glibc, libxml2

  on 4 of 14 hosts: cloud, web1, web2, web3
    ↑  goaccess *     1.9.3     →  1.9.4
    = 1 rebuilt package: nginx

  on 2 of 14 hosts: desktop, laptop
    ↑  linux          6.12.30   →  6.12.34
    −  xterm *        398
    ↑  firefox *      139.0     →  140.0.4    +6 MB
    ↑  thunderbird *  128.11    →  128.12
    +  ghostty *                   1.1.3     +55 MB
    ↑  mesa           25.1.1    →  25.1.4

  only on cloud
    ↑  nextcloud      30.0.11   →  31.0.6    +30 MB

  only on db2
    ↑  postgresql     15.13     →  16.9
    ↓  pgcli *        4.2.0     →  4.1.0

  only on mail
    ↑  dovecot        2.3.21    →  2.4.1
    ↑  postfix        3.10.1    →  3.10.2

Host by host

  desktop
    reboot for  kernel, kernel-modules
    restarts    nix-daemon.service, sshd.service
  laptop
    reboot for  kernel, initrd, kernel-modules
    restarts    nix-daemon.service, sshd.service
    stops       tlp.service
    starts      power-profiles-daemon.service
    reloads     dbus.service
    label       26.05.20260601.8f3a1c9 → 26.05.20260610.c5d7e9f
  cloud
    restarts  nginx.service, phpfpm-nextcloud.service
  db2
    restarts        postgresql.service
    removes users   backup
    removes groups  backup
    state version   23.11 → 26.05
  mail
    restarts  dovecot2.service, postfix.service, sshd.service
  pi
    note  no builder for aarch64-linux here; derivations were compared
  web1, web2, web3
    restarts  nginx.service, nix-daemon.service, sshd.service

Sizes

  desktop  851 MB  →  913 MB   +63 MB  16 new paths, 16 gone
  laptop   851 MB  →  913 MB   +63 MB  16 new paths, 16 gone
  cloud    763 MB  →  793 MB   +31 MB  14 new paths, 14 gone
  db2      152 MB  →  154 MB  +1.7 MB  13 new paths, 13 gone
  mail     135 MB  →  137 MB  +1.1 MB  13 new paths, 13 gone
  web1     123 MB  →  123 MB  +740 kB  13 new paths, 13 gone
  web2     123 MB  →  123 MB  +740 kB  13 new paths, 13 gone
  web3     123 MB  →  123 MB  +740 kB  13 new paths, 13 gone

Again: flake-update-diff --base 4f1c2a9be07d3358a6c1d0e9f7b24a6c8d5e3f10 --head HEAD
* selected in environment.systemPackages · base 4f1c2a9be07d · flake-update-diff
0.1.0 · nix 2.34.8
"
`);
});

test('the table of hosts of 120 columns has room for units and rebuilt packages', () => {
  const [, , ...lines] = plainly(REPORTS['mixed-fleet']!, 120).split('\n');
  expect(lines.slice(0, lines.indexOf('What breaks')).join('\n')).toMatchInlineSnapshot(`
"
  Host     State          Packages  Rebuilt       Size  Reboot  Units                       System
  db1      breaks                                                                           x86_64-linux
  attic    broken before                                                                    x86_64-linux
  build    fixed                                                                            x86_64-linux
  desktop  changes              14        2     +63 MB  reboot  2 restarts                  x86_64-linux
  laptop   changes              14        2     +63 MB  reboot  2 restarts, 1 stop, 1 sta…  x86_64-linux
  cloud    changes              10        3     +31 MB          2 restarts                  x86_64-linux
  db2      changes              10        2    +1.7 MB          1 restart                   x86_64-linux
  mail     changes              10        2    +1.1 MB          3 restarts                  x86_64-linux
  pi       changes               8        2  not built                                      aarch64-linux
  web1     changes               9        3    +740 kB          3 restarts                  x86_64-linux
  web2     changes               9        3    +740 kB          3 restarts                  x86_64-linux
  web3     changes               9        3    +740 kB          3 restarts                  x86_64-linux
  Unchanged: nas, router
  Skipped: installer-minimal (its name matches .*-minimal)
"
`);
});

test('all broken: each failure once, with the hosts that it breaks and the end of its log', () => {
  expect(plainly(REPORTS['all-broken']!)).toMatchInlineSnapshot(`
"All 4 hosts break.

  Host  State
  db1   breaks
  mail  breaks
  web1  breaks
  web2  breaks

What breaks

  Since nixpkgs 8f3a1c9 → c5d7e9f

  ✗ openssl-3.4.2 does not build
    breaks db1, mail, web1, web2
  The log's last 6 lines:
  │ Test Summary Report
  │ -------------------
  │ 30-test_evp.t            (Wstat: 256 (exited 1) Tests: 104 Failed: 1)
  │   Failed test:  71
  │ Result: FAIL
  │ make[1]: *** [Makefile:4043: _tests] Error 1

Inputs

  nixpkgs  8f3a1c9 → c5d7e9f  9 days newer
    2026-06-01 → 2026-06-10
    https://github.com/NixOS/nixpkgs/compare/8f3a1c9d2e4b5a6978c0d1e2f3a4b5c6d7e8f901...c5d7e9f1a3b5c7d9e1f3a5b7c9d1e3f5a7b9c1d3

Again: flake-update-diff --base 4f1c2a9be07d3358a6c1d0e9f7b24a6c8d5e3f10 --head HEAD
base 4f1c2a9be07d · flake-update-diff 0.1.0 · nix 2.34.8
"
`);
});

test('two closures', () => {
  expect(plainly(REPORTS['two-closures']!)).toMatchInlineSnapshot(`
"5 packages changed, a reboot is needed; closure +1.4 MB.

  Host                State    Packages     Size  Reboot
  nixos-system-lapt…  changes         5  +1.4 MB  reboot

What matters

  ↑  linux    6.12.30  →  6.12.34  kernel
  ↑  openssl  3.4.1    →  3.4.2    cryptography
  −  tmux *   3.5a                 selected

Packages

    ↑  linux    6.12.30   →  6.12.34
    ↑  openssl  3.4.1     →  3.4.2
    −  tmux *   3.5a
    ↑  vim *    9.1.1336  →  9.1.1401
    +  zstd                  1.5.7

Host by host

  nixos-system-laptop-26.05.2
    reboot for  kernel

Sizes

  nixos-system-laptop-26.…  189 MB  →  191 MB  +1.4 MB  4 new paths, 4 gone

Again: flake-update-diff diff /nix/store/968bc49z58295297d07c05627c422zzb-nixos-system-laptop-26.05.1 /nix/store/1fc01z13954zbd1ccbaa9a9d7za35z2z-nixos-system-laptop-26.05.2
* selected in environment.systemPackages · flake-update-diff 0.1.0 · nix 2.34.8
"
`);
});

describe.each(reports)('%s', (_, report) => {
  test.each([60, 80, 120, 200])(
    'no line is wider than %d columns but addresses and the command, which must be whole',
    (width) => {
      const wide = plainly(report, width)
        .split('\n')
        .filter((line) => stringWidth(line) > Math.min(width, 160) && !/https?:\/\/|^Again: /.test(line));
      expect(wide).toEqual([]);
    },
  );

  test('colours change nothing but colours', () => {
    const coloured = renderTerminal(report, { width: 80, colour: true });
    expect(stripVTControlCharacters(coloured)).toBe(plainly(report));
  });

  test('names every host, every failure and every package that changes its version', () => {
    const words = plainly(report, 160).replace(/\s+/g, ' ');
    for (const { name } of report.hosts.filter(({ state }) => state !== 'unchanged')) {
      expect(words).toContain(plain(name, 20).slice(0, -1));
    }
    for (const { hosts } of report.failures) expect(words).toContain(plain(hosts[0]!, 20).slice(0, -1));
    for (const change of report.fleet.groups.flatMap(({ changes }) => changes)) {
      if (change.kind !== 'rebuilt') expect(words).toContain(plain(change.name, 30).slice(0, -1));
    }
  });
});

const CONTROLS = /[\p{Cc}\u200b\u200e\u200f\u202a-\u202e\u2066-\u2069]/u;
const COLOURS = /\u001b\[(?:1|2|4|22|24|31|32|33|36|39)m/g;

test('no control character reaches a terminal but newlines and the own colours, whatever is in a report', () => {
  fc.assert(
    fc.property(hostileReport, fc.boolean(), (report, colour) => {
      const text = renderTerminal(report, { width: 80, colour });
      expect((colour ? text.replace(COLOURS, '') : text).replaceAll('\n', '')).not.toMatch(CONTROLS);
    }),
    { numRuns: 100 },
  );
});

test('a downgrade of a selected package is red; without colour there is no escape code at all', () => {
  const coloured = renderTerminal(REPORTS['mixed-fleet']!, { width: 80, colour: true });
  expect(coloured).toMatch(/\u001b\[1m\u001b\[31m↓\u001b\[39m\u001b\[22m {2}\u001b\[1mpgcli \*/);
  expect(plainly(REPORTS['mixed-fleet']!)).not.toContain('\u001b');
});

test('wide characters keep the columns aligned', () => {
  const report = structuredClone(REPORTS['mixed-fleet']!);
  const renamed = {
    ...report,
    hosts: report.hosts.map((host) => (host.name === 'db2' ? { ...host, name: '大阪サーバ' } : host)),
  };
  const lines = plainly(renamed).split('\n');
  const column = (start: string) => {
    const line = lines.find((one) => one.startsWith(`  ${start} `))!;
    return stringWidth(line.slice(0, line.indexOf('changes')));
  };
  expect(column('大阪サーバ')).toBe(column('laptop'));
});
