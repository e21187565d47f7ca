import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { inert } from '../src/perform.ts';
import { renderReports, writeReports } from '../src/reports.ts';
import { REPORTS } from './support/reports.ts';

const [first, second] = Object.values(REPORTS) as [
  NonNullable<(typeof REPORTS)[string]>,
  NonNullable<(typeof REPORTS)[string]>,
];
let folder = '';
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'reports-'));
});
afterAll(() => rmSync(folder, { recursive: true }));

test('the report goes to files that outlive the step, and to the job’s summary where there is one', async () => {
  const summary = join(folder, 'summary.md');
  const files = await writeReports([{ flakeDir: '.', report: first }], {
    RUNNER_TEMP: folder,
    GITHUB_STEP_SUMMARY: summary,
  });
  expect(readFileSync(files.markdown, 'utf8')).toBe(files.text);
  expect(readFileSync(summary, 'utf8')).toBe(files.text);
  expect(JSON.parse(readFileSync(files.json, 'utf8')).hosts).toHaveLength(first.hosts.length);
});

test('several flakes share the bytes, and their JSON is a list', async () => {
  const reports = [
    { flakeDir: 'home', report: first },
    { flakeDir: 'edge', report: second },
  ];
  const text = renderReports(reports, { maxBytes: 6000, previousBody: null, fullReport: null });
  expect(Buffer.byteLength(text)).toBeLessThanOrEqual(6000);
  expect(text.match(/^# .*/gm)).toEqual(['# `home`', '# `edge`']);
  const files = await writeReports(reports, { RUNNER_TEMP: folder });
  expect(JSON.parse(readFileSync(files.json, 'utf8'))).toHaveLength(2);
});

test.each([
  ['::add-mask::x', ': :add-mask::x'],
  ['log:\n  ::set-output name=a::b', 'log:\n  : :set-output name=a::b'],
  ['##[error]x', '## [error]x'],
  ['a::b, C++ std::string', 'a::b, C++ std::string'],
])('%j is no command of a workflow any more', (text, expected) => expect(inert(text)).toBe(expected));
