import { expect, test } from '@jest/globals';
import { planEvaluators } from '../../src/nix/evaluators.ts';

const GIB = 2 ** 30;

test.each([
  ['a small machine: one after the other', { cpus: 1, memory: 4 * GIB }, 20, { parallel: 1, slices: 1 }],
  ['two processors: both states at once', { cpus: 2, memory: 24 * GIB }, 50, { parallel: 2, slices: 1 }],
  [
    'little memory counts more than processors',
    { cpus: 16, memory: 3 * GIB },
    50,
    { parallel: 1, slices: 1 },
  ],
  ['many processors: each state in slices', { cpus: 16, memory: 64 * GIB }, 50, { parallel: 16, slices: 7 }],
  [
    'but no slice that repeats more than it saves',
    { cpus: 16, memory: 64 * GIB },
    5,
    { parallel: 16, slices: 1 },
  ],
])('%s', (_, capacity, hosts, expected) => {
  const plan = planEvaluators(capacity, hosts);
  expect(plan).toMatchObject(expected);
  expect(plan.memory * plan.parallel).toBeLessThanOrEqual(capacity.memory);
});
