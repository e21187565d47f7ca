import fc from 'fast-check';
import { fleetDiff } from '../../src/diff/fleet.ts';
import { diffClosures } from '../../src/diff/packages.ts';
import type { Report } from '../../src/report/report.ts';
import { HOSTILE } from '../support/reports/hostile.ts';
import { changedHost, day, failure, locked, noFlags, plainHost, report } from '../support/reports/parts.ts';

/** Ends every text from outside, so that a test sees where such text has come to. */
export const SENTINEL = 'Zq7';

const text = fc
  .oneof(
    fc.constantFrom(...HOSTILE),
    fc.string({ unit: 'binary', maxLength: 30 }),
    fc
      .array(fc.constantFrom(...HOSTILE, '`', '``', '\n', '|', '\\', ' '), { maxLength: 4 })
      .map((parts) => parts.join('')),
  )
  .map((hostile) => `${hostile.slice(0, 100)}${SENTINEL}`);

/** Sentences of the program's own, which may quote such a text: harmless words of it are shown as words. */
const unmarked = (quoting: string) => quoting.replaceAll(SENTINEL, '');

const kinds = fc.constantFrom('updated', 'added', 'removed', 'redirected', 'rehashed', 'refollowed' as const);
const states = fc.constantFrom(
  'newly-broken',
  'still-broken',
  'fixed',
  'new',
  'removed',
  'unchanged',
  'skipped' as const,
);

/** A report in which every text that comes from outside is hostile. */
export const hostileReport: fc.Arbitrary<Report> = fc
  .record({
    names: fc.uniqueArray(text, { minLength: 1, maxLength: 6 }),
    others: fc.uniqueArray(fc.tuple(text, states, text), { maxLength: 6, selector: ([name]) => name }),
    packages: fc.array(
      fc.tuple(
        text,
        text,
        text,
        fc.constantFrom('upgraded', 'downgraded', 'changed', 'added', 'removed', 'rebuilt' as const),
        fc.boolean(),
      ),
      { maxLength: 30 },
    ),
    inputs: fc.array(fc.tuple(fc.array(text, { minLength: 1, maxLength: 2 }), kinds, text, text), {
      maxLength: 4,
    }),
    failures: fc.array(
      fc.tuple(
        fc.constantFrom('after', 'both', 'before' as const),
        fc.constantFrom('build', 'evaluate' as const),
        text,
        fc.array(text, { maxLength: 5 }),
      ),
      { maxLength: 3 },
    ),
    extra: fc.array(text, { minLength: 10, maxLength: 10 }),
    size: fc.integer({ min: 0, max: 2 ** 40 }),
  })
  .map(({ names, others, packages, inputs, failures, extra, size }) => {
    const empty = diffClosures(
      { paths: new Map(), selected: new Set() },
      { paths: new Map(), selected: new Set() },
    );
    const diff = {
      ...empty,
      size: { before: 0, after: size },
      packages: packages.map(([name, before, after, kind, selected]) => ({
        name,
        kind,
        before: kind === 'added' ? null : before,
        after: kind === 'removed' ? null : kind === 'rebuilt' ? before : after,
        kept: [],
        selection: selected ? ('selected' as const) : ('dependency' as const),
        outputs: { added: kind === 'changed' ? [after] : [], removed: [] },
        size: { before: 0, after: size },
        paths: { before: [], after: [] },
      })),
    };
    const changed = names.map((name, index) => ({
      ...changedHost(name, { before: '', after: '', system: extra[0]! }),
      diff: index % 2 === 0 ? diff : { ...diff, packages: diff.packages.slice(index) },
      flags: {
        ...noFlags,
        units: { restarted: extra.slice(0, 4), reloaded: [extra[4]!], started: [], stopped: [extra[5]!] },
        removedUsers: [extra[6]!],
        stateVersion: { before: extra[7]!, after: extra[8]! },
        label: { before: extra[8]!, after: extra[9]! },
      },
    }));
    const hosts = [
      ...changed,
      ...others.map(([name, state, reason]) =>
        plainHost(`${name} ${SENTINEL}`, state, { reason: unmarked(reason), system: extra[1]! }),
      ),
    ];
    return report(hosts, {
      comparison: {
        kind: size % 2 === 0 ? 'update' : 'revisions',
        base: extra[2]!,
        head: size % 2 === 0 ? null : extra[3]!,
        flakeDir: extra[4]!,
      },
      fleet: fleetDiff(changed),
      inputs: inputs.map(([path, kind, one, other]) => ({
        path,
        kind,
        before: kind === 'added' ? null : locked({ url: one, web: one, revision: other }),
        after:
          kind === 'removed'
            ? null
            : locked({
                url: other,
                web: one,
                revision: one,
                lastModified: day(3),
                follows: kind === 'refollowed' ? [one] : null,
              }),
      })),
      failures: failures.map(([side, stage, words, log]) =>
        failure({
          side,
          stage,
          hosts: [...names, ...others.map(([name]) => name)].slice(0, 5),
          drvPath: stage === 'build' ? `/nix/store/00000000000000000000000000000000-${words}.drv` : null,
          summary: words,
          message: [words, ...log].join('\n'),
          logTail: log,
        }),
      ),
      notes: [unmarked(extra[5]!)],
      versions: { tool: extra[6]!, nix: extra[7]! },
      reproduce: extra[8]!,
    });
  });
