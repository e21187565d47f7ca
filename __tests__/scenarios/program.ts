import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach } from '@jest/globals';
import type { Report } from '../../src/report/report.ts';
import { type NixRelease, nixEnvironment, projectRoot } from '../support/nix.ts';

export type Run = {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
  /** What the program left in its TMPDIR. */
  readonly left: readonly string[];
};

export type RunOptions = {
  readonly cwd: string;
  readonly release?: NixRelease;
  readonly env?: Readonly<Record<string, string | undefined>>;
  /** A command that runs the program's own command line, which follows it. */
  readonly wrap?: readonly string[];
  /** Called with the running program. */
  readonly during?: (child: ChildProcess) => void;
};

let sandbox = '';

/** A folder of each test's own, gone after it. */
export function useFolder(): () => string {
  beforeEach(() => {
    sandbox = mkdtempSync(join(tmpdir(), 'scenario-'));
  });
  afterEach(() => rmSync(sandbox, { recursive: true, force: true }));
  return () => sandbox;
}

/** Runs the bundled command to its end, with a temporary folder of its own. */
export function flakeUpdateDiff(args: readonly string[], options: RunOptions): Promise<Run> {
  const temporary = mkdtempSync(join(sandbox, 'tmp-'));
  const [command = '', ...rest] = [
    ...(options.wrap ?? []),
    process.execPath,
    join(projectRoot(), 'dist/cli/index.js'),
    ...args,
  ];
  const child = spawn(command, rest, {
    cwd: options.cwd,
    env: {
      ...nixEnvironment(options.release),
      TMPDIR: temporary,
      CI: undefined,
      GITHUB_ACTIONS: undefined,
      ...options.env,
    } as NodeJS.ProcessEnv,
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  options.during?.(child);
  const text = { stdout: '', stderr: '' };
  child.stdout.setEncoding('utf8').on('data', (chunk: string) => {
    text.stdout += chunk;
  });
  child.stderr.setEncoding('utf8').on('data', (chunk: string) => {
    text.stderr += chunk;
  });
  return new Promise((resolve, reject) => {
    child.once('error', reject);
    child.once('close', (code) => resolve({ code, ...text, left: readdirSync(temporary) }));
  });
}

/** The same, with the report as JSON; fails where the program gave none. */
export async function reportOf(
  args: readonly string[],
  options: RunOptions,
): Promise<Report & { readonly exit: number | null }> {
  const run = await flakeUpdateDiff([...args, '--format', 'json'], options);
  try {
    return { ...(JSON.parse(run.stdout) as Report), exit: run.code };
  } catch {
    throw new Error(`no report, exit code ${run.code}:\n${run.stderr}`);
  }
}

/** Host names with their states. */
export function states(report: Report): Readonly<Record<string, string>> {
  return Object.fromEntries(report.hosts.map((host) => [host.name, host.state]));
}

/** "openssl 3.4.1 → 3.4.2 (upgraded)" for each package change of a host. */
export function changes(report: Report, host: string): readonly string[] {
  const diff = report.hosts.find(({ name }) => name === host)?.diff;
  return (diff?.packages ?? []).map(
    ({ name, before, after, kind }) => `${name} ${before ?? '∅'} → ${after ?? '∅'} (${kind})`,
  );
}

/** Everything in a git working tree that must survive a run: files with their contents, and git's own view. */
export function snapshot(folder: string): string {
  const status = execFileSync('git', ['-C', folder, 'status', '--porcelain', '--ignored'], {
    encoding: 'utf8',
  });
  const files = execFileSync('git', ['-C', folder, 'ls-files', '-co'], { encoding: 'utf8' })
    .trim()
    .split('\n');
  return [status, ...files.map((file) => `${file}\n${read(join(folder, file))}`)].join('\n');
}

/** Processes whose command line or environment mentions a text: their command lines. */
export function processesWith(text: string): readonly string[] {
  return [...commandsWith(text).values()];
}

/** The same, by process id. */
export function commandsWith(text: string): ReadonlyMap<number, string> {
  const pids = readdirSync('/proc').filter((name) => /^\d+$/.test(name) && Number(name) !== process.pid);
  const found = pids.filter((pid) =>
    `${read(`/proc/${pid}/environ`)}\0${read(`/proc/${pid}/cmdline`)}`.includes(text),
  );
  return new Map(found.map((pid) => [Number(pid), read(`/proc/${pid}/cmdline`).replaceAll('\0', ' ')]));
}

/** A new folder inside the test's own. */
export function subfolder(name: string): string {
  const path = join(sandbox, name);
  mkdirSync(path, { recursive: true });
  return path;
}

function read(path: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return '';
  }
}
