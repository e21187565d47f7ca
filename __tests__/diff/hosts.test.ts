import { describe, expect, test } from '@jest/globals';
import { type HostFailure, hostState, type Outcome } from '../../src/diff/hosts.ts';

const absent: Outcome = { kind: 'absent' };
const built = (drv: string, out = `out-${drv}`): Outcome => ({ kind: 'built', drvPath: drv, outPath: out });
const evaluated = (drv: string, out: string | null = null): Outcome => ({
  kind: 'evaluated',
  drvPath: drv,
  outPath: out,
  reason: 'nothing is built',
});
const broken = (stage: HostFailure['stage']): Outcome => ({
  kind: 'broken',
  drvPath: null,
  failures: [{ stage, drvPath: null, summary: '', message: '', full: '', logTail: [] }],
});

describe('the state of a host', () => {
  test.each([
    ['new', absent, built('a')],
    ['new', absent, evaluated('a')],
    ['newly-broken', absent, broken('evaluate')],
    ['removed', built('a'), absent],
    ['removed', broken('build'), absent],
    ['unchanged', built('a'), built('a')],
    ['unchanged', evaluated('a'), evaluated('a')],
    ['unchanged', built('a', 'out'), built('b', 'out')],
    ['unchanged', evaluated('a', 'out'), evaluated('b', 'out')],
    ['changed', built('a'), built('b')],
    ['changed', evaluated('a'), evaluated('b')],
    ['changed', built('a'), evaluated('b')],
    ['newly-broken', built('a'), broken('build')],
    ['newly-broken', evaluated('a'), broken('evaluate')],
    ['still-broken', broken('evaluate'), broken('build')],
    ['fixed', broken('build'), built('b')],
    ['fixed', broken('evaluate'), evaluated('b')],
    ['skipped', broken('build'), evaluated('b')],
  ] as const)('%s: %j then %j', (state, before, after) => {
    expect(hostState(before, after)).toBe(state);
  });

  test('is an error for what is in neither state', () => {
    expect(() => hostState(absent, absent)).toThrow('neither of the two states');
  });
});
