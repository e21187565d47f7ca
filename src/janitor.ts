import { spawn } from 'node:child_process';
import type { Run } from './process.ts';

/**
 * Reads "+ PID" and "- PID" for process groups that begin and end, until the pipe that only we hold is closed. Then it ends those that are left,
 * gives them five seconds, and removes the folder.
 */
const SCRIPT = `
pids=
while read -r sign pid; do
  left=
  for each in $pids; do [ "$each" = "$pid" ] || left="$left $each"; done
  pids=$left
  [ "$sign" = - ] || pids="$pids $pid"
done
for pid in $pids; do kill -s TERM -- "-$pid" 2>/dev/null; done
for pid in $pids; do
  for wait in 1 2 3 4 5; do kill -s 0 -- "-$pid" 2>/dev/null && sleep 1; done
  kill -s KILL -- "-$pid" 2>/dev/null
done
chmod -R u+w -- "$1" 2>/dev/null
rm -rf -- "$1"
`;

/**
 * Sees to it that nothing is left when this process ends, however it ends: not the folder, and none of the programs that the `run` it gives has started. Runners
 * kill a cancelled step at once, and not all of them go on to its post step.
 */
export function cleanUpWhenWeEnd(folder: string, run: Run): Run {
  const shell = spawn('/bin/sh', ['-c', SCRIPT, 'janitor', folder], {
    cwd: '/',
    env: { PATH: process.env['PATH'] },
    stdio: ['pipe', 'ignore', 'ignore'],
    detached: true,
  });
  const nothing = () => {}; // without a shell, the end of the run and the post step still clean up
  shell.on('error', nothing);
  shell.stdin.on('error', nothing);
  shell.unref();
  (shell.stdin as unknown as { unref?: () => void }).unref?.();
  const tell = (sign: '+' | '-', pid: number | undefined) => {
    if (pid !== undefined) shell.stdin.write(`${sign} ${pid}\n`);
  };
  return (command, options = {}) => {
    let started: number | undefined;
    const onStart = (pid: number) => {
      started = pid;
      tell('+', pid);
      options.onStart?.(pid);
    };
    return run(command, { ...options, onStart }).finally(() => tell('-', started));
  };
}
