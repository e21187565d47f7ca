import { expect, test } from '@jest/globals';
import { fleetDiff } from '../../src/diff/fleet.ts';
import { diffClosures } from '../../src/diff/packages.ts';
import { closure } from './closures.ts';

const host = (name: string, before: string, after: string) => ({
  name,
  diff: diffClosures(closure(before), closure(after)),
});

test('a change is told once, with all its hosts; the largest set of hosts comes first', () => {
  const fleet = fleetDiff([
    host('web1', 'openssl-3.0.13:5 *vim-9.0 jq-1', 'openssl-3.0.14:6 *vim-9.1 jq-2'),
    host('web2', 'openssl-3.0.13:7 vim-9.0', 'openssl-3.0.14:4 vim-9.1'),
    host('idle', 'openssl-3.0.13', 'openssl-3.0.13'),
    host('db1', 'openssl-3.0.13 postgresql-15.4 jq-1', 'openssl-3.0.14 postgresql-16.1 jq-2'),
  ]);
  expect(fleet.hosts).toEqual(['web1', 'web2', 'idle', 'db1']);
  expect(
    fleet.groups.map(({ hosts, changes }) => [
      hosts.join(' '),
      ...changes.map(({ name, kind, before, after }) => `${kind} ${name} ${before} → ${after}`),
    ]),
  ).toEqual([
    ['web1 web2 db1', 'upgraded openssl 3.0.13 → 3.0.14'],
    ['web1 web2', 'upgraded vim 9.0 → 9.1'],
    ['web1 db1', 'upgraded jq 1 → 2'],
    ['db1', 'upgraded postgresql 15.4 → 16.1'],
  ]);
  expect(fleet.groups[0]!.changes[0]).toMatchObject({ selectedOn: [], size: { before: 7, after: 6 } });
  expect(fleet.groups[1]!.changes[0]).toMatchObject({ hosts: ['web1', 'web2'], selectedOn: ['web1'] });
});

test('the same versions with other outputs are different changes', () => {
  const fleet = fleetDiff([
    host('a', 'bar-2', 'bar-2 bar-2-dev'),
    host('b', 'bar-2', 'bar-2 bar-2-man'),
    host('c', 'bar-2', 'bar-2 bar-2-dev'),
  ]);
  expect(
    fleet.groups.map(({ hosts, changes }) => [hosts, changes.map(({ outputs }) => outputs.added)]),
  ).toEqual([
    [['a', 'c'], [['dev']]],
    [['b'], [['man']]],
  ]);
});

test('an upgrade is one change, whether or not an output comes with it', () => {
  const fleet = fleetDiff([host('a', 'bar-2', 'bar-3 bar-3-dev'), host('b', 'bar-2', 'bar-3')]);
  expect(fleet.groups).toHaveLength(1);
  expect(fleet.groups[0]!.changes[0]!.outputs).toEqual({ added: ['dev'], removed: [] });
});

test('a fleet of no hosts, and one where nothing differs', () => {
  expect(fleetDiff([])).toEqual({ hosts: [], groups: [] });
  expect(fleetDiff([host('a', 'x-1', 'x-1')])).toEqual({ hosts: ['a'], groups: [] });
});
