import { stripVTControlCharacters } from 'node:util';
import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import stringWidth from 'string-width';
import type { Report } from '../../src/report/report.ts';
import { cutTo, table, widthOf } from '../../src/report/terminal/layout.ts';
import { renderTerminal } from '../../src/report/terminal.ts';
import { changedHost, failure, plainHost, report } from '../support/reports/parts.ts';
import { mixedFleet, REPORTS } from '../support/reports.ts';
import { hostileReport } from './hostile.ts';

const reports = Object.entries(REPORTS);
const plainly = (value: Report, width = 80) => renderTerminal(value, { width, colour: false });

/** Addresses and commands are to be copied whole, so that only they may be wider than the terminal. */
const COPIED = /^\s*(https?:\/\/|Again: )/;

function expectFits(text: string, width: number): void {
  const wide = text.split('\n').filter((line) => stringWidth(line) > width && !COPIED.test(line));
  expect(wide).toEqual([]);
}

describe('what is seen', () => {
  test('one host that changes', () => {
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

  test('everything broken', () => {
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

  test('a fleet, its first screen', () => {
    expect(plainly(mixedFleet).split('\n').slice(0, 40).join('\n')).toMatchInlineSnapshot(`
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
    on build"
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
});

describe('whatever the width', () => {
  test.each(reports)('no line of %s is wider', (_, value) => {
    for (const width of [60, 72, 80, 100, 120, 160]) expectFits(plainly(value, width), width);
  });

  test('no line of a generated report is wider', () => {
    fc.assert(
      fc.property(hostileReport, fc.integer({ min: 60, max: 160 }), (value, width) =>
        expectFits(plainly({ ...value, inputs: value.inputs.map((one) => ({ ...one })) }, width), width),
      ),
      { numRuns: 100 },
    );
  });

  test('names of wide characters stay in their column', () => {
    const lines = plainly(
      report([
        changedHost('サーバー', { before: 'a-1', after: 'a-2' }),
        changedHost('srv', { before: 'a-1', after: 'a-2' }),
      ]),
    ).split('\n');
    const columns = lines
      .filter((line) => / changes /.test(line) && /^ {2}\S/.test(line))
      .map((line) => stringWidth(line.slice(0, line.indexOf('changes'))));
    expect(columns).toEqual([12, 12]);
  });
});

describe('whatever a name holds', () => {
  const controls = /[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u202a-\u202e\u2066-\u2069]/;

  test.each(reports)('the terminal is sent no control character of %s', (_, value) =>
    expect(plainly(value)).not.toMatch(controls),
  );

  test('nor of a generated report', () => {
    fc.assert(
      fc.property(hostileReport, (value) => expect(plainly(value)).not.toMatch(controls)),
      { numRuns: 100 },
    );
  });

  test('a name that moves the cursor moves nothing', () => {
    const text = plainly(
      report([plainHost('\u001b[2J\u001b[Hgone', 'newly-broken'), plainHost('b', 'unchanged')], {
        failures: [
          failure({ hosts: ['\u001b[2J\u001b[Hgone'], logTail: ['\u001b]0;title\u0007\u001b[31mred'] }),
        ],
      }),
    );
    expect(text).toContain('gone');
    expect(text).toContain('red');
    expect(text).not.toMatch(controls);
  });
});

describe('colour', () => {
  test.each(reports)('changes nothing but colours in %s', (_, value) => {
    const coloured = renderTerminal(value, { width: 80, colour: true });
    expect(coloured).toMatch(/\u001b\[/);
    expect(stripVTControlCharacters(coloured)).toBe(plainly(value));
    // Every line ends what it starts: a reader who pages sees no colour run on.
    for (const line of coloured.split('\n')) {
      const codes = line.match(/\u001b\[[\d;]*m/g) ?? [];
      if (codes.length > 0) expect(codes.at(-1)).toMatch(/^\u001b\[(0|22|39|2[2-9]|49)?m$/);
    }
  });

  test('what breaks is red, and said in words as well', () => {
    const line = renderTerminal(mixedFleet, { width: 80, colour: true })
      .split('\n')
      .find((one) => /db1.*breaks/.test(one) && one.includes('x86_64'));
    expect(line).toMatch(/\u001b\[[\d;]*31m[^\u001b]*breaks/);
  });
});

describe('columns', () => {
  test.each([
    ['openssl', 7],
    ['3.4.1 → 3.4.2', 13],
    ['日本', 4],
    ['é', 1],
    ['e\u0301', 1],
    ['👩‍🚀', 2],
    ['', 0],
  ])('%j takes %i', (text, width) => expect(widthOf(text)).toBe(width));

  test('a text is cut between characters as people see them, never within one', () => {
    const graphemes = fc.array(fc.constantFrom('a', '日', 'e\u0301', '👩‍🚀', '→', '…', '🇩🇪', 'z'), {
      maxLength: 20,
    });
    fc.assert(
      fc.property(graphemes, fc.integer({ min: 2, max: 12 }), (parts, width) => {
        const cut = cutTo(parts.join(''), width);
        expect(stringWidth(cut)).toBeLessThanOrEqual(width);
        const kept = cut.replace(/…$/, '');
        expect(parts.map((_, index) => parts.slice(0, index).join('')).concat(parts.join(''))).toContain(
          cut === parts.join('') ? cut : kept,
        );
      }),
    );
  });

  test('a line of a log is folded, and nothing of it is lost', () => {
    const line = `error: ${'日本語 and words '.repeat(20)}in the end`;
    for (const width of [60, 61, 80]) {
      const text = plainly(
        report([plainHost('a', 'newly-broken')], { failures: [failure({ hosts: ['a'], logTail: [line] })] }),
        width,
      );
      expectFits(text, width);
      expect(
        text
          .split('\n')
          .filter((one) => one.startsWith('  │ '))
          .map((one) => one.slice(4))
          .join(''),
      ).toBe(line);
    }
  });

  test('a column without a text takes no room', () => {
    const left = { align: 'left', most: 20 } as const;
    const rows = [
      [{ text: 'a' }, { text: '' }, { text: 'b' }],
      [{ text: 'cc' }, { text: '' }, { text: 'd' }],
    ];
    expect(table(rows, [left, left, left], { headed: false, width: 80 })).toEqual(['a   b', 'cc  d']);
  });
});

test.each(reports)('the same report gives the same bytes: %s', (_, value) =>
  expect(plainly(structuredClone(value))).toBe(plainly(value)),
);
