import type { Report } from './report.ts';

/** Where the schema is published: docs/report.schema.json. Its number grows with every change that could break a reader. */
export const JSON_VERSION = 1;

/** What `--format json` gives: the report, and the version of its shape. */
export type JsonReport = { readonly version: typeof JSON_VERSION } & Report;

/** The report as JSON, in the shape of docs/report.schema.json; two spaces of indentation, a newline at the end. */
export function renderJson(report: Report): string {
  const whole: JsonReport = { version: JSON_VERSION, ...report };
  return `${JSON.stringify(whole, null, 2)}\n`;
}
