import { spawn } from 'node:child_process';

/** What a program did: its exit code (128 + signal when it was killed) and what it wrote. */
export type Ended = { readonly code: number; readonly stdout: string; readonly stderr: string };

export type CommandOptions = {
  readonly cwd?: string;
  readonly env?: Readonly<Record<string, string>>;
  readonly input?: string;
  /** Told the process id as soon as there is one; the process leads a group of its own. */
  readonly onStart?: (pid: number) => void;
};

const signals: Readonly<Record<string, number>> = { SIGHUP: 1, SIGINT: 2, SIGKILL: 9, SIGTERM: 15 };

/** Runs a program to its end. Never throws for a failing program; only for one that cannot be started. */
export function attempt(argv: readonly string[], options: CommandOptions = {}): Promise<Ended> {
  return new Promise((resolve, reject) => {
    const child = spawn(argv[0]!, argv.slice(1), {
      cwd: options.cwd,
      env: options.env ?? process.env,
      detached: true,
      stdio: ['pipe', 'pipe', 'pipe'],
    });
    const stdout: Buffer[] = [];
    const stderr: Buffer[] = [];
    child.stdout.on('data', (chunk) => stdout.push(chunk));
    child.stderr.on('data', (chunk) => stderr.push(chunk));
    child.stdin.on('error', () => {});
    child.stdin.end(options.input ?? '');
    child.on('error', reject);
    if (child.pid !== undefined) options.onStart?.(child.pid);
    // 'exit' and not 'close': a unit that outlives the program may keep its pipes open.
    child.on('exit', (code, signal) => {
      setTimeout(() => {
        child.stdout.destroy();
        child.stderr.destroy();
        resolve({
          code: code ?? 128 + (signals[signal ?? ''] ?? 0),
          stdout: Buffer.concat(stdout).toString(),
          stderr: Buffer.concat(stderr).toString(),
        });
      }, 5);
    });
  });
}

/** Runs a program that must succeed; gives its standard output without the last newline. */
export async function must(argv: readonly string[], options: CommandOptions = {}): Promise<string> {
  const ended = await attempt(argv, options);
  if (ended.code !== 0)
    throw new Error(`${argv.join(' ')} ended with ${ended.code}:\n${ended.stderr}${ended.stdout}`);
  return ended.stdout.replace(/\n$/, '');
}
