import { renderJson } from './report/json.ts';
import { renderMarkdown } from './report/markdown.ts';
import type { Report } from './report/report.ts';

type FlakeReport = { readonly flakeDir: string; readonly report: Report };

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
    return reports.length === 1 ? text : `# \`${flakeDir}\`\n\n${text}`;
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
