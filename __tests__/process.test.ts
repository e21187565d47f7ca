import { readFileSync } from 'node:fs';
import { expect, test } from '@jest/globals';
import { Problem } from '../src/problem.ts';
import { makeRun } from '../src/process.ts';

const forever = () => makeRun(new AbortController().signal).run;

/** The letter of a process's state in /proc, '-' where there is none. */
function stateOf(pid: string | undefined): string {
  try {
    return readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ')[1]?.[0] ?? '-';
  } catch {
    return '-';
  }
}

test('a failure is a value with code and output', async () => {
  expect(await forever()(['sh', '-c', 'echo out; echo err >&2; exit 7'])).toEqual({
    code: 7,
    stdout: 'out\n',
    stderr: 'err\n',
  });
});

test('a program that a signal ends has the code a shell gives it', async () => {
  expect(await forever()(['sh', '-c', 'kill -9 $$'])).toMatchObject({ code: 137 });
});

test('lines come whole, in order, and a character that is cut in two is put together', async () => {
  const lines: string[] = [];
  await forever()(
    ['sh', '-c', "printf 'one\\ntw'; sleep 0.05; printf 'o\\n\\303'; sleep 0.05; printf '\\266'"],
    { onStdout: (line) => lines.push(line) },
  );
  expect(lines).toEqual(['one', 'two', 'ö']);
});

test('a missing program is told with its remedy', async () => {
  await expect(forever()(['no-such-program'])).rejects.toEqual(
    new Problem('no-such-program could not be started: not found on PATH.', 'Install no-such-program.'),
  );
});

test('input is given, and a program that does not read it is no error', async () => {
  expect((await forever()(['cat'], { input: 'ü' })).stdout).toBe('ü');
  expect((await forever()(['true'], { input: 'x'.repeat(1_000_000) })).code).toBe(0);
});

test('cancelling ends a program with its children, and idle waits for that', async () => {
  const cancel = new AbortController();
  const { run, idle } = makeRun(cancel.signal);
  const pids: string[] = [];
  const ended = run(['sh', '-c', 'sleep 600 & echo $!; wait'], { onStdout: (line) => pids.push(line) });
  const reason = new Error('enough');
  setTimeout(() => cancel.abort(reason), 200);
  await expect(ended).rejects.toBe(reason);
  await idle();
  expect(stateOf(pids[0])).toMatch(/^[Z-]$/); // gone, or waiting for its new parent to notice
  await expect(run(['true'])).rejects.toBe(reason);
});

test('a grandchild that holds the pipes open does not hold up the result', async () => {
  const began = Date.now();
  const output = await forever()(['sh', '-c', 'sleep 20 & echo done']);
  expect(output).toMatchObject({ code: 0, stdout: 'done\n' });
  expect(Date.now() - began).toBeLessThan(15_000);
});
