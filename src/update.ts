import { readFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { exportBase, type StatesRequest } from './base.ts';
import { compareHost, type HostOutcomes, type HostReport, pathsToRead, type Store } from './diff/compare.ts';
import { groupFailures } from './diff/failures.ts';
import { fleetDiff } from './diff/fleet.ts';
import { rememberedIdentity } from './diff/identity.ts';
import { diffInputs } from './diff/inputs.ts';
import { type BuildPolicy, type EvaluatedPair, outcomeOf, targetsOf } from './diff/outcomes.ts';
import { type HostFilter, type HostSelection, selectHosts } from './diff/selection.ts';
import { linkResults } from './files.ts';
import { buildAll } from './nix/build.ts';
import { readGraph } from './nix/closure.ts';
import { connectNix, type Nix, type NixOption } from './nix/command.ts';
import { type Evaluation, type HostNames, listHosts } from './nix/evaluate.ts';
import { capacity, evaluateStates, planEvaluators } from './nix/evaluators.ts';
import { type FlakeArguments, flakeArguments } from './nix/flake.ts';
import { parseLock } from './nix/lock.ts';
import { buildableSystems } from './nix/settings.ts';
import { readToplevels } from './nix/toplevel.ts';
import { Problem } from './problem.ts';
import type { Run } from './process.ts';
import type { Progress } from './progress.ts';
import type { Report } from './report/report.ts';
import { count } from './report/text.ts';
import { makeStates, type States } from './states.ts';
import { VERSION } from './version.ts';

export type UpdateRequest = StatesRequest &
  HostFilter & {
    readonly evalOnly: boolean;
    readonly nixOptions: readonly NixOption[];
    /** Folder for links to what was built; null: keep nothing. */
    readonly keepResults: string | null;
    /** The command that repeats the comparison, for the report's footer. */
    readonly reproduce: string;
  };

/** What the pipeline needs of the world. `workspace` is an existing, empty folder of this run's own. */
export type Effects = { readonly run: Run; readonly progress: Progress; readonly workspace: string };

export type UpdateResult = {
  /** 0 something to review, 2 flake.lock did not change, 3 it changed and no host differs. */
  readonly exitCode: 0 | 2 | 3;
  readonly report: Report;
  readonly states: States;
};

/**
 * The pipeline, and the one place that knows its order: states → hosts → builds → closures → diffs → fleet → report.
 * Writes nothing outside of the workspace, the Nix store and `keepResults`: what becomes of the new lock file is the caller's decision.
 * Throws a Problem for what the user can mend.
 */
export async function update(effects: Effects, request: UpdateRequest): Promise<UpdateResult> {
  const { run, progress, workspace } = effects;
  progress.stage(request.mode === 'update' ? 'Updating the inputs' : 'Reading both states');
  const nix = await connectNix(run, request.nixOptions);
  const base = await exportBase({ run, nix, workspace }, request);
  // What does not depend on the new lock file goes on while the inputs are fetched. Its error waits until it is asked for.
  const flake = await flakeArguments(nix, base.before);
  const listing = listHosts(nix, flake);
  listing.catch(() => {});
  const states = await makeStates(nix, request, base);
  const common = { nix, request, states };
  if (states.same) {
    progress.end();
    return {
      exitCode: 2,
      report: reportOf(common, { hosts: [], outcomes: [] }),
      states,
    };
  }
  const { selection, pairs } = await evaluate(effects, common, { flake, listing });
  const outcomes = await build(effects, common, pairs);

  progress.stage('Comparing');
  const graph = await readGraph(nix, pathsToRead(outcomes));
  const store: Store = {
    graph,
    toplevels: await readToplevels(builtPaths(outcomes)),
    identify: rememberedIdentity(),
  };
  const hosts = [...outcomes.map((host) => compareHost(host, store)), ...selection.skipped.map(skippedHost)];
  const report = reportOf(common, { hosts: hosts.sort(byName), outcomes });
  if (request.keepResults !== null) await linkResults(request.keepResults, outcomes);
  progress.end();
  return { exitCode: hosts.some(isForReview) ? 0 : 3, report, states };
}

type Common = { readonly nix: Nix; readonly request: UpdateRequest; readonly states: States };
type Pairs = ReadonlyMap<string, EvaluatedPair>;

async function evaluate(
  { progress }: Effects,
  { nix, request, states }: Common,
  base: { readonly flake: FlakeArguments; readonly listing: Promise<HostNames> },
): Promise<{ readonly selection: HostSelection; readonly pairs: Pairs }> {
  progress.stage('Evaluating the hosts');
  const flakes = [base.flake, await flakeArguments(nix, states.after)] as const;
  const [before, after] = await Promise.all([base.listing, listHosts(nix, flakes[1])]);
  const selection = selectHosts(knownNames(before, after), request);
  const chosen = [before, after].map((side) =>
    namesIn(side).filter((name) => selection.chosen.includes(name)),
  );
  const total = chosen.flat().length;
  let done = 0;
  const [old, fresh] = await evaluateStates(
    nix,
    flakes.map((flake, index) => ({ flake, hosts: chosen[index] ?? [] })),
    {
      plan: planEvaluators(capacity(), selection.chosen.length),
      onHost: (host, isDone) => {
        done += isDone ? 1 : 0;
        progress.update(
          done === total ? `${total} of ${total}, before and after` : `${done} of ${total}, ${host}`,
        );
      },
    },
  );
  const evaluationIn = (
    side: HostNames,
    results: ReadonlyMap<string, Evaluation> | undefined,
    host: string,
  ) => (side.kind === 'failed' ? side : results?.get(host));
  const pairs = selection.chosen.map(
    (host) =>
      [host, { before: evaluationIn(before, old, host), after: evaluationIn(after, fresh, host) }] as const,
  );
  return { selection, pairs: new Map(pairs) };
}

/** All names of either state. A state whose flake fails as a whole has the hosts of the other one, all of them broken. */
function knownNames(before: HostNames, after: HostNames): readonly string[] {
  if (before.kind === 'failed' && after.kind === 'failed') {
    throw new Problem(
      `The flake does not evaluate, before or after:\n${after.message}`,
      'Mend the flake first: nix flake show.',
    );
  }
  const names = [...new Set([...namesIn(before), ...namesIn(after)])];
  if (names.length > 0) return names;
  throw new Problem(
    'The flake has no nixosConfigurations, so there is no host to compare.',
    'Hosts are looked for in its output nixosConfigurations.',
  );
}

function namesIn(side: HostNames): readonly string[] {
  return side.kind === 'names' ? side.names : [];
}

async function build(
  { progress, workspace }: Effects,
  { nix, request }: Common,
  pairs: Pairs,
): Promise<readonly HostOutcomes[]> {
  const policy: BuildPolicy = {
    evalOnly: request.evalOnly,
    systems: await systemsToBuild(nix, pairs, request),
  };
  const targets = targetsOf(pairs, policy);
  if (targets.length > 0) progress.stage(`Building ${count(targets.length, 'system')}`);
  const builds = await buildAll(nix, {
    targets,
    roots:
      request.keepResults === null ? join(workspace, 'roots') : join(resolve(request.keepResults), 'roots'),
    spaceIn: ['/nix/store', tmpdir(), '/tmp'],
    onProgress: ({ built, toBuild, downloaded, toDownload, latest }) => {
      const parts = [
        toBuild > 0 ? `${built} of ${toBuild} built` : '',
        toDownload > 0 ? `${downloaded} of ${toDownload} downloaded` : '',
        latest !== null && built < toBuild ? latest : '',
      ];
      progress.update(parts.filter((part) => part !== '').join(', '));
    },
  });
  return [...pairs].map(([name, evaluated]) => ({
    name,
    evaluated,
    before: outcomeOf('before', evaluated, { policy, builds }),
    after: outcomeOf('after', evaluated, { policy, builds }),
  }));
}

/** Nix is asked for its builders only where some host is not of this machine's own system. */
async function systemsToBuild(
  nix: Nix,
  pairs: Pairs,
  { evalOnly }: UpdateRequest,
): Promise<ReadonlySet<string> | null> {
  const systems = [...pairs.values()]
    .flatMap(({ before, after }) => [before, after])
    .flatMap((side) => (side?.kind === 'evaluated' ? [side.system] : []));
  const own = `${process.arch === 'arm64' ? 'aarch64' : 'x86_64'}-${process.platform}`;
  if (evalOnly || systems.every((system) => system === own)) return null;
  return buildableSystems(nix, (path) => readFile(path, 'utf8'));
}

function reportOf(
  { nix, request, states }: Common,
  { hosts, outcomes }: { readonly hosts: readonly HostReport[]; readonly outcomes: readonly HostOutcomes[] },
): Report {
  const { locks } = states;
  return {
    comparison: {
      kind: request.mode === 'revisions' ? 'revisions' : 'update',
      base: states.baseCommit,
      head: states.headCommit,
      flakeDir: states.before.flakeDir,
    },
    evalOnly: request.evalOnly,
    inputs: diffInputs(lockOf(locks.before), lockOf(locks.after)),
    hosts,
    failures: groupFailures(outcomes),
    fleet: fleetDiff(hosts.flatMap(({ name, diff }) => (diff === null ? [] : [{ name, diff }]))),
    notes: states.notes,
    versions: { tool: VERSION, nix: `${nix.version.implementation} ${nix.version.text}` },
    reproduce: request.reproduce,
  };
}

function lockOf(text: string | null) {
  return text === null ? null : parseLock(text, 'flake.lock');
}

function builtPaths(outcomes: readonly HostOutcomes[]): readonly string[] {
  return outcomes.flatMap(({ before, after }) =>
    [before, after].flatMap((outcome) => (outcome.kind === 'built' ? [outcome.outPath] : [])),
  );
}

function skippedHost({ name, reason }: { readonly name: string; readonly reason: string }): HostReport {
  return {
    name,
    system: null,
    state: 'skipped',
    reason,
    before: null,
    after: null,
    basis: null,
    diff: null,
    flags: null,
  };
}

function isForReview({ state }: HostReport): boolean {
  return state !== 'unchanged' && state !== 'still-broken' && state !== 'skipped';
}

function byName(a: HostReport, b: HostReport): number {
  return a.name < b.name ? -1 : a.name > b.name ? 1 : 0;
}
