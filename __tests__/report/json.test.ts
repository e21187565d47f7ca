import { readFileSync } from 'node:fs';
import { beforeAll, describe, expect, test } from '@jest/globals';
import { Ajv2020, type ValidateFunction } from 'ajv/dist/2020.js';
import fc from 'fast-check';
import { compareLink } from '../../src/report/compare-link.ts';
import { type JsonReport, renderJson } from '../../src/report/json.ts';
import type { Report } from '../../src/report/report.ts';
import { verdict } from '../../src/report/verdict.ts';
import { REPORTS } from '../support/reports.ts';
import { hostileReport } from './hostile.ts';

const schema = JSON.parse(readFileSync('docs/report.schema.json', 'utf8'));
const reports = Object.entries(REPORTS);
let valid: ValidateFunction;

beforeAll(() => {
  valid = new Ajv2020({ strict: true, allowUnionTypes: true, allErrors: false }).compile(schema);
});

/** What the published schema says of a text; null where it is content. */
function faultOf(json: string): string | null {
  if (valid(JSON.parse(json))) return null;
  const [first] = valid.errors ?? [];
  return `${first?.instancePath} ${first?.message} ${JSON.stringify(first?.params)}`;
}

describe('the JSON is what docs/report.schema.json says', () => {
  test.each(reports)('%s', (_, report) => expect(faultOf(renderJson(report))).toBeNull());

  test('generated reports', () => {
    fc.assert(
      fc.property(hostileReport, (report) => expect(faultOf(renderJson(report))).toBeNull()),
      { numRuns: 100 },
    );
  });

  test('and nothing more or less: without a field, or with one more, it is refused anywhere', () => {
    const json = JSON.parse(renderJson(REPORTS['mixed-fleet']!)) as Json;
    const objects = objectsIn(json);
    expect(objects.length).toBeGreaterThan(500);
    // One of each place in the report is enough: what is in a list has the same shape.
    const places = new Map(objects.map((found) => [found.path.replace(/\/\d+/g, '/*'), found.value]));
    for (const [place, object] of places) {
      for (const key of Object.keys(object)) {
        const value = object[key]!;
        delete object[key];
        expect([place, key, valid(json)]).toEqual([place, key, false]);
        object[key] = value;
      }
      object['another'] = {};
      expect([place, valid(json)]).toEqual([place, false]);
      delete object['another'];
    }
    expect(valid(json)).toBe(true);
  });

  test('every field is described, for its readers', () => {
    const silent = objectsIn(schema)
      .filter(({ path }) => /\/properties\/[^/]+$/.test(path))
      .filter(({ value }) => !('description' in value) && !('$ref' in value) && !describedBelow(value))
      .map(({ path }) => path);
    expect(silent).toEqual([]);
  });
});

describe('the JSON carries everything', () => {
  test.each(reports)('%s: it is the report, read again', (_, report) => {
    const { version, verdict: line, matters, inputs, ...read } = JSON.parse(renderJson(report)) as JsonReport;
    expect(version).toBe(1);
    expect(line).toBe(verdict(report));
    expect(Array.isArray(matters)).toBe(true);
    expect({ ...read, inputs: inputs.map(({ compare: _, ...input }) => input) }).toEqual(report);
    expect(inputs.map(({ compare }) => compare)).toEqual(
      report.inputs.map(({ before, after }) => compareLink(before, after)),
    );
  });

  test('what the other views conclude: the verdict, and what matters with advice', () => {
    const read = JSON.parse(renderJson(REPORTS['mixed-fleet']!)) as JsonReport;
    expect(read.verdict).toMatch(/^9 of 14 hosts change, 1 breaks \(db1\)/);
    expect(read.matters.map(({ name }) => name).slice(0, 3)).toEqual(['linux', 'systemd', 'openssl']);
    expect(read.matters.find(({ name }) => name === 'postgresql')).toMatchObject({
      before: '15.13',
      after: '16.9',
      hosts: ['db2'],
      class: 'database',
      advice: expect.stringContaining('pg_upgrade'),
    });
  });

  test('rebuilt packages with their store paths, and errors in full', () => {
    const full = `error: ${'a long trace\n'.repeat(2000)}`;
    const { hosts, failures } = JSON.parse(
      renderJson({
        ...REPORTS['only-rebuilt']!,
        failures: [{ ...REPORTS['mixed-fleet']!.failures[0]!, full }],
      }),
    ) as Report;
    const rebuilt = hosts
      .flatMap(({ diff }) => diff?.packages ?? [])
      .filter(({ kind }) => kind === 'rebuilt');
    expect(rebuilt.length).toBeGreaterThan(0);
    for (const { paths } of rebuilt) expect(paths.after.join()).toMatch(/^\/nix\/store\/[0-9a-z]{32}-/);
    expect(failures[0]?.full).toBe(full);
  });

  test('the same report gives the same bytes, and one newline ends them', () => {
    for (const [, report] of reports) {
      expect(renderJson(structuredClone(report))).toBe(renderJson(report));
      expect(renderJson(report)).toMatch(/[^\n]\n$/);
    }
  });
});

type Json = { [key: string]: Json };

/** Every object in a value, with the way to it. */
function objectsIn(value: unknown, path = ''): readonly { readonly path: string; readonly value: Json }[] {
  if (typeof value !== 'object' || value === null) return [];
  const below = Object.entries(value).flatMap(([key, child]) => objectsIn(child, `${path}/${key}`));
  return Array.isArray(value) ? below : [{ path, value: value as Json }, ...below];
}

/** A list whose items are described where they are defined. */
function describedBelow(value: Json): boolean {
  return '$ref' in (value['items'] ?? {}) || 'description' in (value['items'] ?? {});
}
