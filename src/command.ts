import { performance } from 'node:perf_hooks';
import {
  DEFAULT_EXCLUDE,
  type DiffArguments,
  type OutputOptions,
  type UpdateArguments,
} from './arguments.ts';
import { compareClosures } from './closures.ts';
import { replaceFile } from './files.ts';
import { checkOutput, printReport } from './print.ts';
import { explain, Problem } from './problem.ts';
import { makeRun, type Run } from './process.ts';
import { type Progress, plainProgress, quietProgress, terminalProgress } from './progress.ts';
import { durationWords } from './report/made.ts';
import type { Report } from './report/report.ts';
import type { States } from './states.ts';
import { update } from './update.ts';
import { makeWorkspace, type Workspace } from './workspace.ts';

const INTERRUPTED = 130;

/** Ends the run with exit code 130; not an error of anybody's. */
class Interruption extends Error {}

/**
 * Runs a parsed command to its end and gives the exit code. Whatever happens, programs that it has started have ended and its temporary folder
 * is gone when it returns.
 */
export async function runCommand(parsed: UpdateArguments | DiffArguments): Promise<number> {
  const progress = progressFor(parsed);
  const began = performance.now();
  const cancel = new AbortController();
  const interrupt = (signal: NodeJS.Signals) =>
    cancel.abort(new Interruption(`Interrupted (${signal}); flake.lock is as it was.`));
  const signals = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;
  for (const signal of signals) process.on(signal, interrupt);
  // A reader of stderr that has gone is no reason to leave anything behind, and neither is a defect of ours in some callback.
  process.stderr.on('error', () => {});
  process.on('uncaughtException', (error) => cancel.abort(error));
  const timer =
    parsed.timeout === null ? undefined : setTimeout(() => cancel.abort(timedOut(parsed)), parsed.timeout);
  const { run, idle } = makeRun(cancel.signal);
  let workspace: Workspace | null = null;
  try {
    await checkOutput(parsed);
    workspace = await makeWorkspace();
    const { exitCode, report, states } = await perform(parsed, {
      run: parsed.verbose ? telling(run, progress) : run,
      progress,
      workspace: workspace.path,
    });
    const took = (performance.now() - began) / 1000;
    await printReport(parsed, { report, made: { at: Date.now() / 1000, took }, signal: cancel.signal });
    cancel.signal.throwIfAborted();
    // Last of all: until here, whatever fails leaves the working tree as it was.
    if (states?.writeTo != null && states.locks.after !== null) {
      await replaceFile(states.writeTo, { text: states.locks.after, expected: states.locks.before });
    }
    if (!parsed.quiet) progress.note(`Took ${durationWords(took)}.`);
    if (exitCode === 2) progress.note('flake.lock did not change.');
    if (exitCode === 3)
      progress.note(
        parsed.command === 'diff'
          ? 'Both closures are the same.'
          : 'flake.lock changed, and no host differs.',
      );
    return exitCode;
  } catch (error) {
    const reason = cancel.signal.aborted ? cancel.signal.reason : error;
    progress.end();
    process.stderr.write(`flake-update-diff: ${isExplained(reason) ? explain(reason) : defect(reason)}\n`);
    return reason instanceof Interruption ? INTERRUPTED : 1;
  } finally {
    clearTimeout(timer);
    cancel.abort(new Interruption('ended'));
    await idle();
    await workspace?.remove();
    for (const signal of signals) process.off(signal, interrupt);
  }
}

type RunEffects = { readonly run: Run; readonly progress: Progress; readonly workspace: string };

function perform(
  parsed: UpdateArguments | DiffArguments,
  effects: RunEffects,
): Promise<{ exitCode: number; report: Report; states?: States }> {
  return parsed.command === 'diff'
    ? compareClosures(effects, parsed)
    : update(effects, { ...parsed, reproduce: reproduction(parsed) });
}

/** Settings that may hold a secret, which a report must not repeat. */
const SECRET = /token|secret|password|netrc/i;

/** The command that gives the same comparison again: after an update, the new lock file is in the working tree. */
function reproduction({ mode, base, head, flake, evalOnly, write, ...more }: UpdateArguments): string {
  const words = [
    'flake-update-diff',
    ...(mode === 'revisions' ? [] : mode === 'update' && !write ? ['--no-write'] : ['--skip-update']),
    ...(mode === 'update' && !write ? more.inputs.flatMap((input) => ['--input', input]) : []),
    ...more.hosts.flatMap((glob) => ['--hosts', glob]),
    ...(more.exclude === DEFAULT_EXCLUDE ? [] : ['--exclude', more.exclude ?? '']),
    ...more.nixOptions
      .filter(([name]) => !SECRET.test(name))
      .flatMap(([name, value]) => ['--nix-option', name, value]),
    ...(flake === '.' ? [] : ['--flake', flake]),
    ...(base === null ? [] : ['--base', base]),
    ...(head === null ? [] : ['--head', head]),
    ...(evalOnly ? ['--eval-only'] : []),
  ];
  return words
    .map((word) => (/^[\w@%+=:,./-]+$/.test(word) ? word : `'${word.replaceAll("'", "'\\''")}'`))
    .join(' ');
}

function progressFor({ quiet }: OutputOptions): Progress {
  const write = (text: string) => void process.stderr.write(text);
  const now = () => performance.now();
  if (quiet) return quietProgress(write);
  const ci = process.env['CI'] === 'true' || process.env['GITHUB_ACTIONS'] === 'true';
  if (process.stderr.isTTY && !ci)
    return terminalProgress({ write, now, columns: () => process.stderr.columns ?? 80 });
  return plainProgress({ write, now }, { groups: ci });
}

/** A `Run` that tells each command before it runs, and afterwards what it said on stderr. Nothing secret is ever in an argument. */
function telling(run: Run, progress: Progress): Run {
  return async (command, options) => {
    progress.note(`+ ${command.join(' ')}`);
    const output = await run(command, options);
    if (output.stderr.trim() !== '') progress.note(output.stderr.trimEnd());
    return output;
  };
}

function timedOut({ timeout }: OutputOptions): Problem {
  return new Problem(
    `Gave up after ${(timeout ?? 0) / 1000} seconds, as --timeout says; flake.lock is as it was.`,
    'Allow more time, or name fewer hosts.',
  );
}

/** Also what the operating system refuses: its message names the file and the cause. */
function isExplained(error: unknown): boolean {
  if (error instanceof Problem || error instanceof Interruption) return true;
  return ['EACCES', 'EPERM', 'ENOSPC', 'EROFS', 'EDQUOT', 'EMFILE'].includes(
    (error as NodeJS.ErrnoException).code ?? '',
  );
}

function defect(error: unknown): string {
  return `this is a defect, please report it:\n${error instanceof Error ? error.stack : String(error)}`;
}
