import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import * as core from '@actions/core';
import { type Access, gainAccess } from './access.ts';
import { copyBuilt } from './cache.ts';
import { detectForge, type Forge } from './forge/forge.ts';
import { connectForgejo } from './forge/forgejo.ts';
import { connectGithub } from './forge/github.ts';
import { patientFetch } from './forge/request.ts';
import { fillIn } from './input-values.ts';
import { getInputs, INPUT_NAMES, type Inputs } from './inputs.ts';
import { outputsOf } from './outputs.ts';
import { Problem } from './problem.ts';
import type { Run } from './process.ts';
import type { Progress } from './progress.ts';
import { type FlakeUpdate, propose, type Summary, summarise } from './proposal.ts';
import { type Publication, publish } from './publish.ts';
import { renderReports, writeReports } from './reports.ts';
import { refuseUnknownInputs } from './unknown-inputs.ts';
import { update } from './update.ts';

export type Context = {
  readonly run: Run;
  readonly folder: string;
  readonly cancel: AbortController;
  readonly progress: Progress;
};

/**
 * The action's one step, and the place that knows its order: inputs → access → update → publish → outputs. Throws a Problem or ForgeError for what is
 * to be told to the user.
 */
export async function perform({ run, folder, cancel, progress }: Context): Promise<void> {
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
  const files = await writeReports(reports, process.env);
  const summary = summarise(updates);
  if (inputs.copyTo !== null) {
    await copyBuilt(
      { run: withEnvironment(run, access.nixEnvironment), progress },
      { to: inputs.copyTo, nixOptions: inputs.nixOptions, reports: updates.map(({ report }) => report) },
    );
  }

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
  if (Buffer.byteLength(files.text) > inputs.maxBodyBytes) {
    progress.stage('The whole report');
    progress.note(inert(files.text));
  }
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

/** What others wrote, such that no runner takes a line of it for a command of a workflow (`::add-mask::…`). */
export const inert = (text: string) => text.replace(/^(\s*):(:|$)/gm, '$1: $2').replaceAll('##[', '## [');

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

/** Forgejo's and Gitea's pages go by the run's number in the repository, GitHub's by its id; Gitea from 1.26 on by either, and wants to be told. */
function runUrl({ place }: Forge, environment: NodeJS.ProcessEnv): string | null {
  const run = place.kind === 'github' ? environment['GITHUB_RUN_ID'] : environment['GITHUB_RUN_NUMBER'];
  const query = place.kind === 'gitea' ? '?by_index=1' : '';
  return run ? `${place.serverUrl}/${place.owner}/${place.name}/actions/runs/${run}${query}` : null;
}

/** Whether the token is the one that every job gets; GitHub does not show it to steps, but it begins with ghs_. */
function isAutomatic(token: string, environment: NodeJS.ProcessEnv): boolean {
  const given = [environment['FORGEJO_TOKEN'], environment['GITEA_TOKEN'], environment['GITHUB_TOKEN']];
  return given.includes(token) || token.startsWith('ghs_');
}
