import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { renderMarkdown } from '../../src/report/markdown.ts';
import type { Report } from '../../src/report/report.ts';
import { failureName } from '../../src/report/sections/failures.ts';
import { code, plain } from '../../src/report/text.ts';
import { verdict } from '../../src/report/verdict.ts';
import { HOSTILE } from '../support/reports/hostile.ts';
import { failure, plainHost, report } from '../support/reports/parts.ts';
import { REPORTS } from '../support/reports.ts';
import { hostileReport, SENTINEL } from './hostile.ts';
import { read } from './reader.ts';

const unlimited = { maxBytes: null, fullReport: null, previousBody: null };

/** The only HTML that a report has of its own. */
const OWN_HTML =
  /^(<details>|<\/details>|<summary>[^<>&@#`]*<\/summary>|<!-- flake-update-diff:memory [\w-]+ -->)$/;

function expectHarmless(markdown: string): void {
  const page = read(markdown);
  expect(page.prose).not.toContain(SENTINEL);
  expect(page.prose).not.toMatch(/@|#\d|\bGH-\d|![0-9]/i);
  expect(page.images).toBe(0);
  expect(page.html.filter((line) => !OWN_HTML.test(line))).toEqual([]);
  expect(page.links.filter((link) => !/^https:\/\/[\w./~-]+$/.test(link))).toEqual([]);
  expect(page.faults).toEqual([]);
  // Also where a pull request's text becomes the message of a squashed commit, in which nothing is code.
  expect(markdown).not.toMatch(/\b(close[sd]?|fix(e[sd])?|resolve[sd]?):?\s+([\w./-]*#\d|gh-\d|https?:\/)/i);
  expect(markdown).not.toMatch(
    /[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u202a-\u202e\u2066-\u2069\u200b\ufeff]/,
  );
}

describe('whatever a name, a title or a log holds, no forge reads anything in it', () => {
  test('generated reports', () => {
    fc.assert(
      fc.property(hostileReport, (value) => expectHarmless(renderMarkdown(value, unlimited))),
      { numRuns: 150 },
    );
  });

  test.each(HOSTILE.map((text) => [JSON.stringify(text).slice(0, 40), text]))(
    '%s as a host, a package and a log',
    (_, text) => {
      const name = `${text}${SENTINEL}`.slice(-100);
      expectHarmless(
        renderMarkdown(
          report([plainHost(name, 'newly-broken'), plainHost('b', 'unchanged')], {
            failures: [
              failure({ hosts: [name], summary: name, message: `${text}\n${name}`, logTail: [text, name] }),
            ],
            reproduce: name,
          }),
          unlimited,
        ),
      );
    },
  );

  test.each(Object.entries(REPORTS))('the fixture %s', (_, value) =>
    expectHarmless(renderMarkdown(value, unlimited)),
  );
});

describe('shortened to any limit', () => {
  const limits = fc.oneof(fc.integer({ min: 1024, max: 4096 }), fc.integer({ min: 1024, max: 70_000 }));
  const options = fc.record({
    maxBytes: limits,
    fullReport: fc.constantFrom(
      null,
      'https://forge.example.org/owner/repository/actions/runs/17',
      'report.md',
    ),
    previousBody: fc.constant(null),
  });

  function expectShortened(
    value: Report,
    limit: { maxBytes: number; fullReport: string | null; previousBody: null },
  ): void {
    const whole = renderMarkdown(value, { ...limit, maxBytes: null });
    const text = renderMarkdown(value, limit);
    expect(Buffer.byteLength(text)).toBeLessThanOrEqual(limit.maxBytes);
    expectHarmless(text);
    const page = read(text);
    expect(page.prose.slice(0, 20)).toBe(read(whole).prose.slice(0, 20));
    const missing = Buffer.byteLength(whole) > limit.maxBytes;
    expect(page.prose.includes('Shortened to fit')).toBe(missing);
    if (missing && limit.fullReport !== null) expect(text).toContain(limit.fullReport);
    const names = value.failures
      .filter(({ side }) => side === 'after')
      .map((one) => start(failureName(one)).slice(0, 20));
    for (const name of names) expect(page.code).toContain(name);
  }

  const start = (text: string) =>
    text
      .replace(/[^\x20-\x7e].*$/s, '')
      .replace(/\s+/g, ' ')
      .trim()
      .slice(0, 20);

  test.each(Object.entries(REPORTS))('the fixture %s', (_, value) => {
    fc.assert(
      fc.property(options, (limit) => expectShortened(value, limit)),
      { numRuns: 60 },
    );
  });

  test('generated reports', () => {
    fc.assert(
      fc.property(hostileReport, options, (value, limit) => {
        const text = renderMarkdown(value, limit);
        expect(Buffer.byteLength(text)).toBeLessThanOrEqual(limit.maxBytes);
        expectHarmless(text);
        const forms = [
          { longest: 40, names: 4 },
          { longest: 12, names: 1 },
        ].map(
          ({ longest, names }) => `**${verdict(value, { naming: (name) => code(name, longest), names })}.**`,
        );
        expect(forms).toContain(text.split('\n')[0]);
        const broken = value.failures.filter(({ side }) => side === 'after').map(failureName);
        for (const name of broken)
          expect(read(text).code).toContain([...plain(name)].slice(0, 20).join('').trim());
      }),
      { numRuns: 150 },
    );
  });

  test('a log of ten megabytes', () => {
    const line = `${'x'.repeat(199)}\n`;
    const value = report([plainHost('web1', 'newly-broken')], {
      failures: [
        failure({
          hosts: ['web1'],
          message: line.repeat(50_000),
          full: '',
          logTail: [line.repeat(50_000), 'at last'],
        }),
      ],
    });
    expect(Buffer.byteLength(renderMarkdown(value, unlimited))).toBeLessThan(20_000);
    expect(renderMarkdown(value, unlimited)).toContain('at last');
  });
});

test.each(Object.entries(REPORTS))('the same report gives the same bytes: %s', (_, value) => {
  const copy = JSON.parse(JSON.stringify(value)) as Report;
  expect(renderMarkdown(copy, unlimited)).toBe(renderMarkdown(value, unlimited));
});
