import { appendFile, mkdtemp, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { renderJson } from './report/json.ts';
import { renderMarkdown } from './report/markdown.ts';
import type { Report } from './report/report.ts';
import { code } from './report/text.ts';

/** One flake's report and its folder, '.' at the top. */
export type FlakeReport = { readonly flakeDir: string; readonly report: Report };

/** The reports of several flakes as one text, each under its folder's name; of one flake, just its report. Each gets the same share of the bytes. */
export function renderReports(
  reports: readonly FlakeReport[],
  options: {
    readonly maxBytes: number | null;
    readonly previousBody: string | null;
    readonly fullReport: string | null;
  },
): string {
  const share =
    options.maxBytes === null
      ? null
      : Math.floor(options.maxBytes / reports.length) - (reports.length > 1 ? 300 : 0);
  const texts = reports.map(({ flakeDir, report }) => {
    const text = renderMarkdown(report, { ...options, maxBytes: share });
    return reports.length === 1 ? text : `# ${code(flakeDir)}\n\n${text}`;
  });
  return texts.join('\n\n');
}

/** The JSON of one report, or of several as a list. */
export function reportsJson(reports: readonly FlakeReport[]): string {
  const [only, ...more] = reports;
  if (only !== undefined && more.length === 0) return renderJson(only.report);
  return `${JSON.stringify(
    reports.map(({ report }) => JSON.parse(renderJson(report))),
    null,
    2,
  )}\n`;
}

/** GitHub shows 1 MiB of a step's summary. */
const SUMMARY_BYTES = 1_000_000;

/** The full report in files that outlive the step, and a place beside them for what else is to be kept. */
export async function writeReports(
  reports: readonly FlakeReport[],
  environment: Readonly<Record<string, string | undefined>>,
) {
  const folder = await mkdtemp(join(environment['RUNNER_TEMP'] || tmpdir(), 'flake-update-report-'));
  const keep = async (name: string, text: string) => {
    await writeFile(join(folder, name), text);
    return join(folder, name);
  };
  const unlimited = { maxBytes: null, previousBody: null, fullReport: null };
  const summary = environment['GITHUB_STEP_SUMMARY'];
  if (summary) await appendFile(summary, renderReports(reports, { ...unlimited, maxBytes: SUMMARY_BYTES }));
  const text = renderReports(reports, unlimited);
  return {
    keep,
    text,
    markdown: await keep('report.md', text),
    json: await keep('report.json', reportsJson(reports)),
  };
}
