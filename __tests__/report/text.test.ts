import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { size, sizeChange } from '../../src/report/size.ts';
import { code, fenceFor, listed, plain, plainLines, prose, tableRow } from '../../src/report/text.ts';

describe('a text from outside as one line', () => {
  test.each([
    ['openssl', 'openssl'],
    ['  two \n lines\t', 'two lines'],
    ['\u001b[31mred\u001b[0m', 'red'],
    ['\u202egnp.exe', '\ufffdgnp.exe'],
    ['zero\u200bwidth', 'zero\ufffdwidth'],
    ['half \ud800 pair', 'half \ufffd pair'],
    ['naïve 漢字 ünï', 'naïve 漢字 ünï'],
    ['fixes #1', 'fixes #\u20601'],
    ['Closes: owner/repo#12', 'Closes: owner/repo#\u206012'],
    ['prefixes #1', 'prefixes #1'],
  ])('%j is shown as %j', (text, shown) => expect(plain(text)).toBe(shown));

  test('it is cut between characters', () => {
    expect(plain('👩👩👩👩', 3)).toBe('👩👩…');
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme' }), fc.integer({ min: 1, max: 20 }), (text, longest) => {
        expect([...plain(text, longest)].length).toBeLessThanOrEqual(longest);
      }),
    );
  });
});

test('code has delimiters that nothing in it ends', () => {
  expect(['a', '`', 'a``b', ''].map((text) => code(text))).toEqual([
    '`a`',
    '`` ` ``',
    '```a``b```',
    '`(empty)`',
  ]);
});

test('a fence is longer than any in the lines', () => {
  expect([fenceFor([]), fenceFor(['````']), fenceFor(['a ``` b', '`'])]).toEqual(['```', '`````', '````']);
});

test('lines of a log keep their indentation, and the last ones stay', () => {
  expect(plainLines(['a', '\tb\r\nc', '  \u001b[1md\u001b[0m  '], 3)).toEqual(['    b', 'c', '  d']);
});

test('pipes do not end a cell', () => expect(tableRow(['a|b', 'c'])).toBe('| a\\|b | c |'));

test('of a sentence only what could be read as markup or a reference stands in code', () => {
  expect(
    prose('See @team, #1, owner/repo#2 and deadbeef: it’s version 2.4, or services.foo.enable (GH-1).'),
  ).toBe(
    'See `@team`, `#1`, `owner/repo#2` and `deadbeef`: it’s version 2.4, or `services.foo.enable` `(GH-1`).',
  );
});

test('lists of words', () => {
  expect([
    listed([]),
    listed(['a']),
    listed(['a', 'b']),
    listed(['a', 'b', 'c']),
    listed(['a', 'b', 'c'], 2),
  ]).toEqual(['', 'a', 'a and b', 'a, b and c', 'a, b and 1 more']);
});

test.each([
  [0, '0 B'],
  [999, '999 B'],
  [1000, '1 kB'],
  [1234, '1.2 kB'],
  [9960, '10 kB'],
  [999_499, '999 kB'],
  [999_500, '1 MB'],
  [18_300_000, '18 MB'],
  [1_260_000_000, '1.3 GB'],
  [-5_000_000, '−5 MB'],
])('%d bytes are %s', (bytes, text) => expect(size(bytes)).toBe(text));

test('differences have a sign', () => {
  expect([0, 1500, -1500].map(sizeChange)).toEqual(['±0', '+1.5 kB', '−1.5 kB']);
});
