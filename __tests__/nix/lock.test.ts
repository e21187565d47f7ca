import { describe, expect, test } from '@jest/globals';
import { type Lock, parseLock } from '../../src/nix/lock.ts';
import { describeSource, webOfRepository } from '../../src/nix/source.ts';

const REV = '1234567890abcdef1234567890abcdef12345678';

/** A lock file from its nodes; every node but the root gets a github source of its name unless it says otherwise. */
function lockText(
  nodes: Record<string, Record<string, unknown>>,
  over: Record<string, unknown> = {},
): string {
  const complete = Object.fromEntries(
    Object.entries(nodes).map(([name, node]) => [
      name,
      name === 'root'
        ? node
        : {
            locked: {
              type: 'github',
              owner: 'o',
              repo: name,
              rev: REV,
              narHash: `sha256-${name}`,
              lastModified: 1700000000,
            },
            ...node,
          },
    ]),
  );
  return JSON.stringify({ version: 7, root: 'root', nodes: complete, ...over });
}

const lines = (lock: Lock) =>
  lock.map(
    ({ path, input }) =>
      `${path.join('/')}: ${input.follows === null ? input.url : `follows ${input.follows.join('/')} = ${input.url}`}`,
  );

describe('inputs by their path from the root', () => {
  test('nested ones and followed ones, each once', () => {
    const text = lockText({
      root: {
        inputs: { nixpkgs: 'nixpkgs_2', 'home-manager': 'home-manager', stable: ['home-manager', 'nixpkgs'] },
      },
      nixpkgs_2: {},
      nixpkgs: {},
      'home-manager': { inputs: { nixpkgs: 'nixpkgs', utils: 'utils' } },
      utils: { inputs: { nixpkgs: ['nixpkgs'] } },
    });
    expect(lines(parseLock(text, 'flake.lock'))).toEqual([
      'nixpkgs: github:o/nixpkgs_2',
      'home-manager: github:o/home-manager',
      'stable: follows home-manager/nixpkgs = github:o/nixpkgs',
      'home-manager/nixpkgs: github:o/nixpkgs',
      'home-manager/utils: github:o/utils',
      'home-manager/utils/nixpkgs: follows nixpkgs = github:o/nixpkgs_2',
    ]);
  });

  test('what follows what follows something ends there', () => {
    const text = lockText({
      root: { inputs: { a: ['b'], b: ['c'], c: 'c', d: ['e', 'f'], e: 'e' } },
      c: {},
      e: { inputs: { f: ['a'] } },
    });
    expect(lines(parseLock(text, 'flake.lock'))).toContain('d: follows e/f = github:o/c');
  });

  test('cycles end: of nodes, of follows, and following nothing or the root itself', () => {
    const text = lockText({
      root: { inputs: { a: 'a', x: ['y'], y: ['x'], none: ['a', 'missing'], self: [] } },
      a: { inputs: { b: 'b' } },
      b: { inputs: { a: 'a', r: 'root' } },
    });
    const lock = lines(
      parseLock(
        text.replace('"nodes":{"root":{', '"nodes":{"root":{"locked":{"type":"path"},'),
        'flake.lock',
      ),
    );
    expect(lock).toEqual([
      'a: github:o/a',
      'x: follows y = ',
      'y: follows x = ',
      'none: follows a/missing = ',
      'self: follows  = path:',
      'a/b: github:o/b',
      'a/b/a: github:o/a',
      'a/b/r: path:',
    ]);
  });

  test('a thousand layers of diamonds are walked once', () => {
    const nodes: Record<string, Record<string, unknown>> = { root: { inputs: { start: 'n0' } } };
    for (let layer = 0; layer < 1000; layer++)
      nodes[`n${layer}`] = { inputs: { l: `n${layer + 1}`, r: `n${layer + 1}` } };
    nodes.n1000 = {};
    expect(parseLock(lockText(nodes), 'flake.lock')).toHaveLength(2001);
  });

  test('the root may have any name, and no inputs', () => {
    expect(parseLock('{"version":7,"root":"r","nodes":{"r":{}}}', 'flake.lock')).toEqual([]);
    expect(
      parseLock(lockText({ root: {} }, { root: 'top', nodes: { top: { inputs: {} } } }), 'flake.lock'),
    ).toEqual([]);
  });

  test('version 5 keeps hash and date apart, and inputs that are no flakes are inputs', () => {
    const text = lockText(
      {
        root: { inputs: { a: 'a' } },
        a: {
          flake: false,
          locked: { type: 'github', owner: 'o', repo: 'a', rev: REV },
          info: { lastModified: 1, narHash: 'sha256-x' },
        },
      },
      { version: 5 },
    );
    expect(parseLock(text, 'flake.lock')[0]!.input).toEqual({
      type: 'github',
      url: 'github:o/a',
      web: 'https://github.com/o/a',
      revision: REV,
      lastModified: 1,
      narHash: 'sha256-x',
      follows: null,
    });
  });
});

describe('where an input comes from', () => {
  test.each([
    // locked, original, url, web, origin (undefined: like web)
    [
      { type: 'github', owner: 'NixOS', repo: 'nixpkgs' },
      { type: 'github', ref: 'nixos-unstable' },
      'github:NixOS/nixpkgs/nixos-unstable',
      'https://github.com/NixOS/nixpkgs',
    ],
    [
      { type: 'github', owner: 'NixOS', repo: 'nixpkgs' },
      { type: 'indirect', id: 'nixpkgs' },
      'github:NixOS/nixpkgs',
      'https://github.com/NixOS/nixpkgs',
    ],
    [
      { type: 'github', owner: 'o', repo: 'r', host: 'ghe.example.org', dir: 'sub' },
      {},
      'github:o/r?host=ghe.example.org&dir=sub',
      'https://ghe.example.org/o/r',
    ],
    [
      { type: 'gitlab', owner: 'group%2Fsub', repo: 'r', host: 'git.example.org' },
      {},
      'gitlab:group%2Fsub/r?host=git.example.org',
      'https://git.example.org/group/sub/r',
    ],
    [{ type: 'gitlab', owner: 'o', repo: 'r' }, { ref: 'main' }, 'gitlab:o/r/main', 'https://gitlab.com/o/r'],
    [{ type: 'sourcehut', owner: '~me', repo: 'r' }, {}, 'sourcehut:~me/r', 'https://git.sr.ht/~me/r'],
    [
      { type: 'git', url: 'https://git.example.org/o/r.git', ref: 'refs/heads/main' },
      {},
      'git+https://git.example.org/o/r.git?ref=refs/heads/main',
      'https://git.example.org/o/r',
      'https://git.example.org/o/r.git',
    ],
    [
      { type: 'git', url: 'ssh://git@git.example.org:2222/o/r.git', submodules: true },
      {},
      'git+ssh://git@git.example.org:2222/o/r.git?submodules=1',
      'https://git.example.org/o/r',
      'ssh://git@git.example.org:2222/o/r.git',
    ],
    [{ type: 'git', url: 'file:///srv/r' }, {}, 'git+file:///srv/r', null, 'file:///srv/r'],
    [
      { type: 'hg', url: 'https://hg.example.org/r' },
      {},
      'hg+https://hg.example.org/r',
      'https://hg.example.org/r',
      'https://hg.example.org/r',
    ],
    [
      { type: 'tarball', url: `https://git.example.org/o/r/archive/${REV}.tar.gz` },
      { type: 'tarball', url: 'https://git.example.org/o/r/archive/main.tar.gz' },
      'https://git.example.org/o/r/archive/main.tar.gz',
      'https://git.example.org/o/r',
    ],
    [
      { type: 'tarball', url: `https://git.example.org/api/v1/repos/o/r/archive/${REV}.tar.gz?rev=${REV}` },
      {},
      'https://git.example.org/api/v1/repos/o/r/archive/REV.tar.gz',
      'https://git.example.org/o/r',
    ],
    [
      { type: 'tarball', url: `https://gitlab.com/o/r/-/archive/${REV}/r.tar.gz` },
      {},
      'https://gitlab.com/o/r/-/archive/REV/r.tar.gz',
      'https://gitlab.com/o/r',
    ],
    [
      { type: 'tarball', url: 'https://releases.nixos.org/nixos/unstable/nixos-25.05pre1/nixexprs.tar.xz' },
      { type: 'tarball', url: 'https://channels.nixos.org/nixos-unstable/nixexprs.tar.xz' },
      'https://channels.nixos.org/nixos-unstable/nixexprs.tar.xz',
      null,
      'https://releases.nixos.org',
    ],
    [
      { type: 'file', url: 'https://example.org/list.txt' },
      {},
      'file+https://example.org/list.txt',
      null,
      'https://example.org',
    ],
    [{ type: 'path', path: './sub' }, {}, 'path:./sub', null, 'path:./sub'],
    [
      { type: 'indirect', id: 'nixpkgs' },
      { ref: 'stable' },
      'flake:nixpkgs/stable',
      null,
      'flake:nixpkgs/stable',
    ],
    [
      { type: 'newforge', owner: 'o', repo: 'r', host: 'h' },
      { ref: 'x' },
      'newforge:h/o/r?ref=x',
      null,
      'newforge:h/o/r',
    ],
  ] as const)('%j asked for as %j', (...row) => {
    const [locked, original, url, web, origin] = row;
    expect(describeSource(locked, original)).toEqual({ type: locked.type, url, web, origin: origin ?? web });
  });

  test.each([
    ['git@github.com:o/r.git', 'https://github.com/o/r'],
    ['https://user:secret@git.example.org/o/r', 'https://git.example.org/o/r'],
    ['http://localhost:3000/o/r.git/', 'http://localhost:3000/o/r'],
    ['git+ssh://forgejo@git.example.org/o/r', 'https://git.example.org/o/r'],
    ['git://git.example.org/o/r', null],
    ['/srv/git/r', null],
  ])('the page of %s', (address, web) => {
    expect(webOfRepository(address)).toBe(web);
  });
});

describe('a lock file that is none is an error that says what and where', () => {
  test.each([
    ['', 'sub/flake.lock is not JSON'],
    ['<<<<<<< HEAD\n{}', 'conflict markers'],
    ['[]', 'sub/flake.lock is no lock file of a flake: the whole'],
    [
      '{"version":8,"root":"root","nodes":{}}',
      'sub/flake.lock has version 8; this program reads lock files of versions 5 to 7',
    ],
    ['{"version":4,"root":"root","nodes":{}}', 'has version 4'],
    ['{"version":7,"nodes":{}}', 'sub/flake.lock is no lock file of a flake: root'],
    ['{"version":7,"root":"root","nodes":{}}', 'names "root" as its root, but has no such node'],
    ['{"version":7,"root":"root","nodes":{"root":{"inputs":{"a":1}}}}', 'nodes.root.inputs.a'],
    [
      '{"version":7,"root":"root","nodes":{"root":{"inputs":{"a":"b"}}}}',
      'nodes.root.inputs.a is "b", but there is no such node',
    ],
    ['{"version":7,"root":"root","nodes":{"root":{},"b":{}}}', 'nodes.b has no "locked"'],
  ])('%s', (text, message) => {
    expect(() => parseLock(text, 'sub/flake.lock')).toThrow(message);
  });
});
