import { describe, expect, test } from '@jest/globals';
import { diffInputs } from '../../src/diff/inputs.ts';
import { type Lock, parseLock } from '../../src/nix/lock.ts';

type Locked = Record<string, string | number | boolean>;

/** A lock file of one input "a", as locked and as asked for. */
const one = (locked: Locked, original: Locked = {}): Lock =>
  parseLock(
    JSON.stringify({
      version: 7,
      root: 'root',
      nodes: { root: { inputs: { a: 'a' } }, a: { locked, original } },
    }),
    'flake.lock',
  );

const told = (before: Lock | null, after: Lock | null) =>
  diffInputs(before, after).map(({ kind, path }) => `${kind} ${path.join('/')}`);

const base = {
  type: 'github',
  owner: 'o',
  repo: 'r',
  rev: '1'.repeat(40),
  narHash: 'sha256-1',
  lastModified: 1,
};
const next = { rev: '2'.repeat(40), narHash: 'sha256-2', lastModified: 2 };
const tarball = (host: string, rev: string) => ({
  type: 'tarball',
  url: `https://${host}/archive/${rev}.tar.gz`,
  narHash: rev,
});

describe('what became of an input', () => {
  test.each([
    ['nothing', one(base), one(base), []],
    ['another revision', one(base), one({ ...base, ...next }), ['updated a']],
    [
      'another branch of the same repository',
      one(base, { ref: 'x' }),
      one({ ...base, ...next }, { ref: 'y' }),
      ['updated a'],
    ],
    ['another branch at the same revision', one(base, { ref: 'x' }), one(base, { ref: 'y' }), ['updated a']],
    ['another owner', one(base), one({ ...base, ...next, owner: 'evil' }), ['redirected a']],
    [
      'another owner in the lock only',
      one(base, { owner: 'o', repo: 'r' }),
      one({ ...base, owner: 'evil' }, { owner: 'o', repo: 'r' }),
      ['redirected a'],
    ],
    [
      'the same repository by another way',
      one(base),
      one({ type: 'git', url: 'https://github.com/o/r', ...next }),
      ['updated a'],
    ],
    [
      'the same revision by another way, whose files are packed otherwise',
      one(base),
      one({ type: 'git', url: 'https://github.com/o/r', rev: base.rev, narHash: 'x' }),
      ['updated a'],
    ],
    [
      'a forge archive of another revision',
      one(tarball('h/o/r', '1')),
      one(tarball('h/o/r', '2')),
      ['updated a'],
    ],
    [
      'a forge archive of another repository',
      one(tarball('h/o/r', '1')),
      one(tarball('h/evil/r', '2')),
      ['redirected a'],
    ],
    [
      'other content behind the same revision',
      one(base),
      one({ ...base, narHash: 'sha256-X' }),
      ['rehashed a'],
    ],
    [
      'the same, hidden behind a branch',
      one(base, { ref: 'x' }),
      one({ ...base, narHash: 'sha256-X' }, { ref: 'y' }),
      ['rehashed a'],
    ],
    [
      'submodules switched on',
      one(base),
      one({ ...base, submodules: true, narHash: 'sha256-X' }),
      ['updated a'],
    ],
    [
      'a folder with other content',
      one({ type: 'path', path: '/x', narHash: '1' }),
      one({ type: 'path', path: '/x', narHash: '2' }),
      ['updated a'],
    ],
    ['the first lock file', null, one(base), ['added a']],
    ['no lock file any more', one(base), null, ['removed a']],
    ['none and none', null, null, []],
  ])('%s', (_, before, after, expected) => {
    expect(told(before, after)).toEqual(expected);
  });
});

describe('nested inputs', () => {
  const lock = (rev: string, inputs: Record<string, unknown>) => {
    const locked = (repo: string) => ({ locked: { ...base, repo, rev, narHash: rev } });
    const nodes = {
      root: { inputs: { nixpkgs: 'nixpkgs', home: 'home' } },
      nixpkgs: locked('nixpkgs'),
      nixpkgs_2: locked('nixpkgs'),
      home: { ...locked('home'), inputs },
    };
    return parseLock(JSON.stringify({ version: 7, root: 'root', nodes }), 'flake.lock');
  };

  test('are told by their path, also where only their parent moved', () => {
    expect(told(lock('1', { nixpkgs: 'nixpkgs_2' }), lock('2', { nixpkgs: 'nixpkgs_2' }))).toEqual([
      'updated home',
      'updated home/nixpkgs',
      'updated nixpkgs',
    ]);
  });

  test('that follow are not told when what they follow moves', () => {
    expect(told(lock('1', { nixpkgs: ['nixpkgs'] }), lock('2', { nixpkgs: ['nixpkgs'] }))).toEqual([
      'updated home',
      'updated nixpkgs',
    ]);
  });

  test('that begin to follow, cease to, or follow another are told', () => {
    expect(told(lock('1', { nixpkgs: 'nixpkgs_2' }), lock('1', { nixpkgs: ['nixpkgs'] }))).toEqual([
      'refollowed home/nixpkgs',
    ]);
    expect(told(lock('1', { nixpkgs: ['nixpkgs'] }), lock('1', { nixpkgs: 'nixpkgs_2' }))).toEqual([
      'refollowed home/nixpkgs',
    ]);
    expect(told(lock('1', { x: ['nixpkgs'] }), lock('1', { x: ['home'] }))).toEqual(['refollowed home/x']);
  });

  test('come and go', () => {
    expect(told(lock('1', {}), lock('1', { x: 'nixpkgs_2' }))).toEqual(['added home/x']);
    expect(told(lock('1', { x: 'nixpkgs_2' }), lock('1', {}))).toEqual(['removed home/x']);
  });
});
