import { expect, test } from '@jest/globals';
import { parseLock } from '../../src/nix/lock.ts';
import { compareLink } from '../../src/report/compare-link.ts';

const OLD = '1111111111111111111111111111111111111111';
const NEW = '2222222222222222222222222222222222222222';

/** An input as a lock file has it. */
function input(locked: Record<string, unknown>, original: Record<string, unknown>, rev: string) {
  const spelled = JSON.parse(JSON.stringify({ ...locked, rev }).replaceAll('REV', rev));
  const lock = {
    version: 7,
    root: 'root',
    nodes: { root: { inputs: { x: 'x' } }, x: { locked: spelled, original } },
  };
  return parseLock(JSON.stringify(lock), 'flake.lock')[0]!.input;
}

const cases: readonly (readonly [Record<string, unknown>, string | null])[] = [
  [
    { type: 'github', owner: 'NixOS', repo: 'nixpkgs' },
    `https://github.com/NixOS/nixpkgs/compare/${OLD}...${NEW}`,
  ],
  [
    { type: 'github', owner: 'o', repo: 'r', host: 'git.firm.example' },
    `https://git.firm.example/o/r/compare/${OLD}...${NEW}`,
  ],
  [{ type: 'git', url: 'ssh://git@github.com/o/r.git' }, `https://github.com/o/r/compare/${OLD}...${NEW}`],
  [
    { type: 'gitlab', owner: 'group%2Fsub', repo: 'r' },
    `https://gitlab.com/group/sub/r/-/compare/${OLD}...${NEW}`,
  ],
  [
    { type: 'gitlab', owner: 'o', repo: 'r', host: 'code.firm.example' },
    `https://code.firm.example/o/r/-/compare/${OLD}...${NEW}`,
  ],
  [
    { type: 'git', url: 'https://gitlab.gnome.org/GNOME/glib.git' },
    `https://gitlab.gnome.org/GNOME/glib/-/compare/${OLD}...${NEW}`,
  ],
  [
    { type: 'tarball', url: 'https://code.firm.example/o/r/-/archive/REV/r.tar.gz' },
    `https://code.firm.example/o/r/-/compare/${OLD}...${NEW}`,
  ],
  [{ type: 'git', url: 'https://codeberg.org/o/r' }, `https://codeberg.org/o/r/compare/${OLD}...${NEW}`],
  [
    { type: 'git', url: 'ssh://forgejo@forgejo.home.example:2222/o/r.git' },
    `https://forgejo.home.example/o/r/compare/${OLD}...${NEW}`,
  ],
  [
    { type: 'git', url: 'https://gitea.home.example:3000/o/r' },
    `https://gitea.home.example:3000/o/r/compare/${OLD}...${NEW}`,
  ],
  [
    { type: 'tarball', url: 'https://git.home.example/o/r/archive/REV.tar.gz' },
    `https://git.home.example/o/r/compare/${OLD}...${NEW}`,
  ],
  [{ type: 'sourcehut', owner: '~me', repo: 'r' }, `https://git.sr.ht/~me/r/log/${NEW}`],
  [
    { type: 'git', url: 'https://bitbucket.org/o/r' },
    `https://bitbucket.org/o/r/branches/compare/${NEW}%0D${OLD}`,
  ],
  [{ type: 'git', url: 'https://git.home.example/cgit/r.git' }, null],
  [{ type: 'path', path: '/srv/r' }, null],
  [{ type: 'github', owner: 'o)', repo: 'r](x' }, null],
];

test.each(cases)('%j', (locked, link) => {
  const original = {
    ...locked,
    ...(typeof locked['url'] === 'string' ? { url: locked['url'].replace('REV', 'main') } : {}),
  };
  expect(compareLink(input(locked, original, OLD), input(locked, original, NEW))).toBe(link);
});

test('no link between two repositories, to no revision, or to the same one', () => {
  const one = input({ type: 'github', owner: 'o', repo: 'r' }, { type: 'github' }, OLD);
  const other = input({ type: 'github', owner: 'p', repo: 'r' }, { type: 'github' }, NEW);
  expect(compareLink(one, other)).toBeNull();
  expect(compareLink(one, one)).toBeNull();
  expect(compareLink(one, null)).toBeNull();
  expect(compareLink(one, { ...one, revision: '../../evil' })).toBeNull();
});
