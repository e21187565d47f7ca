import { access, constants, stat, writeFile } from 'node:fs/promises';
import { basename, dirname, resolve } from 'node:path';
import type { Format, OutputOptions } from './arguments.ts';
import { Problem } from './problem.ts';
import { renderHtml } from './report/html.ts';
import { renderJson } from './report/json.ts';
import type { Made } from './report/made.ts';
import { renderMarkdown } from './report/markdown.ts';
import type { Report } from './report/report.ts';
import { renderTerminal } from './report/terminal.ts';

/** Throws a Problem, before hours of work, where the report could not be written in the end. `-` is stdout. */
export async function checkOutput({ output }: OutputOptions): Promise<void> {
  if (output === null || output === '-') return;
  const refused = (why: string) =>
    new Problem(`--output ${output}: ${why}`, 'Name a file in a folder that can be written to.');
  if (/^flake\.(?:nix|lock)$/.test(basename(output))) throw refused('a flake keeps its own file there.');
  const found = await stat(output).catch(() => null);
  if (found?.isDirectory()) throw refused('that is a folder.');
  const folder = dirname(resolve(output));
  await access(folder, constants.W_OK).catch((error: Error) => {
    throw refused(error.message);
  });
}

/**
 * Writes the report where the options say. Gives when all of it is taken; a reader that has seen enough (`| head`) is no error. Throws a
 * Problem where it cannot be written, and the signal's reason when the run is cancelled while a reader lets us wait.
 */
export async function printReport(
  options: OutputOptions,
  { report, made, signal }: { readonly report: Report; readonly made: Made; readonly signal: AbortSignal },
): Promise<void> {
  const file = options.output === '-' ? null : options.output;
  const toTerminal = file === null && process.stdout.isTTY === true;
  const text = render(options.format ?? (toTerminal ? 'terminal' : 'markdown'), {
    report,
    made,
    colour: toTerminal,
  });
  if (file === null) return toStdout(text, signal);
  await writeFile(file, text).catch((error: Error) => {
    throw new Problem(
      `--output ${file}: ${error.message}`,
      'Name a file in a folder that can be written to.',
    );
  });
}

function toStdout(text: string, signal: AbortSignal): Promise<void> {
  return new Promise((done, reject) => {
    const cancel = () => {
      reject(signal.reason);
    };
    const settle = (error?: NodeJS.ErrnoException | null) => {
      signal.removeEventListener('abort', cancel);
      if (error == null || error.code === 'EPIPE') done();
      else
        reject(
          new Problem(
            `The report could not be written to stdout: ${error.message}`,
            'Write it to a file: --output FILE.',
          ),
        );
    };
    if (signal.aborted) return cancel();
    // Node writes to pipes synchronously: while a reader waits, no signal would be seen.
    (process.stdout as { _handle?: { setBlocking?: (blocking: boolean) => void } })._handle?.setBlocking?.(
      false,
    );
    signal.addEventListener('abort', cancel, { once: true });
    process.stdout.once('error', settle);
    process.stdout.write(text, settle);
  });
}

type Rendering = { readonly report: Report; readonly made: Made; readonly colour: boolean };

function render(format: Format, { report, made, colour }: Rendering): string {
  switch (format) {
    case 'markdown':
      return renderMarkdown(report, { maxBytes: null, fullReport: null, previousBody: null });
    case 'terminal':
      return renderTerminal(report, {
        width: process.stdout.columns ?? 100,
        colour: colour && !process.env['NO_COLOR'],
        made,
      });
    case 'json':
      return renderJson(report);
    case 'html':
      return renderHtml(report, made);
  }
}
