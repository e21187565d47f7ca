import { expect, test } from '@jest/globals';
import { atLeast, parseNixVersion } from '../../src/nix/version.ts';
import { fixture } from './fixtures.ts';

test.each([
  ['nix (Nix) 2.8.0', 'Nix', '2.8.0', [2, 8]],
  ['nix (Nix) 2.34.8\n', 'Nix', '2.34.8', [2, 34]],
  ['nix (Nix) 2.35.0pre20260901_abcdef0', 'Nix', '2.35.0pre20260901_abcdef0', [2, 35]],
  ['nix (Lix, like Nix) 2.93.3', 'Lix', '2.93.3', [2, 18]],
  ['nix (Determinate Nix 3.12.0) 2.32.1', 'Nix', '2.32.1', [2, 32]],
])('%j', (text, implementation, version, number) => {
  expect(parseNixVersion(text)).toEqual({ implementation, text: version, number });
});

test.each(['2.8.0', '2.18.9', '2.26.3', '2.34.8', 'lix-2.93.3'])(
  'what %s says of itself is understood',
  (version) => {
    expect(parseNixVersion(fixture(version, 'version.txt')).text).toBe(version.replace('lix-', ''));
  },
);

test.each(['', 'nix 2.3', 'guix (GNU Guix) 1.4.0', 'nix (Nix) two'])('%j is no version of Nix', (text) => {
  expect(() => parseNixVersion(text)).toThrow(`nix --version answered ${JSON.stringify(text)}`);
});

test('a Nix without flakes is too old', () => {
  expect(() => parseNixVersion('nix (Nix) 2.3.16')).toThrow('Nix 2.3.16 is too old');
});

test.each([
  [[2, 8], 2, 8, true],
  [[2, 8], 2, 9, false],
  [[2, 34], 2, 9, true],
  [[3, 0], 2, 34, true],
] as const)('atLeast(%j, %d, %d) is %s', (number, major, minor, expected) => {
  expect(atLeast(number, major, minor)).toBe(expected);
});
