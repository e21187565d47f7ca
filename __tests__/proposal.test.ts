import { describe, expect, test } from '@jest/globals';
import type { HostReport } from '../src/diff/compare.ts';
import type { InputChange } from '../src/diff/inputs.ts';
import { getInputs } from '../src/inputs.ts';
import { type FlakeUpdate, propose, summarise } from '../src/proposal.ts';
import type { Report } from '../src/report/report.ts';

const hosts = (states: Record<string, HostReport['state']>) =>
  Object.entries(states).map(([name, state]) => ({ name, state }) as HostReport);
const moved = (...names: string[]) =>
  names.map(
    (name) =>
      ({
        path: name.split('/'),
        kind: 'updated',
        before: { revision: 'a' },
        after: { revision: 'b' },
      }) as unknown as InputChange,
  );

const update = (
  exitCode: 0 | 2 | 3,
  states: Record<string, HostReport['state']>,
  more: Partial<FlakeUpdate> & { inputs?: InputChange[] } = {},
): FlakeUpdate => ({
  flakeDir: '.',
  exitCode,
  newLock: 'lock\n',
  report: { hosts: hosts(states), inputs: more.inputs ?? moved('nixpkgs') } as unknown as Report,
  ...more,
});
const proposed = (updates: readonly FlakeUpdate[], given: Record<string, string> = {}) =>
  propose(
    updates,
    getInputs((name) => ({ token: 't', ...given })[name] ?? ''),
    {
      baseRevision: '0123456789abcdef',
      date: '2026-07-01',
      runUrl: 'https://forge/run/1',
      render: (maxBytes) => `REPORT of ${maxBytes}`,
    },
  );

const CHANGED = update(0, { web: 'changed', db: 'unchanged' });
const BREAKS = update(0, { web: 'changed', db: 'newly-broken', old: 'still-broken' });

describe('what is proposed', () => {
  test.each<[string, FlakeUpdate, Record<string, string>, object]>([
    ['a change', CHANGED, {}, { kind: 'open' }],
    [
      'an unchanged lock file',
      update(2, {}),
      {},
      { kind: 'close', reason: 'Nothing to update: 0123456789ab has the newest inputs already.' },
    ],
    [
      'a lock file that changes no host',
      update(3, { web: 'unchanged' }),
      {},
      {
        kind: 'close',
        reason: 'Nothing to review: an update of 0123456789ab changes the lock file and no host.',
      },
    ],
    [
      'the same, when asked for',
      update(3, { web: 'unchanged' }),
      { 'when-no-host-changes': 'open' },
      { kind: 'open' },
    ],
    ['a broken host', BREAKS, {}, { kind: 'open' }],
    [
      'a broken host, to be skipped',
      BREAKS,
      { 'when-broken': 'skip' },
      { kind: 'leave', reason: 'The update breaks db; nothing is proposed (when-broken: skip).' },
    ],
    [
      'a broken host, to fail on',
      BREAKS,
      { 'when-broken': 'fail' },
      { kind: 'leave', reason: 'The update breaks db; nothing is proposed (when-broken: fail).' },
    ],
    [
      'a host that was broken before is no reason',
      update(0, { web: 'changed', old: 'still-broken' }),
      { 'when-broken': 'fail' },
      { kind: 'open' },
    ],
  ])('%s', (_, flake, given, expected) => {
    expect(proposed([flake], given)).toMatchObject(expected);
  });
});

test('the whole proposal', () => {
  const proposal = proposed([CHANGED], {
    'pr-title': '{inputs} on {date}: {changed}/{broken}',
    'pr-body': 'See {x}.\n\n{report}',
  });
  if (proposal.kind !== 'open') throw new Error(proposal.kind);
  const { body, ...rest } = proposal;
  expect(rest).toMatchInlineSnapshot(`
{
  "baseRevision": "0123456789abcdef",
  "commitMessage": "flake.lock: update nixpkgs",
  "draft": false,
  "kind": "open",
  "lockFiles": [
    {
      "content": "lock
",
      "path": "flake.lock",
    },
  ],
  "status": {
    "context": "flake-update-diff",
    "description": "1 host changed, 1 unchanged",
    "state": "success",
    "targetUrl": "https://forge/run/1",
  },
  "title": "nixpkgs on 2026-07-01: 1/0",
}
`);
  expect(body(null)).toBe('See {x}.\n\nREPORT of 65226');
});

test.each<[string, FlakeUpdate, Record<string, string>, boolean]>([
  ['never', BREAKS, {}, false],
  ['when-broken', BREAKS, { draft: 'when-broken' }, true],
  ['when-broken, and nothing is', CHANGED, { draft: 'when-broken' }, false],
  ['always', CHANGED, { draft: 'always' }, true],
])('draft: %s', (_, flake, given, draft) => expect(proposed([flake], given)).toMatchObject({ draft }));

test('the status names the broken hosts, within GitHub’s 140 characters', () => {
  expect(proposed([BREAKS])).toMatchObject({
    status: { state: 'failure', description: '1 host newly broken (db), 1 host changed, 0 unchanged' },
  });
  const many = Object.fromEntries(
    Array.from({ length: 40 }, (_, index) => [`host${index}`, 'newly-broken' as const]),
  );
  const proposal = proposed([update(0, many)]);
  expect(proposal.kind === 'open' && proposal.status.description).toHaveLength(140);
});

test('a title names the inputs that are the flake’s own, four at most, and fits in 255 bytes', () => {
  const titleOf = (...inputs: string[]) => {
    const proposal = proposed([update(0, { web: 'changed' }, { inputs: moved(...inputs) })]);
    return proposal.kind === 'open' ? proposal.title : '';
  };
  expect(titleOf('nixpkgs', 'home-manager', 'home-manager/nixpkgs')).toBe('Update nixpkgs, home-manager');
  expect(titleOf('a', 'b', 'c', 'd', 'e', 'f')).toBe('Update a, b, c, d and 2 more');
  expect(titleOf('home-manager/nixpkgs')).toBe('Update home-manager/nixpkgs');
  expect(Buffer.byteLength(titleOf('ü'.repeat(200)))).toBeLessThanOrEqual(250);
});

test('several flakes: only lock files that changed, names with their folders', () => {
  const home = update(0, { web: 'changed' }, { flakeDir: 'home' });
  const edge = update(2, {}, { flakeDir: 'edge', inputs: [] });
  expect(proposed([home, edge])).toMatchObject({
    kind: 'open',
    lockFiles: [{ path: 'home/flake.lock', content: 'lock\n' }],
  });
  expect(summarise([home, edge])).toMatchObject({
    exitCode: 0,
    changed: ['home: web'],
    inputs: [{ name: 'home: nixpkgs', before: 'a', after: 'b' }],
  });
});
