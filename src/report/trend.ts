import { createHash } from 'node:crypto';
import { z } from 'zod';
import type { HostReport, Report } from './report.ts';
import { sizeChange } from './size.ts';
import { code, listed } from './text.ts';
import { closureChange, countPackages, needsReboot } from './verdict.ts';

/** What is different from the version of a report that a pull request showed before; empty lists and 0 where nothing is. */
const trendSchema = z.object({
  packages: z.number(),
  closure: z.number(),
  reboots: z.number(),
  fixed: z.array(z.string()),
  broken: z.array(z.string()),
  come: z.array(z.string()),
  gone: z.array(z.string()),
});
export type Trend = Readonly<z.infer<typeof trendSchema>>;

/** What a report leaves in its Markdown for the next one. */
const memorySchema = z.object({
  format: z.literal(1),
  flake: z.string(),
  /** Tells whether the next report is of the same update. */
  digest: z.string(),
  packages: z.number(),
  closure: z.number().nullable(),
  reboots: z.number(),
  broken: z.array(z.string()),
  changed: z.array(z.string()),
  /** Where the whole report is. Every run has a page of its own, which is no reason to change a text that says the same. */
  whole: z.string().nullable(),
  /** The trend that is told beside this memory, so that the same report keeps it when it is rendered again. */
  trend: trendSchema.nullable(),
});
export type Memory = Readonly<z.infer<typeof memorySchema>>;

const MARK = 'flake-update-diff:memory';
/** A memory of the largest fleet is far below it; what is longer is none of ours. */
const LONGEST = 200_000;

/**
 * What to remember of a report, given what the version before remembered (null: nothing) and where this one can be read whole. Of
 * the same update it is what it was, trend and place included, so that rendering again changes nothing.
 */
export function remember(report: Report, previous: Memory | null, whole: string | null): Memory {
  const now = { ...summary(report), whole };
  if (previous === null) return now;
  if (previous.digest !== now.digest) return { ...now, trend: trendBetween(previous, now) };
  return { ...now, trend: previous.trend, whole: sameSite(previous.whole, whole) ? previous.whole : whole };
}

/** An earlier body may have been edited by anybody, so its address counts only where it is of the same site. */
function sameSite(one: string | null, other: string | null): boolean {
  const origin = (address: string | null) => /^https?:\/\/[^/]+\/[^/]+\/[^/]+\//.exec(address ?? '')?.[0];
  return origin(one) !== undefined && origin(one) === origin(other);
}

/** The memory in an earlier body for this report's flake, or null where it has none that can be read. */
export function recall(body: string | null, { comparison: { flakeDir } }: Report): Memory | null {
  for (const [, encoded = ''] of (body ?? '').matchAll(/<!-- flake-update-diff:memory ([\w-]+) -->/g)) {
    if (encoded.length > LONGEST) continue;
    try {
      const memory = memorySchema.parse(JSON.parse(Buffer.from(encoded, 'base64url').toString()));
      if (memory.flake === flakeDir) return memory;
    } catch {
      // Somebody's own text, or of a version that wrote another format: there is nothing to compare with.
    }
  }
  return null;
}

/** The memory as an HTML comment, which no forge shows. In base64, because a name may hold what ends a comment. */
export function memoryComment(memory: Memory): string {
  // Parsed, so that the keys are in the format's order whatever the value's.
  const text = JSON.stringify(memorySchema.parse(memory));
  return `<!-- ${MARK} ${Buffer.from(text).toString('base64url')} -->\n`;
}

/** "Since the last version of this pull request: 3 more packages, `db1` fixed." or null where nothing is to be told. */
export function trendLine({ trend }: Memory): string | null {
  if (trend === null) return null;
  const names = (hosts: readonly string[]) =>
    listed(
      hosts.map((host) => code(host, 40)),
      5,
    );
  const moreOrFewer = (change: number, noun: string) =>
    change === 0
      ? []
      : [
          `${Math.abs(change)} ${change > 0 ? 'more' : 'fewer'} ${change === 1 || change === -1 ? noun : `${noun}s`}`,
        ];
  const parts = [
    ...(trend.broken.length > 0 ? [`**${names(trend.broken)} broken**`] : []),
    ...(trend.fixed.length > 0 ? [`${names(trend.fixed)} fixed`] : []),
    ...moreOrFewer(trend.packages, 'package'),
    ...(trend.come.length > 0
      ? [`${names(trend.come)} ${trend.come.length === 1 ? 'changes' : 'change'} as well`]
      : []),
    ...(trend.gone.length > 0
      ? [`${names(trend.gone)} no longer ${trend.gone.length === 1 ? 'changes' : 'change'}`]
      : []),
    ...moreOrFewer(trend.reboots, 'reboot'),
    ...(trend.closure === 0 ? [] : [`closure ${sizeChange(trend.closure)}`]),
  ];
  return parts.length === 0 ? null : `Since the last version of this pull request: ${parts.join(', ')}.\n`;
}

function summary(report: Report): Memory {
  const inState = (...states: readonly HostReport['state'][]) =>
    report.hosts.filter(({ state }) => states.includes(state)).map(({ name }) => name);
  return {
    format: 1,
    flake: report.comparison.flakeDir,
    digest: digest(report),
    packages: countPackages(report).changed,
    closure: closureChange(report),
    reboots: report.hosts.filter(needsReboot).length,
    broken: inState('newly-broken'),
    changed: inState('changed', 'new', 'fixed'),
    whole: null,
    trend: null,
  };
}

function trendBetween(before: Memory, after: Memory): Trend {
  const without = (names: readonly string[], others: readonly string[]) => {
    const known = new Set(others);
    return names.filter((name) => !known.has(name));
  };
  const shown = (names: readonly string[]) => names.slice(0, 50);
  return {
    packages: after.packages - before.packages,
    closure: after.closure === null || before.closure === null ? 0 : after.closure - before.closure,
    reboots: after.reboots - before.reboots,
    broken: shown(without(after.broken, before.broken)),
    fixed: shown(without(before.broken, after.broken).filter((name) => after.changed.includes(name))),
    // What is broken now or was before is told as that.
    come: shown(without(after.changed, [...before.changed, ...before.broken])),
    gone: shown(without(before.changed, [...after.changed, ...after.broken])),
  };
}

/** Equal for reports of the same update from the same base, whatever their wording. */
function digest({ comparison, inputs, hosts, evalOnly }: Report): string {
  const told = [
    comparison,
    evalOnly,
    inputs.map(({ path, kind, after }) => [path, kind, after?.revision, after?.narHash]),
    hosts.map(({ name, state, before, after }) => [
      name,
      state,
      before?.drvPath,
      after?.drvPath,
      after?.closureSize,
    ]),
  ];
  return createHash('sha256').update(JSON.stringify(told)).digest('base64url').slice(0, 22);
}
