import { expect, test } from '@jest/globals';
import { renderHtml } from '../../src/report/html.ts';
import { durationWords } from '../../src/report/made.ts';
import { renderTerminal } from '../../src/report/terminal.ts';
import { mixedFleet } from '../support/reports.ts';

test.each([
  [0.04, '0.0 s'],
  [12.44, '12.4 s'],
  [59.9, '59.9 s'],
  [185.2, '3 min 05 s'],
  [7200, '120 min 00 s'],
])('%d seconds are told as %s', (seconds, words) => {
  expect(durationWords(seconds)).toBe(words);
});

test('terminal and page tell how long it took and how old each input is, where they are told when', () => {
  const at = Math.max(...mixedFleet.inputs.map((input) => input.after?.lastModified ?? 0)) + 3 * 86_400;
  const made = { at, took: 185.2 };
  const terminal = renderTerminal(mixedFleet, { width: 120, colour: false, made });
  expect(terminal).toMatch(/ 3 days old$/m);
  expect(terminal).toContain('took 3 min 05 s');
  expect(renderHtml(mixedFleet, made)).toContain('3 days old');
  expect(renderHtml(mixedFleet, made)).toContain('in 3 min 05 s.');
  expect(renderTerminal(mixedFleet, { width: 120, colour: false })).not.toMatch(/took|days old/);
});
