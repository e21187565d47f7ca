import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import type { FleetChange } from '../../src/diff/fleet.ts';
import { advice, compareImportance, IMPORTANCE_CLASSES, importanceClass } from '../../src/diff/importance.ts';
import { relation } from '../../src/diff/order.ts';
import { stepOf } from '../../src/diff/step.ts';

const KIND = { older: 'upgraded', newer: 'downgraded', equal: 'rebuilt', unordered: 'changed' } as const;

/** A change from "*nginx 1.0 → 1.1 @a,b": a star selects it, "-" is no version on that side, hosts come last. */
function change(spec: string): FleetChange {
  const [, star, name, from, to, hosts] = /^(\*?)(\S+) (\S+) → (\S+)(?: @(\S+))?$/.exec(spec)!;
  const [before, after] = [from, to].map((version) => (version === '-' ? null : version!));
  const kind = before == null ? 'added' : after == null ? 'removed' : KIND[relation(before, after)];
  const names = (hosts ?? 'a').split(',');
  return {
    name: name!,
    kind,
    before: before ?? null,
    after: after ?? null,
    hosts: names,
    selectedOn: star === '*' ? names : [],
    outputs: { added: [], removed: [] },
    size: { before: 0, after: 0 },
  };
}

const spelled = ({ name, before, after }: FleetChange) => `${name} ${before ?? '-'} → ${after ?? '-'}`;

/** The lines sorted as the report would. */
function sorted(lines: readonly string[]): readonly string[] {
  return lines.map(change).sort(compareImportance).map(spelled);
}

test('the curated classes come in their order', () => {
  const names =
    'linux systemd glibc openssl openssh grub nix sudo zfs-user linux-firmware networkmanager postgresql nextcloud nginx qemu zlib';
  const lines = names.split(' ').map((name) => `${name} 1.0 → 1.1`);
  expect(sorted([...lines].reverse())).toEqual(lines);
});

test('what is in no class: selected before dependencies, what stands out first, then by step, hosts and name', () => {
  const lines = [
    '*gone 1.0 → -',
    '*older 1.1 → 1.0',
    '*major 1.0 → 2.0',
    '*minor 1.0 → 1.1',
    '*other 0abc123 → 9def456',
    '*new - → 1.0',
    '*patch 1.0.1 → 1.0.2',
    'dependency-major 1.0 → 2.0',
    'dependency-gone 1.0 → -',
    'dependency-minor-everywhere 1.0 → 1.1 @a,b,c',
    'dependency-minor 1.0 → 1.1',
    'dependency-minor-2 1.0 → 1.1',
    'dependency-patch 1.0.1 → 1.0.2',
    'linux 6.6 → 6.6',
    'rebuilt 1.0 → 1.0',
  ];
  expect(sorted([...lines].reverse())).toEqual(lines.map(change).map(spelled));
});

describe('names in classes', () => {
  test.each([
    ['kernel', 'linux linux-zen linux-rt linux-rpi4 linux-xanmod-bore'],
    ['cryptography', 'openssl openssl-quictls openssl_1_1 nss-cacert gnutls'],
    ['remote login', 'openssh openssh-with-kerberos openssh_hpn'],
    ['database', 'postgresql postgresql-and-plugins mariadb-server redis valkey'],
    ['Nix', 'nix lix'],
  ])('%s', (what, names) => {
    expect(names.split(' ').map((name) => IMPORTANCE_CLASSES[importanceClass(name)]?.what)).toEqual(
      names.split(' ').map(() => what),
    );
  });

  test('what only begins like one is in none', () => {
    const names =
      'linux-headers linux-manual systemd-bootchart nix-direnv nixfmt grubby sudoku postgresql-jdbc gitlab-runner nginx-mod openssl-sys';
    expect(names.split(' ').filter((name) => importanceClass(name) < IMPORTANCE_CLASSES.length)).toEqual([]);
  });
});

test.each([
  ['1.2.3 → 2.0.0', 'major'],
  ['2.0.0 → 1.9.9', 'major'],
  ['1.2.3 → 1.3.0', 'minor'],
  ['1.2.3 → 1.2.4', 'patch'],
  ['1.1.1 → 1.1.1w', 'patch'],
  ['0.3.1 → 0.4.0', 'major'],
  ['0.3.1 → 0.3.2', 'patch'],
  ['255.2 → 256', 'major'],
  ['2.0rc1 → 2.0', 'patch'],
  ['2024a → 2024b', 'patch'],
  ['2024.12 → 2025.1', 'minor'],
  ['2024-12-31 → 2025-01-02', 'minor'],
  ['0-unstable-2024-12-31 → 0-unstable-2025-01-02', 'patch'],
  ['0abc123 → 9def456', 'changed'],
  ['1.0 → 1.0', 'rebuilt'],
  ['- → 1.0', 'added'],
  ['1.0 → -', 'removed'],
])('%s is a step: %s', (versions, step) => {
  expect(stepOf(change(`x ${versions}`))).toBe(step);
});

describe('advice', () => {
  test.each([
    ['postgresql 15.4 → 16.1', 'PostgreSQL 16 cannot read the data of 15'],
    ['postgresql-and-plugins 15.4 → 16.1', 'pg_upgrade'],
    ['postgresql 9.5.1 → 9.6.2', 'PostgreSQL 9.6 cannot read the data of 9.5'],
    ['postgresql 16.1 → 15.4', 'restore a backup, or keep 16.1'],
    ['mariadb-server 10.11.6 → 11.4.1', 'From 10.11 to 11.4'],
    ['mongodb 6.0.1 → 7.0.2', 'featureCompatibilityVersion must be 6'],
    ['nextcloud 29.0.1 → 30.0.1', 'Nextcloud 29 goes to 30 and to no later version in one step; back up'],
    ['nextcloud 28.0.1 → 30.0.1', 'and this skips to 30'],
    ['zfs-user 2.2.2 → 2.3.0', 'zpool upgrade'],
    ['forgejo 9.0.1 → 10.0.0', 'back up before switching'],
    ['forgejo 9.0.2 → 9.0.1', 'may not read what 9.0.2 has written'],
  ])('on %s', (spec, text) => {
    expect(advice(change(spec))).toContain(text);
  });

  test.each([
    'postgresql 15.4 → 15.5',
    'postgresql 15.5 → 15.4',
    'postgresql 15.4 → 15.4',
    'postgresql - → 16.1',
    'postgresql 16.1 → -',
    'mariadb-server 10.11.6 → 10.11.7',
    'forgejo 9.0.1 → 9.1.0',
    'zlib 1.0 → 2.0',
    'nextcloud-client 3.0 → 4.0',
  ])('none on %s', (spec) => {
    expect(advice(change(spec))).toBeNull();
  });
});

const anyChange: fc.Arbitrary<FleetChange> = fc.record({
  name: fc.constantFrom('linux', 'nginx', 'zlib', 'a', 'b'),
  kind: fc.constantFrom('upgraded', 'downgraded', 'changed', 'added', 'removed', 'rebuilt'),
  before: fc.constantFrom('1.0', '1.0.1', '2', '0abc123', null),
  after: fc.constantFrom('1.1', '2', '', null),
  hosts: fc.subarray(['h1', 'h2', 'h3'], { minLength: 1 }),
  selectedOn: fc.subarray(['h1', 'h2']),
  outputs: fc.constantFrom({ added: [], removed: [] }, { added: ['dev'], removed: [] }),
  size: fc.constantFrom({ before: 0, after: 0 }, { before: 1, after: 2 }),
});

describe('the order of importance', () => {
  test('is antisymmetric, and equal only for what says the same', () => {
    fc.assert(
      fc.property(anyChange, anyChange, (a, b) => {
        expect(Math.sign(compareImportance(a, b)) + Math.sign(compareImportance(b, a))).toBe(0);
        if (compareImportance(a, b) === 0) expect(a).toEqual(b);
      }),
      { numRuns: 1000 },
    );
  });

  test('is transitive, so that any order of the input gives the same output', () => {
    fc.assert(
      fc.property(fc.array(anyChange, { maxLength: 12 }), (changes) => {
        expect([...changes].reverse().sort(compareImportance)).toEqual([...changes].sort(compareImportance));
      }),
      { numRuns: 500 },
    );
  });
});
