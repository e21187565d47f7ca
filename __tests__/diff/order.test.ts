import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { compareVersions, orderVersions, relation, versionComponents } from '../../src/diff/order.ts';

describe("Nix's own table of compareVersions holds", () => {
  test.each([
    ['1.0', '2.3', -1],
    ['1.0', '1.0.0', -1],
    ['2.3pre1', '2.3', -1],
    ['2.3pre3', '2.3pre12', -1],
    ['2.3a', '2.3c', -1],
    ['2.3pre1', '2.3c', -1],
    ['2.3pre1', '2.3q', -1],
    ['2.3', '2.3', 0],
    ['1.0-1', '1.0.1', 0],
    ['01', '1', 0],
    ['2.1', '2.3', -1],
    ['2.5', '2.3', 1],
    ['2.3.1', '2.3', 1],
    ['2.3.1', '2.3a', 1],
    ['2.38-44-bin', '2.38-44', 1],
  ])('%s against %s', (a, b, expected) => {
    expect(compareVersions(a, b)).toBe(expected);
    expect(compareVersions(b, a)).toBe(expected === 0 ? 0 : -expected);
  });
});

describe('each version is older than the next one', () => {
  test.each([
    ['prereleases', '1.0dev1 1.0alpha1 1.0-alpha2 1.0beta1 1.0pre1 1.0rc1 1.0-rc2 1.0~rc10 1.0 1.0.1'],
    ['letters', '1.1.1 1.1.1a 1.1.1w 1.1.2'],
    ['patch levels', '1.9.9 1.9.9p1 1.9.9p2 1.9.9p10 1.9.16 1.9.16p2'],
    ['Python alphas and betas', '3.13.0a9 3.13.0a10 3.13.0b1 3.13.0rc1 3.13.0'],
    ['time zones', '2023d 2024a 2024b 2025a'],
    ['huge numbers', '5 4294967295 4294967296 99999999999999999999 100000000000000000000'],
    ['dates', '2024-12-31 2025-01-02 20250103 2025-01-04'],
    ['unstable dates', '0-unstable-2024-12-31 0-unstable-2025-01-02 0.1 0.1-unstable-2025-01-01'],
    ['NixOS', '24.11.20250610.fffffff 25.05pre-git 25.05.20250610.abc1234 25.05.20250611.0000000'],
    ['revisions of nixpkgs', '2.38-44 2.38-45 2.39-1'],
    ['commits behind a tag', '1.0-5-gabc1234 1.0-12-gabc0000'],
    ['build metadata', '1.0 1.0+5 1.0.1'],
    ['firefox', '115.5.0esr 115.6.0esr 120.0b1 120.0'],
  ])('%s', (_, line) => {
    const versions = line.split(' ');
    const pairs = versions.slice(1).map((version, index) => [versions[index]!, version] as const);
    expect(pairs.filter(([a, b]) => relation(a, b) !== 'older' || relation(b, a) !== 'newer')).toEqual([]);
    expect([...versions].reverse().sort(orderVersions)).toEqual(versions);
  });
});

describe('where order means nothing, nothing is claimed', () => {
  test.each([
    ['two git hashes', 'abc1234', 'def5678'],
    ['a hash of digits only against another', '1234567', 'abc1234'],
    ['hashes that begin alike', '1a2b3c4', '1a9b3c4'],
    ['hashes behind the same version', '1.0-abc1234', '1.0-def5678'],
    ['hashes behind the same date', '25.05.20250610.abc1234', '25.05.20250610.def5678'],
    [
      'whole commit ids',
      'da39a3ee5e6b4b0d3255bfef95601890afd80709',
      '0beec7b5ea3f0fdbc95d0dd47f3c5bc275da8a33',
    ],
    ['described commits of the same count', '1.0-5-gabc1234', '1.0-5-gdef5678'],
    ['a hash and a release', 'abc1234', '1.2.3'],
    ['a date and a release', '2024-05-05', '1.2.3'],
    ['a compact date and a release', '20240505', '1.2.3'],
    ['no version and a release', '', '1.2.3'],
  ])('%s', (_, a, b) => {
    expect(relation(a, b)).toBe('unordered');
    expect(relation(b, a)).toBe('unordered');
  });
});

test('equal dates are equal, however they are written', () => {
  expect(relation('20250102', '2025-01-02')).toBe('equal');
});

test('components are equal where the order says so', () => {
  expect(versionComponents('1.0-01')).toEqual(versionComponents('1.0.1'));
  expect(versionComponents('1.0-preview2')).toEqual(versionComponents('1.0pre2'));
  expect(versionComponents('1.0p2')).not.toEqual(versionComponents('1.0.2'));
});

const part = fc.oneof(
  fc.constantFrom(
    'pre',
    'rc',
    'alpha',
    'beta',
    'a',
    'b',
    'w',
    'p',
    'unstable',
    '+git',
    '~',
    '_',
    'abc1234',
    'Z',
    'é',
  ),
  fc.nat(30).map(String),
  fc.constantFrom('007', '20250102', '2025-01-02', '4294967296', '99999999999999999999'),
);
const version = fc.oneof(
  fc
    .array(fc.tuple(part, fc.constantFrom('', '.', '-')), { maxLength: 5 })
    .map((parts) => parts.map(([text, separator]) => text + separator).join('')),
  fc.string({ maxLength: 8 }),
);

describe('the order', () => {
  test('is total and antisymmetric: of two different texts exactly one is the smaller', () => {
    fc.assert(
      fc.property(version, version, (a, b) => {
        expect(orderVersions(a, b) + orderVersions(b, a)).toBe(0);
        expect(orderVersions(a, b) === 0).toBe(a === b);
        expect(compareVersions(a, b) + compareVersions(b, a)).toBe(0);
      }),
      { numRuns: 2000 },
    );
  });

  test('is transitive', () => {
    fc.assert(
      fc.property(version, version, version, (...three) => {
        const [a, b, c] = [...three].sort(orderVersions) as [string, string, string];
        expect([orderVersions(a, b) <= 0, orderVersions(b, c) <= 0, orderVersions(a, c) <= 0]).toEqual([
          true,
          true,
          true,
        ]);
        expect([compareVersions(a, b) <= 0, compareVersions(b, c) <= 0, compareVersions(a, c) <= 0]).toEqual([
          true,
          true,
          true,
        ]);
      }),
      { numRuns: 5000 },
    );
  });

  test('agrees with the relation wherever that claims anything', () => {
    const mirror = { older: 'newer', newer: 'older', equal: 'equal', unordered: 'unordered' } as const;
    fc.assert(
      fc.property(version, version, (a, b) => {
        const claimed = relation(a, b);
        expect(relation(b, a)).toBe(mirror[claimed]);
        if (claimed === 'older') expect(compareVersions(a, b)).toBe(-1);
        if (claimed === 'equal') expect(compareVersions(a, b)).toBe(0);
      }),
      { numRuns: 2000 },
    );
  });
});
