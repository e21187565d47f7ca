import { realpath } from 'node:fs/promises';
import { compareHost } from './diff/compare.ts';
import { fleetDiff } from './diff/fleet.ts';
import type { Outcome } from './diff/hosts.ts';
import { rememberedIdentity } from './diff/identity.ts';
import { readGraph } from './nix/closure.ts';
import { connectNix, type Nix, type NixOption } from './nix/command.ts';
import { nixProblem } from './nix/message.ts';
import { readToplevels } from './nix/toplevel.ts';
import { Problem } from './problem.ts';
import type { Run } from './process.ts';
import type { Progress } from './progress.ts';
import type { Report } from './report/report.ts';
import { VERSION } from './version.ts';

export type ClosuresRequest = {
  /** Store paths, links to them (profiles, `result`), or installables. */
  readonly before: string;
  readonly after: string;
  readonly nixOptions: readonly NixOption[];
};

/**
 * Compares any two closures: `flake-update-diff diff OLD NEW`. Exit code 0 where they differ, 3 where they do not.
 * Throws a Problem for an operand that is none of a store path, a link to one, or an installable that builds.
 */
export async function compareClosures(
  { run, progress }: { readonly run: Run; readonly progress: Progress },
  request: ClosuresRequest,
): Promise<{ readonly exitCode: 0 | 3; readonly report: Report }> {
  progress.stage('Reading both closures');
  const nix = await connectNix(run, request.nixOptions);
  const before = await storePathOf(nix, request.before);
  const after = await storePathOf(nix, request.after);
  const graph = await readGraph(nix, [before, after]);
  const toplevels = await readToplevels([before, after]);
  const built = (path: string): Outcome => ({
    kind: 'built',
    drvPath: path,
    outPath: path,
  });
  const name = after.replace(/^.*\/[0-9a-z]{32}-/, '');
  const evaluated = { before: undefined, after: undefined };
  const host = compareHost(
    { name, evaluated, before: built(before), after: built(after) },
    { graph, toplevels, identify: rememberedIdentity() },
  );
  progress.end();
  return {
    exitCode: before === after ? 3 : 0,
    report: {
      comparison: { kind: 'closures', base: before, head: after, flakeDir: '' },
      evalOnly: false,
      inputs: [],
      hosts: [host],
      failures: [],
      fleet: fleetDiff(host.diff === null ? [] : [{ name, diff: host.diff }]),
      notes: [],
      versions: { tool: VERSION, nix: `${nix.version.implementation} ${nix.version.text}` },
      reproduce: `flake-update-diff diff ${before} ${after}`,
    },
  };
}

/** A path in the store or a link into it is taken as it is; everything else is built as an installable. */
async function storePathOf(nix: Nix, operand: string): Promise<string> {
  const real = await realpath(operand).catch(() => null);
  const inStore = real === null ? null : /^(\/.*?\/[0-9a-z]{32}-[^/]+)(?:\/|$)/.exec(real);
  if (inStore?.[1] !== undefined && !inStore[1].endsWith('.drv')) return inStore[1];
  if (real !== null && !operand.includes('#') && inStore === null) {
    throw new Problem(
      `${operand} is not in the Nix store, and no link into it.`,
      'Give a store path, a profile such as /run/current-system, or an installable such as .#package.',
    );
  }
  const built = await nix.nix([
    'build',
    '--json',
    '--no-link',
    operand.endsWith('.drv') && nix.version.number[1] >= 14 ? `${operand}^*` : operand,
  ]);
  if (built.code !== 0) throw nixProblem(`nix build ${operand}`, built.stderr);
  const [first] = JSON.parse(built.stdout) as readonly (
    | string
    | { readonly outputs: Readonly<Record<string, string>> }
  )[];
  const path =
    typeof first === 'string' ? first : (first?.outputs['out'] ?? Object.values(first?.outputs ?? {})[0]);
  if (path === undefined) throw new Problem(`${operand} builds no path in the store.`);
  return path;
}
