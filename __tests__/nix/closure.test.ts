import { expect, test } from '@jest/globals';
import { closureOf, parsePathInfo } from '../../src/nix/closure.ts';
import { fixture } from './fixtures.ts';

const SHAPES = [
  ['2.8.0', 'path-info.json'],
  ['2.18.9', 'path-info.json'],
  ['lix-2.93.3', 'path-info.json'],
  ['2.26.3', 'path-info.json'],
  ['2.34.8', 'path-info.json'],
  ['2.34.8', 'path-info-format-1.json'],
  ['2.34.8', 'path-info-format-2.json'],
] as const;

test.each(SHAPES)('path-info of Nix %s (%s) gives the same graph as every other', (version, file) => {
  const graph = parsePathInfo(fixture(version, file), version);
  const reference = parsePathInfo(fixture('2.26.3', 'path-info.json'), '2.26.3');
  expect(graph.size).toBe(17);
  expect([...graph.keys()].sort()).toEqual([...reference.keys()].sort());
  for (const [path, entry] of graph) {
    expect({ ...entry, references: [...entry.references].sort() }).toEqual({
      ...reference.get(path),
      references: [...(reference.get(path)?.references ?? [])].sort(),
    });
  }
});

test('a closure is all that its root refers to, each path once', () => {
  const graph = parsePathInfo(fixture('2.34.8', 'path-info-format-2.json'), '2.34.8');
  const root = [...graph.keys()].find((path) => path.includes('nixos-system-web')) ?? '';
  const closure = closureOf(graph, root).map((entry) => entry.path);
  expect(closure).toContain(root);
  expect(closure.some((path) => path.includes('glibc'))).toBe(true);
  expect(new Set(closure).size).toBe(closure.length);
});

test('a path that refers to itself, and paths that refer to each other, end', () => {
  const entry = (references: string[]) => ({ narSize: 1, references });
  const graph = parsePathInfo(
    JSON.stringify({
      '/nix/store/a': entry(['/nix/store/a', '/nix/store/b']),
      '/nix/store/b': entry(['/nix/store/a']),
    }),
    '2.26',
  );
  expect(closureOf(graph, '/nix/store/a')).toHaveLength(2);
});

test.each([
  ['no JSON', 'warning: nothing', 'no JSON, but "warning: nothing"'],
  ['a number', '7', 'number'],
  ['an array without paths', '[{"narSize":1}]', 'an array whose elements have no path'],
  ['an object with base names', '{"abc-x":{"narSize":1,"references":[]}}', 'an object with the key "abc-x"'],
  [
    'an entry without references',
    '{"/nix/store/a":{"narSize":1}}',
    'no narSize and references at /nix/store/a',
  ],
  ['an invalid path', '{"/nix/store/a":null}', 'no narSize and references at /nix/store/a, but null'],
])('%s is refused, with the command and the version named', (_, text, message) => {
  expect(() => parsePathInfo(text, '9.9')).toThrow(
    `nix path-info --json of Nix 9.9 answered in a shape that is not known: ${message}`,
  );
});
