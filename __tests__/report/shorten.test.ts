import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { section } from '../../src/report/section.ts';
import { shorten } from '../../src/report/shorten.ts';

const lines = (prefix: string, amount: number) =>
  Array.from({ length: amount }, (_, index) => `- ${prefix} ${String(index).padStart(4, '0')}\n`);

const sections = [
  section({
    worth: 100,
    head: 'The verdict.\n',
    noun: '',
    brief: 'The verdict.\n',
    least: 'The verdict.\n',
    essential: true,
  }),
  section({ worth: 50, head: '## Most\n\n', items: lines('most', 40), noun: 'first thing' }),
  section({
    worth: 10,
    head: '```text\n',
    items: lines('log', 60),
    tail: '```\n',
    keep: 'last',
    more: (missing) => `… ${missing} more\n`,
    noun: 'log line',
  }),
  section({
    worth: 20,
    head: 'Much that can only go as a whole.\n'.repeat(20),
    noun: 'other thing',
    brief: 'Less.\n',
  }),
];

test('what fits is left as it is, a blank line between sections', () => {
  const text = shorten(sections, { maxBytes: null, whereWhole: '' });
  expect(text).toContain('The verdict.\n\n## Most\n');
  expect(shorten(sections, { maxBytes: Buffer.byteLength(text) + 1, whereWhole: '' })).toBe(text);
});

test('the least worth goes first, of a log the beginning, and the reader is told', () => {
  const text = shorten(sections, { maxBytes: 1800, whereWhole: 'See FILE.' });
  expect(text.split('\n').slice(0, 3)).toEqual([
    'The verdict.',
    '',
    '*Shortened to fit: 31 log lines left out. See FILE.*',
  ]);
  expect(text).toContain('```text\n… 31 more\n- log 0031\n');
  expect(text).toContain('- log 0059\n```\n');
  expect(text).toContain('most 0039');
  expect(text).toContain('only go as a whole');
});

test('then what is worth more, and room that is left is given back', () => {
  const text = shorten(sections, { maxBytes: 900, whereWhole: '' });
  expect(text).toContain('*Shortened to fit: ');
  expect(text).toContain('\nLess.\n');
  expect(text).toContain('- most 0039\n');
});

test('within any limit that has room for what is essential, and always beginning with it', () => {
  fc.assert(
    fc.property(fc.integer({ min: 300, max: 3000 }), (maxBytes) => {
      const text = shorten(sections, { maxBytes, whereWhole: '' });
      expect(Buffer.byteLength(text)).toBeLessThanOrEqual(maxBytes);
      expect(text.startsWith('The verdict.\n')).toBe(true);
      expect(text.split('```').length % 2).toBe(1);
    }),
  );
});

test('what is essential is never taken away', () => {
  expect(shorten(sections, { maxBytes: 1, whereWhole: '' }).split('\n')[0]).toBe('The verdict.');
});
