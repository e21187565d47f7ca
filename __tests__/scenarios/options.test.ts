import { execFileSync } from 'node:child_process';
import { existsSync, readdirSync, readFileSync, readlinkSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from '@jest/globals';
import { createFleet } from '../support/fleet.ts';
import { nixEnvironment, projectRoot } from '../support/nix.ts';
import { flakeUpdateDiff, snapshot, useFolder } from './program.ts';

const folder = useFolder();

function updated(salt = 'options') {
  const fleet = createFleet(folder(), {
    salt,
    packages: { nginx: '1.28.0' },
    hosts: { web: { packages: ['nginx'] }, db: {} },
  });
  fleet.advance({ nginx: '1.28.1' });
  return fleet;
}

test('the report goes to stdout and nothing else does; --quiet silences the rest', async () => {
  const fleet = updated();
  const loud = await flakeUpdateDiff(['--no-write'], { cwd: fleet.flake });
  expect(loud.stdout).toContain('nginx');
  expect(loud.stderr).toMatch(
    /^Updating the inputs\n.*\nEvaluating the hosts\n4 of 4, before and after .*\nBuilding 2 systems\n.*\nComparing\n/s,
  );
  const quiet = await flakeUpdateDiff(['--no-write', '--quiet'], { cwd: fleet.flake });
  expect(quiet).toEqual({ code: 0, stdout: loud.stdout, stderr: '', left: [] });
});

test('the same update gives the same bytes', async () => {
  const fleet = updated();
  const runs = [1, 2].map(() => flakeUpdateDiff(['--no-write', '--format', 'json'], { cwd: fleet.flake }));
  const [first, second] = await Promise.all(runs);
  expect(first?.stdout).toBe(second?.stdout);
});

test('in CI there is one group for each stage', async () => {
  const run = await flakeUpdateDiff(['--no-write'], { cwd: updated().flake, env: { CI: 'true' } });
  expect(run.stderr.match(/^::group::.*$/gm)).toEqual([
    '::group::Updating the inputs',
    '::group::Evaluating the hosts',
    '::group::Building 2 systems',
    '::group::Comparing',
  ]);
  expect(run.stderr.match(/^::endgroup::$/gm)).toHaveLength(4);
});

test('on a terminal one line is redrawn, and the report is for the terminal', async () => {
  const fleet = updated();
  const command = `stty cols 70; ${process.execPath} ${join(projectRoot(), 'dist/cli/index.js')} --no-write`;
  const run = (env: NodeJS.ProcessEnv) =>
    execFileSync('script', ['-qec', command, '/dev/null'], {
      cwd: fleet.flake,
      env: { ...nixEnvironment(), CI: undefined, ...env },
      encoding: 'utf8',
    });
  const text = run({});
  expect(text).toContain('\r\u001b[2K');
  expect(text).toMatch(/\u001b\[\d+m/);
  expect(run({ NO_COLOR: '1' })).not.toMatch(/\u001b\[\d+m/);
});

test('--verbose tells every command', async () => {
  const run = await flakeUpdateDiff(['--no-write', '--verbose'], { cwd: updated().flake });
  expect(run.stderr).toMatch(/^\+ nix .*flake update/m);
  expect(run.stderr).toMatch(/^\+ nix .*build --keep-going/m);
});

test('--output writes the report to a file', async () => {
  const file = join(folder(), 'report.md');
  const run = await flakeUpdateDiff(['--output', file], { cwd: updated().flake });
  expect(run).toMatchObject({ code: 0, stdout: '' });
  expect(readFileSync(file, 'utf8')).toContain('nginx');
});

test('--keep-results keeps links to what was built, which the garbage collector respects', async () => {
  const kept = join(folder(), 'kept');
  const run = await flakeUpdateDiff(['--keep-results', kept], { cwd: updated(`kept ${Date.now()}`).flake });
  expect(run.code).toBe(0);
  expect(readdirSync(kept).sort()).toEqual(['roots', 'web.after', 'web.before']);
  const path = readlinkSync(join(kept, 'web.after'));
  expect(existsSync(join(path, 'sw/bin'))).toBe(true);
  const roots = execFileSync('nix-store', ['--query', '--roots', path], {
    env: nixEnvironment(),
    encoding: 'utf8',
  });
  expect(roots).toContain(join(kept, 'roots'));
});

test('results are kept from the garbage collector while it runs, and no longer', async () => {
  const fleet = updated(`unkept ${Date.now()}`);
  const run = await flakeUpdateDiff(['--no-write', '--format', 'json'], { cwd: fleet.flake });
  const path = JSON.parse(run.stdout).hosts[1].after.outPath as string;
  const roots = execFileSync('nix-store', ['--query', '--roots', path], {
    env: nixEnvironment(),
    encoding: 'utf8',
  });
  expect(roots).toBe('');
});

test('--nix-option reaches Nix, and a typo in it is an error', async () => {
  const fleet = updated();
  const good = await flakeUpdateDiff(
    ['--no-write', '--nix-option', 'max-jobs', '1', '--nix-option', 'cores', '1'],
    { cwd: fleet.flake },
  );
  expect(good.code).toBe(0);
  const before = snapshot(fleet.repository);
  for (const [name, value] of [
    ['max-jobs', 'many'],
    ['max-job', '1'],
  ] as const) {
    const bad = await flakeUpdateDiff(['--nix-option', name, value], { cwd: fleet.flake });
    expect(bad).toMatchObject({ code: 1, stdout: '', left: [] });
    expect(bad.stderr).toContain(`--nix-option ${name} ${value}: `);
  }
  expect(snapshot(fleet.repository)).toBe(before);
});

test('a reader that has seen enough is no error', () => {
  const fleet = updated();
  const command = `set -o pipefail; ${process.execPath} ${join(projectRoot(), 'dist/cli/index.js')} --no-write --quiet | head -c 1 >/dev/null`;
  execFileSync('bash', ['-c', command], { cwd: fleet.flake, env: nixEnvironment() });
});

test('--help and --version', async () => {
  const help = await flakeUpdateDiff(['--help'], { cwd: folder() });
  expect(help).toMatchObject({ code: 0, stderr: '' });
  expect(help.stdout).toContain('--skip-update');
  expect(Math.max(...help.stdout.split('\n').map((line) => line.length))).toBeLessThanOrEqual(100);
  const version = await flakeUpdateDiff(['--version'], { cwd: folder() });
  expect(version.stdout).toMatch(/^flake-update-diff \d+\.\d+\.\d+\n$/);
});
