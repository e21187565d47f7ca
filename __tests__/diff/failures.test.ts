import { describe, expect, test } from '@jest/globals';
import { groupFailures } from '../../src/diff/failures.ts';
import type { HostFailure, Outcome } from '../../src/diff/hosts.ts';
import { storePath } from './closures.ts';

const works: Outcome = { kind: 'built', drvPath: 'd', outPath: 'o' };
const absent: Outcome = { kind: 'absent' };
const failure = (over: Partial<HostFailure>): HostFailure => ({
  stage: 'build',
  drvPath: null,
  summary: '',
  message: '',
  full: '',
  logTail: [],
  ...over,
});
const broken = (...failures: HostFailure[]): Outcome => ({ kind: 'broken', drvPath: null, failures });
const drv = (name: string) => failure({ drvPath: storePath(`${name}.drv`), summary: `${name} fails` });
const evaluation = (message: string) => failure({ stage: 'evaluate', message, summary: message });

const told = (hosts: Parameters<typeof groupFailures>[0]) =>
  groupFailures(hosts).map(({ side, hosts: names, summary }) => `${side}: ${summary} (${names.join(' ')})`);

describe('failures of several hosts', () => {
  test('a derivation that breaks several hosts is told once, and independent ones apart', () => {
    expect(
      told([
        { name: 'a', before: works, after: broken(drv('foo-1')) },
        { name: 'b', before: works, after: broken(drv('bar-1'), drv('foo-1')) },
        { name: 'c', before: works, after: works },
      ]),
    ).toEqual(['after: foo-1 fails (a b)', 'after: bar-1 fails (b)']);
  });

  test("the same evaluation message is told once, whatever the hosts' names and the sources' hashes", () => {
    const message = (host: string) =>
      `error: attribute 'x' missing at ${storePath(`source#${host}`)}/hosts/${host}.nix for "${host}"`;
    expect(
      told(
        ['web1', 'web-2', 'w.b+3', 'größe'].map((name) => ({
          name,
          before: works,
          after: broken(evaluation(message(name))),
        })),
      ),
    ).toEqual([`after: ${message('web1')} (web1 web-2 w.b+3 größe)`]);
  });

  test('different messages stay apart, also where a name is part of a word', () => {
    expect(
      told([
        { name: 'a', before: works, after: broken(evaluation('error: a-b is missing')) },
        { name: 'c', before: works, after: broken(evaluation('error: c-b is missing')) },
      ]),
    ).toHaveLength(2);
  });

  test('new failures, lasting ones and mended ones are told apart, in this order', () => {
    expect(
      told([
        { name: 'mended', before: broken(drv('old-1')), after: works },
        { name: 'lasting', before: broken(drv('foo-1')), after: broken(drv('foo-2')) },
        {
          name: 'lasting-evaluation',
          before: broken(evaluation('x of lasting-evaluation')),
          after: broken(evaluation('x of lasting-evaluation')),
        },
        { name: 'another', before: broken(drv('foo-1')), after: broken(drv('baz-1')) },
        { name: 'gone', before: broken(drv('gone-1')), after: absent },
        { name: 'new', before: absent, after: broken(drv('foo-2')) },
      ]),
    ).toEqual([
      'after: baz-1 fails (another)',
      'after: foo-2 fails (new)',
      'both: foo-2 fails (lasting)',
      'both: x of lasting-evaluation (lasting-evaluation)',
      'before: old-1 fails (mended)',
      'before: foo-1 fails (another)',
    ]);
  });

  test('a host is named once, though the same failure reached it twice', () => {
    expect(told([{ name: 'a', before: works, after: broken(drv('foo-1'), drv('foo-1')) }])).toEqual([
      'after: foo-1 fails (a)',
    ]);
  });

  test('none of none', () => {
    expect(groupFailures([{ name: 'a', before: works, after: works }])).toEqual([]);
  });
});
