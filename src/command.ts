import { writeFile } from 'node:fs/promises';
import { performance } from 'node:perf_hooks';
import type { DiffArguments, Format, OutputOptions, UpdateArguments } from './arguments.ts';
import { compareClosures } from './closures.ts';
import { replaceFile } from './files.ts';
import { explain, Problem } from './problem.ts';
import { makeRun, type Run } from './process.ts';
import { type Progress, plainProgress, quietProgress, terminalProgress } from './progress.ts';
import { renderHtml } from './report/html.ts';
import { renderJson } from './report/json.ts';
import { renderMarkdown } from './report/markdown.ts';
import type { Report } from './report/report.ts';
import { renderTerminal } from './report/terminal.ts';
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
  const cancel = new AbortController();
  const interrupt = (signal: NodeJS.Signals) =>
    cancel.abort(new Interruption(`Interrupted (${signal}); flake.lock is as it was.`));
  const signals = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;
  for (const signal of signals) process.on(signal, interrupt);
  const timer =
    parsed.timeout === null ? undefined : setTimeout(() => cancel.abort(timedOut(parsed)), parsed.timeout);
  const { run, idle } = makeRun(cancel.signal);
  let workspace: Workspace | null = null;
  try {
    workspace = await makeWorkspace();
    const { exitCode, report, states } = await perform(parsed, {
      run: parsed.verbose ? telling(run, progress) : run,
      progress,
      workspace: workspace.path,
    });
    await print(parsed, report);
    // Last of all: until here, whatever fails leaves the working tree as it was.
    if (states?.writeTo != null && states.locks.after !== null)
      await replaceFile(states.writeTo, states.locks.after);
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

/** The command that gives the same comparison again: after an update, the new lock file is in the working tree. */
function reproduction({ mode, base, head, flake, evalOnly }: UpdateArguments): string {
  const words = [
    'flake-update-diff',
    ...(mode === 'revisions' ? [] : ['--skip-update']),
    ...(flake === '.' ? [] : ['--flake', flake]),
    ...(base === null ? [] : ['--base', base]),
    ...(head === null ? [] : ['--head', head]),
    ...(evalOnly ? ['--eval-only'] : []),
  ];
  return words
    .map((word) => (/^[\w@%+=:,./-]+$/.test(word) ? word : `'${word.replaceAll("'", "'\\''")}'`))
    .join(' ');
}

async function print(options: OutputOptions, report: Report): Promise<void> {
  const toTerminal = options.output === null && process.stdout.isTTY === true;
  const text = render(options.format ?? (toTerminal ? 'terminal' : 'markdown'), report, toTerminal);
  if (options.output !== null) {
    await writeFile(options.output, text).catch((error: Error) => {
      throw new Problem(
        `--output ${options.output}: ${error.message}`,
        'Name a file in a folder that can be written to.',
      );
    });
    return;
  }
  await new Promise<void>((resolve, reject) => {
    // A reader that has seen enough (`| head`) is no error.
    process.stdout.once('error', (error: NodeJS.ErrnoException) =>
      error.code === 'EPIPE' ? resolve() : reject(error),
    );
    process.stdout.write(text, () => resolve());
  });
}

function render(format: Format, report: Report, toTerminal: boolean): string {
  switch (format) {
    case 'markdown':
      return renderMarkdown(report, { maxBytes: null, fullReport: null, previousBody: null });
    case 'terminal':
      return renderTerminal(report, {
        width: process.stdout.columns ?? 100,
        colour: toTerminal && !process.env['NO_COLOR'],
      });
    case 'json':
      return renderJson(report);
    case 'html':
      return renderHtml(report);
  }
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
