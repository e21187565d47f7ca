import { spawn } from 'node:child_process';
import { constants } from 'node:os';
import { StringDecoder } from 'node:string_decoder';
import { Problem } from './problem.ts';

/** What a finished program left: exit code (128 + n where signal n ended it) and its output as UTF-8. */
export type Output = { readonly code: number; readonly stdout: string; readonly stderr: string };

export type RunOptions = {
  readonly cwd?: string;
  /** Merged over this process's own environment. */
  readonly env?: Readonly<Record<string, string>>;
  readonly input?: string;
  /** Called for every complete line; the stream is then not kept in `Output`. */
  readonly onStdout?: (line: string) => void;
  readonly onStderr?: (line: string) => void;
  /** Called once with the process id, which is its process group's id, too. */
  readonly onStart?: (pid: number) => void;
};

/**
 * Runs a program to its end. Never throws for a non-zero exit code; throws a Problem when the program cannot be started, and the
 * signal's reason when the run is cancelled.
 */
export type Run = (command: readonly [string, ...string[]], options?: RunOptions) => Promise<Output>;

/** How long a cancelled program may take to end by itself. Nix needs a moment to stop its builders. */
const GRACE_MILLISECONDS = 5_000;

/** How long to read on after a program's end from pipes that something else still holds. */
const LINGER_MILLISECONDS = 2_000;

/**
 * A `Run` whose programs each lead a process group of their own, so that cancelling takes their children along:
 * SIGTERM to the group, and SIGKILL to what is left of it after a grace period.
 */
export function makeRun(signal: AbortSignal): Runner {
  const live = new Set<Promise<unknown>>();
  const run: Run = (command, options = {}) => {
    const ended = start(signal, command, options);
    const settled = ended.catch(() => {}).finally(() => live.delete(settled));
    live.add(settled);
    return ended;
  };
  return { run, idle: async () => void (await Promise.all(live)) };
}

/** `run`, and `idle`: a promise that all programs which were running when it was asked for have ended. */
export type Runner = { readonly run: Run; readonly idle: () => Promise<void> };

function start(
  signal: AbortSignal,
  command: readonly [string, ...string[]],
  options: RunOptions,
): Promise<Output> {
  return new Promise((resolve, reject) => {
    if (signal.aborted) return reject(signal.reason);
    const [program, ...args] = command;
    const child = spawn(program, args, {
      cwd: options.cwd,
      env: { ...environment(), ...options.env },
      stdio: [options.input === undefined ? 'ignore' : 'pipe', 'pipe', 'pipe'],
      detached: true,
    });
    if (child.pid !== undefined) options.onStart?.(child.pid);
    const stdout = collect(child.stdout, options.onStdout);
    const stderr = collect(child.stderr, options.onStderr);
    child.stdin?.on('error', () => {}); // a program may end before it has read everything; its exit code tells
    child.stdin?.end(options.input);

    let kill: NodeJS.Timeout | undefined;
    const cancel = () => {
      killGroup(child.pid, 'SIGTERM');
      kill = setTimeout(() => killGroup(child.pid, 'SIGKILL'), GRACE_MILLISECONDS);
    };
    signal.addEventListener('abort', cancel, { once: true });
    const settle = () => {
      signal.removeEventListener('abort', cancel);
      clearTimeout(kill);
    };
    child.once('error', (error: NodeJS.ErrnoException) => {
      settle();
      reject(cannotStart(program, options.cwd, error));
    });
    // A child of a child that stays behind (an ssh that is shared, say) may hold the pipes open: do not wait for it.
    child.once('exit', () => {
      setTimeout(
        () => [child.stdout, child.stderr].map((stream) => stream?.destroy()),
        LINGER_MILLISECONDS,
      ).unref();
    });
    child.once('close', (code, ended) => {
      settle();
      if (signal.aborted) {
        killGroup(child.pid, 'SIGKILL');
        return reject(signal.reason);
      }
      resolve({ code: code ?? 128 + signalNumber(ended), stdout: stdout(), stderr: stderr() });
    });
  });
}

/** Sends a signal to a whole process group; one that has ended already is no error. */
export function killGroup(pid: number | undefined, signal: NodeJS.Signals): void {
  if (pid === undefined) return;
  try {
    process.kill(-pid, signal);
  } catch {
    // It has ended: what we wanted.
  }
}

function collect(stream: NodeJS.ReadableStream | null, onLine?: (line: string) => void): () => string {
  const chunks: Buffer[] = [];
  if (onLine === undefined) stream?.on('data', (chunk: Buffer) => chunks.push(chunk));
  else eachLine(stream, onLine);
  return () => Buffer.concat(chunks).toString('utf8');
}

function eachLine(stream: NodeJS.ReadableStream | null, onLine: (line: string) => void): void {
  const decoder = new StringDecoder('utf8');
  // The beginning of an unfinished line, in pieces: joining them at every chunk would be quadratic for a line of megabytes.
  let begun: string[] = [];
  const take = (text: string) => {
    const lines = text.split('\n');
    begun.push(lines[0] ?? '');
    if (lines.length === 1) return;
    onLine(begun.join(''));
    for (const line of lines.slice(1, -1)) onLine(line);
    begun = [lines.at(-1) ?? ''];
  };
  stream?.on('data', (chunk: Buffer) => take(decoder.write(chunk)));
  stream?.on('end', () => {
    take(decoder.end());
    const rest = begun.join('');
    if (rest !== '') onLine(rest);
  });
}

/** What `git rev-parse --local-env-vars` names, but for configuration: set by a hook, it would point us and Nix at the hook's repository. */
const OF_A_HOOK = [
  'GIT_ALTERNATE_OBJECT_DIRECTORIES',
  'GIT_OBJECT_DIRECTORY',
  'GIT_DIR',
  'GIT_WORK_TREE',
  'GIT_IMPLICIT_WORK_TREE',
  'GIT_GRAFT_FILE',
  'GIT_INDEX_FILE',
  'GIT_NO_REPLACE_OBJECTS',
  'GIT_REPLACE_REF_BASE',
  'GIT_PREFIX',
  'GIT_SHALLOW_FILE',
  'GIT_COMMON_DIR',
];

function environment(): NodeJS.ProcessEnv {
  return { ...process.env, ...Object.fromEntries(OF_A_HOOK.map((name) => [name, undefined])) };
}

function cannotStart(program: string, cwd: string | undefined, error: NodeJS.ErrnoException): Error {
  if (error.code !== 'ENOENT') return new Problem(`${program} could not be started: ${error.message}`);
  return new Problem(
    `${program} could not be started: not found on PATH${cwd === undefined ? '' : `, or no folder ${cwd}`}.`,
    REMEDIES[program] ?? `Install ${program}.`,
    { cause: error },
  );
}

const REMEDIES: Readonly<Record<string, string>> = {
  nix: 'Install Nix (https://nixos.org/download), or add its bin folder to PATH.',
  git: 'Install git, or add its folder to PATH.',
};

function signalNumber(signal: NodeJS.Signals | null): number {
  return signal === null ? 0 : constants.signals[signal];
}
