import { runInNewContext } from 'node:vm';
import picomatch from 'picomatch';
import { Problem } from '../problem.ts';

/** Which hosts are looked at. */
export type HostFilter = {
  /** Globs, one of which must match; empty: all. */
  readonly hosts: readonly string[];
  /** Source of a regular expression over the whole name; null: none is left out. */
  readonly exclude: string | null;
};

/** The hosts to look at, and those left out with the reason, each sorted by name. */
export type HostSelection = {
  readonly chosen: readonly string[];
  readonly skipped: readonly { readonly name: string; readonly reason: string }[];
};

/**
 * Chooses hosts by name. A name without wildcards is taken literally, so that names with brackets or quotes can be given.
 * Throws a Problem where nothing is left, or where a glob matches no host: a typo must not pass for "no change".
 */
export function selectHosts(names: readonly string[], filter: HostFilter): HostSelection {
  const sorted = [...new Set(names)].sort();
  const globs = filter.hosts.map((glob) => {
    const matches = picomatch(glob, { dot: true, bash: true });
    return { glob, matches: (name: string) => name === glob || matches(name) };
  });
  const useless = globs.find(({ matches }) => !sorted.some(matches));
  if (useless !== undefined) {
    throw new Problem(
      `--hosts ${JSON.stringify(useless.glob)} matches no host.`,
      `The flake's hosts are: ${sorted.join(', ')}.`,
    );
  }
  const excluded = filter.exclude === null ? new Set<string>() : matchingNames(sorted, filter.exclude);
  const reasonFor = (name: string): string | null => {
    if (globs.length > 0 && !globs.some(({ matches }) => matches(name)))
      return `not among --hosts ${filter.hosts.join(' ')}`;
    return excluded.has(name) ? `its name matches ${filter.exclude}` : null;
  };
  const judged = sorted.map((name) => ({ name, reason: reasonFor(name) }));
  const chosen = judged.flatMap(({ name, reason }) => (reason === null ? [name] : []));
  const skipped = judged.flatMap(({ name, reason }) => (reason === null ? [] : [{ name, reason }]));
  if (chosen.length === 0 && skipped.length > 0) {
    throw new Problem(
      `All ${skipped.length} hosts are left out: ${skipped.map((host) => `${host.name} (${host.reason})`).join(', ')}.`,
      "Choose others with --hosts, or leave none out with --exclude ''.",
    );
  }
  return { chosen, skipped };
}

const MATCHING_MILLISECONDS = 2_000;

/** The names that a regular expression matches as a whole. Throws a Problem for one that would be tried for ever. */
function matchingNames(names: readonly string[], source: string): ReadonlySet<string> {
  try {
    const program = "names.filter((name) => new RegExp('^(?:' + source + ')$', 'u').test(name))";
    // Only a context of its own can be timed out: a backtracking expression never gives control back.
    return new Set(
      runInNewContext(program, { names: [...names], source }, { timeout: MATCHING_MILLISECONDS }) as string[],
    );
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ERR_SCRIPT_EXECUTION_TIMEOUT') throw error;
    throw new Problem(
      `--exclude ${JSON.stringify(source)} takes too long to match.`,
      'Nested repetitions such as (a+)+ do; say it more simply, such as ".*-minimal".',
    );
  }
}
