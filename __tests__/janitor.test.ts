import { spawn } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { expect, test } from '@jest/globals';
import { projectRoot } from './support/nix.ts';

const built = (file: string) => JSON.stringify(join(projectRoot(), 'lib/src', file));

/** A program that makes a read-only folder, starts two programs in it, one of which does not listen to SIGTERM, and waits. */
const program = (folder: string) => `
  import { chmodSync } from 'node:fs';
  import { makeRun } from ${built('process.js')};
  import { cleanUpWhenWeEnd } from ${built('janitor.js')};
  const run = cleanUpWhenWeEnd(${JSON.stringify(folder)}, makeRun(new AbortController().signal).run);
  await run(['chmod', '500', ${JSON.stringify(join(folder, 'sealed'))}]);
  run(['sh', '-c', 'echo $$ >${folder}/obedient; sleep 60']);
  run(['sh', '-c', 'trap "" TERM; echo $$ >${folder}/deaf; while :; do sleep 1; done']);
  setTimeout(() => console.log('ready'), 500);`;

/** A process that has ended may stand in the table until somebody asks for its exit code: state Z. */
const isAlive = (pid: number) => {
  try {
    return !/^\d+ \(.*\) Z/.test(readFileSync(`/proc/${pid}/stat`, 'utf8'));
  } catch {
    return false;
  }
};

const eventually = async (what: () => boolean) => {
  for (let waited = 0; !what() && waited < 10_000; waited += 50) await sleep(50);
  return what();
};

test.each(['SIGKILL', 'SIGTERM'] as const)(
  'a process that is ended by %s leaves no folder and no program behind',
  async (signal) => {
    const folder = mkdtempSync(join(tmpdir(), 'janitor-'));
    mkdirSync(join(folder, 'sealed'));
    writeFileSync(join(folder, 'sealed/key'), 'secret', { mode: 0o400 });
    const child = spawn(process.execPath, ['--input-type=module', '-e', program(folder)], {
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    await new Promise((resolve) => child.stdout.once('data', resolve));
    const pids = ['obedient', 'deaf'].map((name) => Number(readFileSync(join(folder, name), 'utf8')));
    expect(pids.map(isAlive)).toEqual([true, true]);

    child.kill(signal);

    expect(await eventually(() => !existsSync(folder))).toBe(true);
    expect(pids.map(isAlive)).toEqual([false, false]);
  },
);
