import { expect, test } from '@jest/globals';
import { connectNix } from '../../src/nix/command.ts';
import { evaluateHosts } from '../../src/nix/evaluate.ts';
import { makeRun, type Run } from '../../src/process.ts';
import { createFleet } from '../support/fleet.ts';
import { nixEnvironment } from '../support/nix.ts';
import { useFolder } from './program.ts';

const folder = useFolder();

test('an evaluator that outgrows its memory is replaced, and what it has done is kept', async () => {
  const hosts = ['a', 'b', 'c', 'd'];
  const fleet = createFleet(folder(), {
    work: 12_000,
    hosts: Object.fromEntries(hosts.map((name) => [name, {}])),
  });
  const { run } = makeRun(new AbortController().signal);
  let evaluators = 0;
  const counted: Run = (command, options) => {
    if (command.includes('--apply')) evaluators += 1;
    return run(command, { ...options, env: nixEnvironment() as Record<string, string> });
  };
  const nix = await connectNix(counted, []);
  const request = { flake: { options: [], reference: `path:${fleet.flake}` }, hosts, onHost: () => {} };
  const roomy = await evaluateHosts(nix, { ...request, memory: 2 ** 40 });
  expect(evaluators).toBe(1);
  const tight = await evaluateHosts(nix, { ...request, memory: 1 });
  expect(evaluators).toBeGreaterThan(2);
  expect([...tight].sort()).toEqual([...roomy].sort());
  expect([...tight.values()].map((host) => host.kind)).toEqual(hosts.map(() => 'evaluated'));
});
