import { tmpdir } from 'node:os';
import { performance } from 'node:perf_hooks';
import * as core from '@actions/core';
import { ForgeError } from './forge/forge.ts';
import { cleanUpWhenWeEnd } from './janitor.ts';
import { inert, perform } from './perform.ts';
import { explain, Problem } from './problem.ts';
import { makeRun } from './process.ts';
import { plainProgress } from './progress.ts';
import { makeWorkspace, removeWorkspace } from './workspace.ts';

/** The action's entry, for the step itself and, after the job, for its post step: inputs → update → publish → outputs. */
async function main(): Promise<void> {
  const left = core.getState('folder');
  if (left !== '') return removeWorkspace(left);
  const cancel = new AbortController();
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
    process.once(signal, () => cancel.abort(new Problem(`The run was cancelled (${signal}).`)));
  }
  const runner = makeRun(cancel.signal);
  const workspace = await makeWorkspace(process.env['RUNNER_TEMP'] || tmpdir());
  core.saveState('folder', workspace.path);
  const run = cleanUpWhenWeEnd(workspace.path, runner.run);
  const write = (text: string) => void process.stdout.write(text);
  const progress = plainProgress({ write, now: () => performance.now() }, { groups: true });
  try {
    await perform({ run, folder: workspace.path, cancel, progress });
  } catch (error) {
    progress.end();
    fail(messageOf(cancel.signal.aborted ? cancel.signal.reason : error));
  } finally {
    cancel.abort(new Problem('The run has ended.'));
    await runner.idle();
    await workspace.remove();
  }
}

/** Commands like ::error:: are for GitHub: the other forges show them as they are, on one line. */
function fail(message: string): void {
  process.exitCode = 1;
  if (process.env['GITEA_ACTIONS'] === 'true' || process.env['FORGEJO_ACTIONS'] === 'true') {
    process.stdout.write(`\nError: ${inert(message)}\n`);
  } else core.error(message);
}

function messageOf(error: unknown): string {
  if (error instanceof Problem || error instanceof ForgeError) return explain(error);
  return `This is a defect, please report it:\n${error instanceof Error ? error.stack : String(error)}`;
}

await main();
