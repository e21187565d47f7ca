import { spawn } from 'node:child_process';
import { closeSync, openSync, readFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';

export type Daemon = { readonly log: () => string; readonly stop: () => Promise<void> };

/**
 * The shell holds our end of a pipe as its standard input: when this process ends, however it ends, the pipe closes and
 * the daemon is stopped. So a killed test run leaves no server behind.
 */
const UNTIL_WE_END = '"$@" </dev/null & pid=$!; cat >/dev/null; kill $pid; wait $pid';

/** Starts a program that serves until `stop`, with exactly this environment; both its outputs go to `logFile`. */
export function startDaemon(
  command: readonly string[],
  where: { readonly cwd: string; readonly env: NodeJS.ProcessEnv; readonly logFile: string },
): Daemon {
  const output = openSync(where.logFile, 'a');
  const shell = spawn('/bin/sh', ['-c', UNTIL_WE_END, 'daemon', ...command], {
    cwd: where.cwd,
    env: where.env,
    stdio: ['pipe', output, output],
    detached: true,
  });
  closeSync(output);
  const ended = new Promise<void>((resolve) => shell.once('exit', () => resolve()));
  const stop = async () => {
    shell.stdin?.end();
    const late = sleep(20_000, 'late', { ref: false });
    if ((await Promise.race([ended, late])) === 'late' && shell.pid) process.kill(-shell.pid, 'SIGKILL');
    await ended;
  };
  return { log: () => readFileSync(where.logFile, 'utf8'), stop };
}

/** A TCP port of the loopback interface that nobody listens on right now. */
export function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.once('error', reject);
    server.listen(0, '127.0.0.1', () => {
      const address = server.address();
      server.close(() => resolve(typeof address === 'object' && address ? address.port : 0));
    });
  });
}

/** Asks until `question` gives something else than null; fails with `what` and what `explain` adds after the time. */
export async function eventually<T>(
  question: () => Promise<T | null>,
  wait: { readonly what: string; readonly seconds?: number; readonly explain?: () => string },
): Promise<T> {
  const end = Date.now() + (wait.seconds ?? 60) * 1000;
  for (;;) {
    const answer = await question();
    if (answer !== null) return answer;
    if (Date.now() > end) throw new Error(`waited in vain for ${wait.what}\n${wait.explain?.() ?? ''}`);
    await sleep(200);
  }
}
