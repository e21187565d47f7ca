import { describe, expect, test } from '@jest/globals';
import {
  type ClosureDiff,
  derivationView,
  diffClosures,
  type PackageChange,
} from '../../src/diff/packages.ts';
import { closure, storePath } from './closures.ts';

function told({ name, kind, before, after, outputs, kept, selection }: PackageChange): string {
  const versions = [before, after]
    .map((version) => (version === '' ? '(none)' : version))
    .filter((version) => version !== null);
  const extras = [
    ...outputs.added.map((output) => `+${output}`),
    ...outputs.removed.map((output) => `-${output}`),
    ...kept.map((version) => `(${version} stays)`),
    ...(selection === 'dependency' ? [] : [selection]),
  ];
  return [`${kind}: ${name}`, [...new Set(versions)].join(' → '), ...extras].join(' ');
}

const lines = (diff: ClosureDiff) => [
  ...diff.packages.map(told),
  ...diff.configuration.map(({ kind, name }) => `configuration ${kind}: ${name}`),
  ...diff.selections.map(({ name, version, selection }) => `${selection}: ${name} ${version}`),
];

describe('what is told of two closures', () => {
  test.each([
    ['nothing where nothing differs', '*vim-9.1 glibc-2.39', '*vim-9.1 glibc-2.39', []],
    ['an upgrade', 'openssl-3.0.13', 'openssl-3.0.14', ['upgraded: openssl 3.0.13 → 3.0.14']],
    ['a downgrade', 'openssl-3.0.14', 'openssl-3.0.13', ['downgraded: openssl 3.0.14 → 3.0.13']],
    [
      'a release after its prerelease is no downgrade',
      'nix-2.3pre1',
      'nix-2.3',
      ['upgraded: nix 2.3pre1 → 2.3'],
    ],
    ['a letter is no downgrade', 'openssl-1.1.1', 'openssl-1.1.1w', ['upgraded: openssl 1.1.1 → 1.1.1w']],
    ['two git hashes', 'tool-0abc123', 'tool-9def456', ['changed: tool 0abc123 → 9def456']],
    ['a version that appears', 'tool', 'tool-1.0', ['changed: tool (none) → 1.0']],
    ['the same version rebuilt', 'vim-9.1#1', 'vim-9.1#2', ['rebuilt: vim 9.1']],
    ['no version, rebuilt', 'my-tool#1', 'my-tool#2', ['rebuilt: my-tool (none)']],
    ['what comes', '', 'jq-1.7', ['added: jq 1.7']],
    ['what goes', 'jq-1.7', '', ['removed: jq 1.7']],
    [
      'outputs are no versions',
      'glibc-2.38-44 glibc-2.38-44-bin',
      'glibc-2.39-5 glibc-2.39-5-bin',
      ['upgraded: glibc 2.38-44 → 2.39-5'],
    ],
    ['an output instead of another', 'bar-2', 'bar-2-bin', ['changed: bar 2 +bin -out']],
    ['an output more at the same version', 'bar-2', 'bar-2 bar-2-dev', ['changed: bar 2 +dev']],
    ['an output less with an upgrade', 'bar-2 bar-2-dev', 'bar-3', ['upgraded: bar 2 → 3 -dev']],
    [
      'versions side by side',
      'openssl-1.1.1w openssl-3.0.13',
      'openssl-1.1.1w openssl-3.0.14',
      ['upgraded: openssl 3.0.13 → 3.0.14 (1.1.1w stays)'],
    ],
    ['one version of two goes', 'a-1 a-2', 'a-2', ['removed: a 1 (2 stays)']],
    ['identical versions are matched first', 'a-1#1 a-2', 'a-1#2 a-3', ['rebuilt: a 1', 'upgraded: a 2 → 3']],
    ['one of two builds of a version goes', 'a-1#1 a-1#2', 'a-1#2', ['rebuilt: a 1']],
    [
      'the selected apart from dependencies',
      '*vim-9.0 zlib-1.3 *jq-1.6 tmux-3.3',
      '*vim-9.1 zlib-1.4 jq-1.7 *tmux-3.4',
      [
        'upgraded: jq 1.6 → 1.7 newly-unselected',
        'upgraded: tmux 3.3 → 3.4 newly-selected',
        'upgraded: vim 9.0 → 9.1 selected',
        'upgraded: zlib 1.3 → 1.4',
      ],
    ],
    [
      'a selected package added and another removed',
      '*jq-1',
      '*vim-2',
      ['removed: jq 1 newly-unselected', 'added: vim 2 newly-selected'],
    ],
    [
      'a package of which one output is selected',
      '*vim-9.0 vim-9.0-man',
      '*vim-9.1 vim-9.1-man',
      ['upgraded: vim 9.0 → 9.1 selected'],
    ],
    [
      'selection alone',
      '*git-2.43 jq-1.7',
      'git-2.43 *jq-1.7',
      ['newly-unselected: git 2.43', 'newly-selected: jq 1.7'],
    ],
    [
      'configuration apart from packages',
      'unit-sshd.service#1 etc#1 X-Restart-Triggers-sshd#1 nixos-system-web1-24.11.1 hosts.json',
      'unit-sshd.service#2 etc#2 X-Restart-Triggers-sshd#2 nixos-system-web1-25.05.1 unit-new.timer',
      [
        'configuration changed: X-Restart-Triggers-sshd',
        'configuration changed: etc',
        'configuration removed: hosts.json',
        'configuration changed: nixos-system-web1',
        'configuration added: unit-new.timer',
        'configuration changed: unit-sshd.service',
      ],
    ],
    [
      'what is selected is a package, whatever its name',
      '*deploy.sh#1',
      '*deploy.sh#2',
      ['rebuilt: deploy.sh (none) selected'],
    ],
    [
      'and so is its namesake',
      '*deploy.sh#1 deploy.sh#3',
      '*deploy.sh#1',
      ['rebuilt: deploy.sh (none) selected'],
    ],
  ])('%s', (_, before, after, expected) => {
    expect(lines(diffClosures(closure(before), closure(after)))).toEqual(expected);
  });
});

test('sizes and counts are those of the paths', () => {
  const before = closure('a-1:100 a-1-doc:50 kept-1:1000 etc#1:7');
  const after = closure('a-2:120 kept-1:1000 etc#2:8 new-1:3');
  const diff = diffClosures(before, after);
  expect(diff).toMatchObject({
    unchangedPaths: 1,
    paths: { added: 3, removed: 3 },
    size: { before: 1157, after: 1131 },
  });
  expect(diff.packages.map(({ name, size, paths }) => ({ name, size, paths }))).toEqual([
    {
      name: 'a',
      size: { before: 150, after: 120 },
      paths: { before: [storePath('a-1'), storePath('a-1-doc')].sort(), after: [storePath('a-2')] },
    },
    { name: 'new', size: { before: 0, after: 3 }, paths: { before: [], after: [storePath('new-1')] } },
  ]);
  expect(diff.configuration[0]).toMatchObject({ name: 'etc', size: { before: 7, after: 8 } });
});

test('a deriver tells outputs that names cannot tell', () => {
  const view = (version: string) => ({
    paths: new Map([
      [storePath(`site-${version}-assets2`), { narSize: 1, deriver: storePath(`site-${version}.drv`) }],
      [storePath(`site-${version}`), { narSize: 1, deriver: storePath(`site-${version}.drv`) }],
    ]),
    selected: new Set<string>(),
  });
  expect(lines(diffClosures(view('1.0'), view('1.1')))).toEqual(['upgraded: site 1.0 → 1.1']);
});

test('derivation graphs are compared by name, without sizes', () => {
  const graph = (line: string) => derivationView(line.split(' ').map(storePath));
  const diff = diffClosures(
    graph('openssl-3.0.13.drv openssl-3.0.13.tar.gz.drv builder.sh vim-9.1.drv#1'),
    graph('openssl-3.0.14.drv openssl-3.0.14.tar.gz.drv builder.sh vim-9.1.drv#2'),
  );
  expect(lines(diff)).toEqual([
    'upgraded: openssl 3.0.13 → 3.0.14',
    'rebuilt: vim 9.1',
    'configuration removed: openssl-3.0.13.tar.gz',
    'configuration added: openssl-3.0.14.tar.gz',
  ]);
  expect(diff.size).toEqual({ before: 0, after: 0 });
});

test('of many versions that stay, the oldest eight are named', () => {
  const many = Array.from({ length: 20 }, (_, index) => `a-${index + 1}`).join(' ');
  const [change] = diffClosures(closure(many), closure(`${many} a-21`)).packages;
  expect(change?.kept).toEqual(['1', '2', '3', '4', '5', '6', '7', '8']);
});
