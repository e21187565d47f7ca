import { execFileSync, spawn } from 'node:child_process';
import {
  chmodSync,
  existsSync,
  lstatSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  renameSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { expect, test } from '@jest/globals';
import { createFleet } from '../support/fleet.ts';
import { nixEnvironment, projectRoot } from '../support/nix.ts';
import { flakeUpdateDiff, processesWith, snapshot, useFolder } from './program.ts';

const folder = useFolder();
const PROGRAM = join(projectRoot(), 'dist/cli/index.js');

function updated(slow = 0) {
  const fleet = createFleet(folder(), {
    salt: `hardening ${Date.now()}`,
    packages: { nginx: '1.28.0' },
    hosts: { web: { packages: ['nginx'] } },
  });
  fleet.advance({ nginx: { version: '1.28.1', sleeps: slow } });
  return fleet;
}

test('a flake.lock that somebody changes meanwhile is left as it is', async () => {
  const fleet = updated(4);
  const run = await flakeUpdateDiff([], {
    cwd: fleet.flake,
    during: (child) =>
      child.stderr?.on('data', (chunk: Buffer) => {
        if (chunk.toString().includes('Building'))
          writeFileSync(join(fleet.flake, 'flake.lock'), '{"mine":1}');
      }),
  });
  expect(run).toMatchObject({ code: 1, left: [] });
  expect(run.stderr).toContain('was changed while this ran');
  expect(readFileSync(join(fleet.flake, 'flake.lock'), 'utf8')).toBe('{"mine":1}');
});

test('a flake.lock that is a link stays one, and keeps its mode', async () => {
  const fleet = updated();
  mkdirSync(join(fleet.flake, 'locks'));
  renameSync(join(fleet.flake, 'flake.lock'), join(fleet.flake, 'locks/flake.lock'));
  chmodSync(join(fleet.flake, 'locks/flake.lock'), 0o640);
  symlinkSync('locks/flake.lock', join(fleet.flake, 'flake.lock'));
  fleet.git('add', '-A');
  fleet.git('commit', '-qm', 'a link');
  expect((await flakeUpdateDiff([], { cwd: fleet.flake })).code).toBe(0);
  expect(lstatSync(join(fleet.flake, 'flake.lock')).isSymbolicLink()).toBe(true);
  expect(statSync(join(fleet.flake, 'locks/flake.lock')).mode & 0o777).toBe(0o640);
  expect(fleet.git('status', '--porcelain')).toBe('M locks/flake.lock');
});

test('a full disk behind stdout is an error, and flake.lock stays', async () => {
  const fleet = updated();
  const before = snapshot(fleet.repository);
  const run = await flakeUpdateDiff([], {
    cwd: fleet.flake,
    wrap: ['sh', '-c', 'exec "$0" "$@" >/dev/full'],
  });
  expect(run).toMatchObject({ code: 1, left: [] });
  expect(run.stderr).toContain('could not be written to stdout');
  expect(snapshot(fleet.repository)).toBe(before);
});

test('a reader of stderr that goes away leaves nothing running and nothing behind', async () => {
  const fleet = updated(8);
  const temporary = mkdtempSync(join(folder(), 'tmp-'));
  const child = spawn(process.execPath, [PROGRAM, '--no-write', '--verbose'], {
    cwd: fleet.flake,
    env: { ...nixEnvironment(), TMPDIR: temporary },
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  child.stderr.once('data', () => child.stderr.destroy());
  const code = await new Promise((resolve) => child.once('exit', resolve));
  expect(code).toBe(0);
  expect(readdirSync(temporary)).toEqual([]);
  expect(processesWith(temporary)).toEqual([]);
});

test('an interruption while a reader lets the report wait is one: exit code 130, and flake.lock stays', async () => {
  const hosts = Object.fromEntries(
    Array.from({ length: 400 }, (_, index) => [`host-${index}`, { packages: ['nginx'] }]),
  );
  const fleet = createFleet(folder(), { texts: true, packages: { nginx: '1.28.0' }, hosts });
  fleet.advance({ nginx: '1.28.1' });
  const before = snapshot(fleet.repository);
  const child = spawn(process.execPath, [PROGRAM, '--eval-only', '--format', 'json'], {
    cwd: fleet.flake,
    env: nixEnvironment(),
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  child.stdout.pause();
  child.stderr.on('data', (chunk: Buffer) => {
    if (chunk.toString().includes('Comparing\n')) setTimeout(() => child.kill('SIGINT'), 4_000);
  });
  expect(await new Promise((resolve) => child.once('exit', resolve))).toBe(130);
  expect(snapshot(fleet.repository)).toBe(before);
});

test.each([
  [['--timeout', '600h'], '--timeout "600h" is too long'],
  [['--hosts', ''], '--hosts "" names no host'],
  [['--output', 'flake.lock'], 'a flake keeps its own file there'],
  [['--output', 'flake.nix'], 'a flake keeps its own file there'],
  [['--output', '.'], 'that is a folder'],
  [['--output', 'nowhere/x'], '--output nowhere/x: '],
])('%j is refused before anything is done', async (args, message) => {
  const fleet = updated();
  const run = await flakeUpdateDiff(args, { cwd: fleet.flake });
  expect(run).toMatchObject({ code: 1, stdout: '', left: [] });
  expect(run.stderr).toContain(message);
  expect(run.stderr).not.toContain('Updating');
});

test('an --exclude that would be tried for ever is told as that', async () => {
  const fleet = createFleet(folder(), { hosts: { [`${'a'.repeat(40)}b`]: {} } });
  fleet.advance({ bash: '5.3' });
  const run = await flakeUpdateDiff(['--exclude', '(a+)+'], { cwd: fleet.flake });
  expect(run).toMatchObject({ code: 1, stdout: '', left: [] });
  expect(run.stderr).toContain('--exclude "(a+)+" takes too long to match');
});

test('--keep-results takes nobody’s file away', async () => {
  const fleet = updated();
  const kept = join(folder(), 'kept');
  mkdirSync(kept);
  writeFileSync(join(kept, 'web.before'), 'mine');
  const run = await flakeUpdateDiff(['--keep-results', kept], { cwd: fleet.flake });
  expect(run.code).toBe(1);
  expect(run.stderr).toContain('web.before is in the way');
  expect(readFileSync(join(kept, 'web.before'), 'utf8')).toBe('mine');
  execFileSync('rm', [join(kept, 'web.before')]);
  for (let again = 0; again < 2; again += 1)
    expect((await flakeUpdateDiff(['--no-write', '--keep-results', kept], { cwd: fleet.flake })).code).toBe(
      0,
    );
  expect(existsSync(join(kept, 'web.after'))).toBe(true);
});

test('--output - is stdout, and the footer repeats what was asked', async () => {
  const fleet = updated();
  const run = await flakeUpdateDiff(['--no-write', '--hosts', 'web', '--output', '-'], { cwd: fleet.flake });
  expect(run.stdout).toContain('flake-update-diff --no-write --hosts web');
  expect(run.stderr).toMatch(/^Took \d+\.\d s\.$/m);
});
