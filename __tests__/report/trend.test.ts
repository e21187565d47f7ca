import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { renderMarkdown } from '../../src/report/markdown.ts';
import type { Report } from '../../src/report/report.ts';
import { changedHost, nixpkgsUpdated, noFlags, plainHost, report } from '../support/reports/parts.ts';
import { REPORTS } from '../support/reports.ts';
import { hostileReport } from './hostile.ts';

function body(value: Report, previousBody: string | null, maxBytes: number | null = null): string {
  return renderMarkdown(value, { maxBytes, fullReport: null, previousBody });
}

function trendOf(text: string): string | null {
  return /^Since the last version.*$/m.exec(text)?.[0] ?? null;
}

const web = (after: string) => changedHost('web', { before: 'a-1 b-1 c-1 d-1 e-1:0', after });
const first = report([web('a-2 b-1 c-1 d-1 e-1:0'), plainHost('db1', 'newly-broken')]);
const second = report([
  web('a-2 b-2 c-2 d-2 e-1:0'),
  changedHost('db1', { before: 'a-1', after: 'a-2', flags: { ...noFlags, reboot: ['kernel'] } }),
]);

test('the first version tells no trend', () => expect(trendOf(body(first, null))).toBeNull());

test('the next one tells what is new', () => {
  expect(trendOf(body(second, body(first, null)))).toBe(
    'Since the last version of this pull request: `db1` fixed, 3 more packages, 1 more reboot.',
  );
});

test('and the other way round', () => {
  expect(trendOf(body(first, body(second, null)))).toBe(
    'Since the last version of this pull request: **`db1` broken**, 3 fewer packages, 1 fewer reboot.',
  );
});

test('hosts that join and leave, and the closure', () => {
  const joined = report([
    changedHost('web', { before: 'a-1', after: 'a-2:5000000' }),
    changedHost('mail', { before: 'a-1', after: 'a-2:1000000' }),
  ]);
  const left = report([
    changedHost('web', { before: 'a-1', after: 'a-2:5000000' }),
    plainHost('mail', 'unchanged'),
  ]);
  expect(trendOf(body(joined, body(left, null)))).toBe(
    'Since the last version of this pull request: `mail` changes as well, closure +1 MB.',
  );
  expect(trendOf(body(left, body(joined, null)))).toBe(
    'Since the last version of this pull request: `mail` no longer changes, closure −1 MB.',
  );
});

test('another revision with the same consequences tells no trend', () => {
  const moved = { ...nixpkgsUpdated, after: { ...nixpkgsUpdated.after!, revision: 'f'.repeat(40) } };
  expect(trendOf(body({ ...first, inputs: [moved] }, body(first, null)))).toBeNull();
});

describe('a quiet rerun changes no byte', () => {
  test.each(Object.entries(REPORTS))('%s, first version', (_, value) => {
    const text = body(value, null);
    expect(body(value, text)).toBe(text);
  });

  test('though every run has a page of its own for the whole report', () => {
    const run = (number: number, previousBody: string | null) =>
      renderMarkdown(REPORTS['mixed-fleet']!, {
        maxBytes: 3000,
        fullReport: `https://forge.example.org/o/r/actions/runs/${number}`,
        previousBody,
      });
    const text = run(1, null);
    expect(text).toContain('runs/1)');
    expect(run(2, text)).toBe(text);
    const elsewhere = text.replace(/memory [\w-]+/, (mark) =>
      Buffer.from(mark.slice(7), 'base64url').toString().replace('forge.example.org', 'evil.example.org'),
    );
    expect(
      run(
        2,
        elsewhere.replace(/(\{.*\})/, (json) => `memory ${Buffer.from(json).toString('base64url')}`),
      ),
    ).toContain('https://forge.example.org/o/r/actions/runs/2)');
  });

  test('a version that tells a trend keeps telling it', () => {
    const text = body(second, body(first, null));
    expect(trendOf(text)).not.toBeNull();
    expect(body(second, text)).toBe(text);
  });

  test('also within any limit, whatever the names', () => {
    fc.assert(
      fc.property(hostileReport, hostileReport, fc.integer({ min: 1024, max: 20_000 }), (one, two, limit) => {
        const other = { ...two, comparison: { ...two.comparison, flakeDir: one.comparison.flakeDir } };
        const once = body(other, body(one, null, limit), limit);
        const twice = body(other, once, limit);
        expect(body(other, twice, limit)).toBe(twice);
      }),
      { numRuns: 60 },
    );
  });
});

describe('what an earlier body holds is not trusted', () => {
  test.each([
    'A text of somebody else.',
    '<!-- flake-update-diff:memory bm8ganNvbg -->',
    `<!-- flake-update-diff:memory ${Buffer.from('{"format":2}').toString('base64url')} -->`,
    `<!-- flake-update-diff:memory ${'A'.repeat(300_000)} -->`,
  ])('%.60s', (text) => expect(body(first, text)).toBe(body(first, null)));

  test('a body of several flakes has the memory of each', () => {
    const inFolder = (value: Report, flakeDir: string) => ({
      ...value,
      comparison: { ...value.comparison, flakeDir },
    });
    const previous = [body(inFolder(first, 'home'), null), body(inFolder(second, 'servers'), null)].join(
      '\n\n',
    );
    expect(trendOf(body(inFolder(second, 'home'), previous))).toContain('`db1` fixed');
    expect(trendOf(body(inFolder(second, 'servers'), previous))).toBeNull();
    expect(trendOf(body(inFolder(second, 'other'), previous))).toBeNull();
  });
});
