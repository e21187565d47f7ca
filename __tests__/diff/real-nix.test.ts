import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { parseDrvName } from '../../src/diff/name.ts';
import { compareVersions } from '../../src/diff/order.ts';
import { nixEnvironment } from '../support/nix.ts';

let folder = '';
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'names-'));
});
afterAll(() => rmSync(folder, { recursive: true }));

/** Applies an expression of Nix to a list, in one evaluation: thousands of questions take no longer than one. */
function askNix<T>(expression: string, list: unknown): readonly T[] {
  const file = join(folder, 'questions.json');
  writeFileSync(file, JSON.stringify(list));
  const asked = `map (${expression}) (builtins.fromJSON (builtins.readFile ${file}))`;
  const answer = execFileSync('nix-instantiate', ['--eval', '--strict', '--json', '-E', asked], {
    env: nixEnvironment(),
    encoding: 'utf8',
  });
  return JSON.parse(answer);
}

test('names and versions are split as Nix splits them', () => {
  const part = fc.constantFrom('a', 'foo', 'X', '1', '2.3', '-', '--', '_', '.', '+', 'é', '1a', 'pre5');
  const names = fc.sample(
    fc.array(part, { minLength: 1, maxLength: 6 }).map((parts) => parts.join('')),
    { numRuns: 3000, seed: 1 },
  );
  const answers = askNix<{ name: string; version: string }>('builtins.parseDrvName', names);
  expect(names.map(parseDrvName)).toEqual(answers);
});

test('versions are ordered as Nix orders them, apart from what order.ts documents', () => {
  // No prerelease but "pre", no "a" or "b" between digits, no dates, no numbers above 32 bits.
  const part = fc.oneof(
    fc.nat(2000).map(String),
    fc.constantFrom('pre', 'w', 'p', 'c', 'git', '+git', 'unstable', '007', '_x'),
  );
  const version = fc
    .array(fc.tuple(part, fc.constantFrom('', '.', '-')), { maxLength: 5 })
    .map((parts) => parts.map(([text, separator]) => text + separator).join(''))
    .filter((text) => !/\d{8}/.test(text));
  const pairs = fc.sample(fc.tuple(version, version), { numRuns: 3000, seed: 1 });
  const answers = askNix<number>(
    'pair: builtins.compareVersions (builtins.elemAt pair 0) (builtins.elemAt pair 1)',
    pairs,
  );
  const different = pairs
    .map(([a, b], index) => ({ a, b, nix: answers[index], ours: compareVersions(a, b) }))
    .filter(({ nix, ours }) => nix !== ours);
  expect(different).toEqual([]);
});
