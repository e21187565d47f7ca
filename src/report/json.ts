import type { FleetChange } from '../diff/fleet.ts';
import type { InputChange } from '../diff/inputs.ts';
import { compareLink } from './compare-link.ts';
import { matters } from './outline/changes.ts';
import type { Report } from './report.ts';
import { verdict } from './verdict.ts';

/** Where the schema is published: docs/report.schema.json. Its number grows with every change that could break a reader. */
export const JSON_VERSION = 1;

/** What `--format json` gives: the report, the version of its shape, and what the other views conclude from it. */
export type JsonReport = {
  readonly version: typeof JSON_VERSION;
  /** The one line of words. */
  readonly verdict: string;
  /** What to read first, the most important first. */
  readonly matters: readonly (Pick<FleetChange, 'name' | 'kind' | 'before' | 'after' | 'hosts'> & {
    readonly class: string | null;
    readonly advice: string | null;
  })[];
  /** As in the report, each with the page that shows what came between, where one is known. */
  readonly inputs: readonly (InputChange & { readonly compare: string | null })[];
} & Omit<Report, 'inputs'>;

/** Levels that are indented. Below them is one entry a line, such as a package of a host: to search, to compare, and half the size. */
const INDENTED = 4;

/**
 * The report as JSON, in the shape of docs/report.schema.json: indented by two spaces, one package change a line; a newline
 * at the end. The same report gives the same bytes.
 */
export function renderJson(report: Report): string {
  const whole: JsonReport = {
    version: JSON_VERSION,
    verdict: verdict(report),
    matters: matters(report).map(({ change: { name, kind, before, after, hosts }, what, advice }) => {
      return { name, kind, before, after, hosts, class: what, advice };
    }),
    ...report,
    inputs: report.inputs.map((input) => ({ ...input, compare: compareLink(input.before, input.after) })),
  };
  return `${written(whole, 0)}\n`;
}

function written(value: unknown, level: number): string {
  if (typeof value !== 'object' || value === null) return JSON.stringify(value);
  const margin = '  '.repeat(level + 1);
  if (level >= INDENTED) {
    // One call for a whole list is several times faster than one for each entry. Within a string every quote is escaped, so
    // this can only be found between two entries.
    const entries = JSON.stringify(value).replaceAll('},{"name":', `},\n${margin}{"name":`);
    return entries.startsWith('[{') ? `[\n${margin}${entries.slice(1, -1)}\n${'  '.repeat(level)}]` : entries;
  }
  const [open, close, lines] = Array.isArray(value)
    ? ['[', ']', value.map((one: unknown) => written(one, level + 1))]
    : [
        '{',
        '}',
        Object.entries(value)
          .filter(([, one]) => one !== undefined)
          .map(([key, one]) => `${JSON.stringify(key)}: ${written(one, level + 1)}`),
      ];
  if (lines.length === 0) return `${open}${close}`;
  return `${open}\n${margin}${lines.join(`,\n${margin}`)}\n${'  '.repeat(level)}${close}`;
}
