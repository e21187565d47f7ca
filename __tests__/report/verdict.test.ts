import { expect, test } from '@jest/globals';
import type { HostReport, Report } from '../../src/report/report.ts';
import { verdict } from '../../src/report/verdict.ts';
import { changedHost, nixpkgsUpdated, noFlags, plainHost, report } from '../support/reports/parts.ts';
import * as fixtures from '../support/reports.ts';

const changed = (name: string, given: Partial<HostReport> = {}, size = 1_000_000) => {
  const { before: _before, after: _after, ...rest } = given;
  return changedHost(name, { before: 'openssl-1', after: `openssl-2:${size + 1}`, ...rest });
};
const reboot = { flags: { ...noFlags, reboot: ['kernel'] as const } };
const many = (amount: number, host: (name: string) => HostReport) =>
  Array.from({ length: amount }, (_, index) => host(`h${String(index).padStart(2, '0')}`));

const cases: readonly (readonly [string, Report])[] = [
  [
    '12 of 14 hosts change, 1 breaks (db1), 2 need a reboot; closure +18 MB',
    report([
      ...many(10, (name) => changed(name, {}, 1_500_000)),
      changed('x1', reboot, 1_500_000),
      changed('x2', reboot, 1_500_000),
      plainHost('db1', 'newly-broken'),
      plainHost('y', 'unchanged'),
    ]),
  ],
  ['web changes; closure +1 MB', report([changed('web')])],
  ['web changes, a reboot is needed; closure +1 MB', report([changed('web', reboot)])],
  ['web does not change', report([plainHost('web', 'unchanged')])],
  ['web breaks', report([plainHost('web', 'newly-broken')])],
  ['Both hosts change; closure +2 MB', report([changed('a'), changed('b')])],
  [
    'All 3 hosts change, 1 needs a reboot; closure +3 MB',
    report([changed('a'), changed('b'), changed('c', reboot)]),
  ],
  ['1 of 2 hosts changes; closure +1 MB', report([changed('a'), plainHost('b', 'unchanged')])],
  ['None of 3 hosts changes', report(many(3, (name) => plainHost(name, 'unchanged')))],
  ['All 3 hosts break', report(many(3, (name) => plainHost(name, 'newly-broken')))],
  ['All 3 hosts are broken as before', report(many(3, (name) => plainHost(name, 'still-broken')))],
  [
    'None of 3 hosts changes, 1 breaks (a), 1 is broken as before (b), 1 is fixed (c)',
    report([plainHost('a', 'newly-broken'), plainHost('b', 'still-broken'), plainHost('c', 'fixed')]),
  ],
  [
    '1 of 4 hosts changes, 1 is new (n), 2 are removed (r and s); closure +1 MB',
    report([changed('a'), plainHost('n', 'new'), plainHost('r', 'removed'), plainHost('s', 'removed')]),
  ],
  [
    '6 of 12 hosts change, 6 break (h00, h01, h02, h03 and 2 more), 2 skipped; closure −6 MB',
    report([
      ...many(6, (name) => plainHost(name, 'newly-broken')),
      ...many(6, (name) => changedHost(`c${name}`, { before: 'openssl-1:1000000', after: 'openssl-2:0' })),
      plainHost('s1', 'skipped'),
      plainHost('s2', 'skipped'),
    ]),
  ],
  ['All 3 hosts change, by rebuilds only', fixtures.onlyRebuilt],
  ['1 of 2 hosts changes; derivations compared, nothing built', fixtures.evalOnly],
  ['flake.lock did not change: nothing to update', fixtures.lockUnchanged],
  ['flake.lock changes, and no host was compared, 1 skipped', report([plainHost('s', 'skipped')])],
  [
    'Nothing differs between the two revisions',
    report([], { inputs: [], comparison: { kind: 'revisions', base: 'a', head: 'b', flakeDir: '' } }),
  ],
  ['5 packages changed, a reboot is needed; closure +1.4 MB', fixtures.twoClosures],
  [
    'Both closures are the same',
    { ...fixtures.twoClosures, hosts: [plainHost('x', 'unchanged')], fleet: { hosts: [], groups: [] } },
  ],
  ['2 packages changed, 1 package only rebuilt', closures('a-1 b-1 c-1', 'a-2 b-2 c-1#2')],
  ['No package changes its version, 1 package only rebuilt', closures('c-1', 'c-1#2')],
];

function closures(before: string, after: string): Report {
  return report([changedHost('x', { before, after })], {
    comparison: fixtures.twoClosures.comparison,
    inputs: [nixpkgsUpdated],
  });
}

test.each(cases)('%s', (sentence, value) => expect(verdict(value)).toBe(sentence));

test('names are written as asked for, and only so many', () => {
  const value = report(
    many(5, (name) => plainHost(name, 'newly-broken')).concat(plainHost('z', 'unchanged')),
  );
  expect(verdict(value, { naming: (name) => `<${name}>`, names: 2 })).toBe(
    'None of 6 hosts changes, 5 break (<h00>, <h01> and 3 more)',
  );
});
