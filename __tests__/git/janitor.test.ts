import { spawn } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { expect, test } from '@jest/globals';
import { projectRoot } from '../support/nix.ts';

test.each(['SIGKILL', 'SIGTERM'] as const)(
  'a process that is ended by %s leaves no folder, read-only or not',
  async (signal) => {
    const folder = mkdtempSync(join(tmpdir(), 'janitor-'));
    mkdirSync(join(folder, 'sealed'));
    writeFileSync(join(folder, 'sealed/key'), 'secret', { mode: 0o400 });
    const script = `
    import { chmodSync } from 'node:fs';
    const { removeWhenWeEnd } = await import(${JSON.stringify(join(projectRoot(), 'lib/src/janitor.js'))});
    chmodSync(${JSON.stringify(join(folder, 'sealed'))}, 0o500);
    removeWhenWeEnd(${JSON.stringify(folder)});
    console.log('ready');
    setInterval(() => {}, 1000);`;
    const child = spawn(process.execPath, ['--input-type=module', '-e', script], {
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    await new Promise((resolve) => child.stdout.once('data', resolve));
    await sleep(100);
    expect(existsSync(folder)).toBe(true);

    child.kill(signal);

    for (let waited = 0; existsSync(folder) && waited < 5000; waited += 50) await sleep(50);
    expect(existsSync(folder)).toBe(false);
  },
);
