import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { orderVersions } from '../../src/diff/order.ts';
import { pairVersions } from '../../src/diff/pairing.ts';

const words = (line: string) => line.split(' ').filter((word) => word !== '');
const pairs = (before: string, after: string) =>
  pairVersions(words(before), words(after))
    .map((pair) => pair.join('→'))
    .join(' ');

describe('versions side by side are paired with the least surprise', () => {
  test.each([
    ['one with one, however far apart', '1.1.1w', '3.3.0', '1.1.1w→3.3.0'],
    ['closest relatives first', '1.1.1w 3.0.13', '3.0.14', '3.0.13→3.0.14'],
    [
      'closest relatives first, the rest afterwards',
      '1.1.1w 3.0.13',
      '3.0.14 3.3.0',
      '1.1.1w→3.3.0 3.0.13→3.0.14',
    ],
    ['the same major before another', '12.18 16.1', '12.19 17.0', '12.18→12.19 16.1→17.0'],
    [
      'the same major.minor before the same major',
      '3.11.7 3.12.1',
      '3.12.2 3.13.0',
      '3.11.7→3.13.0 3.12.1→3.12.2',
    ],
    ['a letter is close to its release', '1.1.1 3.0.1', '1.1.1w 3.0.2', '1.1.1→1.1.1w 3.0.1→3.0.2'],
    ['equally close ones in order', '1.0 1.1', '1.2 1.3', '1.0→1.2 1.1→1.3'],
    ['the nearest where one stays alone', '3.0.13', '3.0.14 3.0.20', '3.0.13→3.0.14'],
    ['the nearest where one goes', '1 2', '3', '2→3'],
    ['the nearest where downgrades', '3', '1 2', '3→2'],
    ['the newest where nothing else decides', '2', '1 3', '2→3'],
    ['versions spelled differently are the closest', '1.0-1 1.0.2', '1.0.1 1.0-3', '1.0-1→1.0.1 1.0.2→1.0-3'],
    ['a version with none', '', '1.0', ''],
  ])('%s', (_, before, after, expected) => {
    expect(pairs(before, after)).toBe(expected);
    const turned = pairVersions(words(after), words(before)).map(([a, b]) => [b, a].join('→'));
    expect(turned.sort()).toEqual(words(expected).sort());
  });
});

const version = fc.array(fc.nat(3), { minLength: 1, maxLength: 3 }).map((parts) => parts.join('.'));
const sides = fc
  .uniqueArray(fc.tuple(version, fc.boolean()), { selector: ([text]) => text, maxLength: 12 })
  .map((all) => [all.filter(([, side]) => side), all.filter(([, side]) => !side)] as const)
  .map(([before, after]) => [before.map(([text]) => text), after.map(([text]) => text)] as const);

describe('pairing, for any versions,', () => {
  test('pairs as many as there can be, each at most once, and knows neither direction nor order of its arguments', () => {
    fc.assert(
      fc.property(sides, ([before, after]) => {
        const found = pairVersions(before, after);
        expect(found).toHaveLength(Math.min(before.length, after.length));
        expect(new Set(found.map(([a]) => a)).size).toBe(found.length);
        expect(new Set(found.map(([, b]) => b)).size).toBe(found.length);
        const turned = pairVersions(after, before).map(([a, b]) => [b, a] as const);
        expect(turned.toSorted(([a], [b]) => orderVersions(a, b))).toEqual(found);
        expect(pairVersions([...before].reverse(), [...after].reverse())).toEqual(found);
      }),
      { numRuns: 1000 },
    );
  });
});
