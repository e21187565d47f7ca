import { mkdir, mkdtemp, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { performance } from 'node:perf_hooks';
import { setTimeout as sleep } from 'node:timers/promises';
import * as core from '@actions/core';
import { type Access, gainAccess } from './access.ts';
import { detectForge, type Forge, ForgeError } from './forge/forge.ts';
import { connectForgejo } from './forge/forgejo.ts';
import { connectGithub } from './forge/github.ts';
import { patientFetch } from './forge/request.ts';
import { fillIn, getInputs, INPUT_NAMES, type Inputs } from './inputs.ts';
import { removeWhenWeEnd } from './janitor.ts';
import { connectNix } from './nix/command.ts';
import { nixProblem } from './nix/message.ts';
import { outputsOf } from './outputs.ts';
import { explain, Problem } from './problem.ts';
import { makeRun, type Run } from './process.ts';
import { type Progress, plainProgress } from './progress.ts';
import { type FlakeUpdate, propose, type Summary, summarise } from './proposal.ts';
import { type Publication, publish } from './publish.ts';
import { renderReports, reportsJson } from './reports.ts';
import { refuseUnknownInputs } from './unknown-inputs.ts';
import { update } from './update.ts';
import { makeWorkspace, removeWorkspace } from './workspace.ts';

/** The action's entry, for the step itself and, after the job, for its post step: inputs → update → publish → outputs. */
async function main(): Promise<void> {
  const left = core.getState('folder');
  if (left !== '') return removeWorkspace(left);
  const cancel = new AbortController();
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
    process.once(signal, () => cancel.abort(new Problem(`The run was cancelled (${signal}).`)));
  }
  const { run, idle } = makeRun(cancel.signal);
  const workspace = await makeWorkspace(process.env['RUNNER_TEMP'] || tmpdir());
  core.saveState('folder', workspace.path);
  removeWhenWeEnd(workspace.path);
  const write = (text: string) => void process.stdout.write(text);
  const progress = plainProgress({ write, now: () => performance.now() }, { groups: true });
  try {
    await perform({ run, folder: workspace.path, cancel, progress });
  } catch (error) {
    progress.end();
    fail(messageOf(cancel.signal.aborted ? cancel.signal.reason : error));
  } finally {
    cancel.abort(new Problem('The run has ended.'));
    await idle();
    await workspace.remove();
  }
}

/** Commands like ::error:: are for GitHub: the other forges show them as they are, on one line. */
function fail(message: string): void {
  process.exitCode = 1;
  if (process.env['GITEA_ACTIONS'] === 'true' || process.env['FORGEJO_ACTIONS'] === 'true') {
    process.stdout.write(`\nError: ${message}\n`);
  } else core.error(message);
}

type Context = {
  readonly run: Run;
  readonly folder: string;
  readonly cancel: AbortController;
  readonly progress: Progress;
};

async function perform({ run, folder, cancel, progress }: Context): Promise<void> {
  refuseUnknownInputs(process.env, INPUT_NAMES, (line) => progress.note(`Warning: ${line}`));
  const inputs = getInputs((name) => core.getInput(name));
  for (const secret of [inputs.token, inputs.sshPrivateKey, inputs.signingKey, inputs.nixAccessTokens])
    mask(secret);
  limit(inputs, cancel);
  const effects = { run, environment: process.env, folder, log: progress.note };
  progress.stage('Reading the repository');
  const forge = await connect(inputs, cancel.signal, progress);
  const access = await gainAccess({ ...effects, forge }, inputs);
  const updates = await updateAll({ run, folder, progress }, { inputs, access });
  const reports = updates.map(({ flakeDir, report }) => ({ flakeDir, report }));
  const files = await writeReports(reports);
  const summary = summarise(updates);
  if (inputs.copyTo !== null) await copyBuilt({ run, progress }, { inputs, access, updates });

  progress.stage('Publishing');
  const date = new Date().toISOString().slice(0, 10);
  const proposal = propose(updates, inputs, {
    baseRevision: access.baseRevision,
    date,
    runUrl: runUrl(forge, process.env),
    render: (maxBytes, previousBody) =>
      renderReports(reports, { maxBytes, previousBody, fullReport: runUrl(forge, process.env) }),
  });
  const publication = await publish(
    {
      ...effects,
      forge,
      ...access,
      warn: (line) => progress.note(`Warning: ${line}`),
      sleep,
      keep: files.keep,
    },
    {
      ...inputs,
      signingKey: access.signingKey,
      base: access.base,
      branch: fillIn(inputs.branch, { date }),
      branchPattern: inputs.branch,
      method: inputs.pullRequestMethod,
      automaticToken: isAutomatic(inputs.token, process.env),
    },
    proposal,
  );
  progress.end();
  progress.note(lastWords(summary, publication));
  for (const [name, value] of Object.entries(outputsOf(summary, publication, files)))
    core.setOutput(name, value);
  if (inputs.whenBroken === 'fail' && summary.broken.length > 0) {
    throw new Problem(
      `The update breaks ${summary.broken.join(', ')} (when-broken: fail).`,
      `The report is in ${files.markdown}`,
    );
  }
}

/** The one line that everybody reads, outside of all groups. */
function lastWords({ changed, unchanged, broken }: Summary, { operation, pullRequest }: Publication): string {
  const hosts = `${changed.length} changed, ${unchanged.length} unchanged, ${broken.length} newly broken`;
  return `Hosts: ${hosts}. Pull request: ${operation}${pullRequest === null ? '' : ` ${pullRequest.url}`}`;
}

function mask(secret: string | null): void {
  for (const line of (secret ?? '').split(/\s+/)) {
    if (line.length >= 8 && !line.startsWith('-----')) core.setSecret(line);
  }
}

function limit({ timeoutMinutes }: Inputs, cancel: AbortController): void {
  if (timeoutMinutes === 0) return;
  const reason = new Problem(
    `Gave up after ${timeoutMinutes} minutes.`,
    'Allow more by the input timeout-minutes.',
  );
  setTimeout(() => cancel.abort(reason), timeoutMinutes * 60_000).unref();
}

function connect(inputs: Inputs, signal: AbortSignal, progress: Progress): Promise<Forge> | Forge {
  const place = detectForge(process.env);
  const cancellable = (url: string | URL | Request, init: RequestInit = {}) =>
    fetch(url, { ...init, signal: init.signal ? AbortSignal.any([init.signal, signal]) : signal });
  const patient = patientFetch({ fetch: cancellable, sleep, log: progress.note });
  return place.kind === 'github'
    ? connectGithub(patient, place, inputs.token)
    : connectForgejo(patient, place, inputs.token);
}

async function updateAll(
  { run, folder, progress }: { readonly run: Run; readonly folder: string; readonly progress: Progress },
  { inputs, access }: { readonly inputs: Inputs; readonly access: Access },
): Promise<readonly FlakeUpdate[]> {
  const updates: FlakeUpdate[] = [];
  for (const [index, flakeDir] of inputs.flakeDirs.entries()) {
    const workspace = join(folder, `flake-${index}`);
    await mkdir(workspace);
    const { exitCode, report, states } = await update(
      { run: withEnvironment(run, access.nixEnvironment), progress, workspace },
      {
        flake: join(access.repository.top, flakeDir),
        mode: 'update',
        inputs: inputs.flakeInputs,
        base: access.baseRevision,
        head: null,
        write: false,
        hosts: inputs.hosts,
        exclude: inputs.exclude,
        evalOnly: inputs.evalOnly,
        nixOptions: inputs.nixOptions,
        keepResults: null,
        reproduce: reproduction(inputs, flakeDir, access.baseRevision),
      },
    );
    updates.push({ flakeDir, exitCode, report, newLock: states.locks.after });
  }
  return updates;
}

function withEnvironment(run: Run, environment: Readonly<Record<string, string>>): Run {
  return (command, options = {}) => run(command, { ...options, env: { ...environment, ...options.env } });
}

/** On a checkout of the pull request's branch. */
function reproduction({ evalOnly }: Inputs, flakeDir: string, base: string): string {
  const words = ['flake-update-diff', '--base', base, '--head', 'HEAD'];
  return [
    ...words,
    ...(flakeDir === '.' ? [] : ['--flake', flakeDir]),
    ...(evalOnly ? ['--eval-only'] : []),
  ].join(' ');
}

type Reports = Parameters<typeof renderReports>[0];

/** The full report in files that outlive the step, and a place beside them for what else is to be kept. */
async function writeReports(reports: Reports) {
  const folder = await mkdtemp(join(process.env['RUNNER_TEMP'] || tmpdir(), 'flake-update-report-'));
  const keep = async (name: string, text: string) => {
    await writeFile(join(folder, name), text);
    return join(folder, name);
  };
  const unlimited = { maxBytes: null, previousBody: null, fullReport: null };
  if (process.env['GITHUB_STEP_SUMMARY']) {
    await core.summary.addRaw(renderReports(reports, { ...unlimited, maxBytes: 1_000_000 })).write();
  }
  return {
    keep,
    markdown: await keep('report.md', renderReports(reports, unlimited)),
    json: await keep('report.json', reportsJson(reports)),
  };
}

/** What was built for the updated hosts, to a cache of the user's. */
async function copyBuilt(
  { run, progress }: { readonly run: Run; readonly progress: Progress },
  {
    inputs,
    access,
    updates,
  }: { readonly inputs: Inputs; readonly access: Access; readonly updates: readonly FlakeUpdate[] },
): Promise<void> {
  const paths = updates.flatMap(({ report }) =>
    report.hosts.flatMap(({ after }) =>
      after?.outPath && after.closureSize !== null ? [after.outPath] : [],
    ),
  );
  if (paths.length === 0 || inputs.copyTo === null) return;
  progress.stage(`Copying ${paths.length} systems to the cache`);
  const nix = await connectNix(withEnvironment(run, access.nixEnvironment), inputs.nixOptions);
  const copied = await nix.nix(['copy', '--to', inputs.copyTo, ...paths]);
  if (copied.code !== 0) throw nixProblem(`nix copy --to ${inputs.copyTo}`, copied.stderr);
}

function runUrl({ place }: Forge, environment: NodeJS.ProcessEnv): string | null {
  // Forgejo's and Gitea's pages go by the run's number in the repository, GitHub's by its id.
  const run = place.kind === 'github' ? environment['GITHUB_RUN_ID'] : environment['GITHUB_RUN_NUMBER'];
  return run ? `${place.serverUrl}/${place.owner}/${place.name}/actions/runs/${run}` : null;
}

/** Whether the token is the one that every job gets; GitHub does not show it to steps, but it begins with ghs_. */
function isAutomatic(token: string, environment: NodeJS.ProcessEnv): boolean {
  const given = [environment['FORGEJO_TOKEN'], environment['GITEA_TOKEN'], environment['GITHUB_TOKEN']];
  return given.includes(token) || token.startsWith('ghs_');
}

function messageOf(error: unknown): string {
  if (error instanceof Problem || error instanceof ForgeError) return explain(error);
  return `This is a defect, please report it:\n${error instanceof Error ? error.stack : String(error)}`;
}

await main();
