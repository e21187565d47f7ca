import { execFileSync } from 'node:child_process';
import { cpSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from '@jest/globals';
import { createFleet } from '../support/fleet.ts';
import { nixReleases } from '../support/nix.ts';
import { changes, flakeUpdateDiff, reportOf, snapshot, states, subfolder, useFolder } from './program.ts';

const folder = useFolder();

const description = {
  packages: { nginx: '1.28.0' },
  revision: true,
  hosts: { web: { packages: ['nginx'] }, db: {} },
};

test('a shallow clone', async () => {
  const fleet = createFleet(folder(), description);
  fleet.git('commit', '--allow-empty', '-qm', 'another');
  const clone = join(folder(), 'clone');
  execFileSync('git', ['clone', '-q', '--depth', '1', `file://${fleet.repository}`, clone]);
  fleet.advance({ nginx: '1.28.1' });
  const report = await reportOf([], { cwd: clone });
  expect(states(report)).toEqual({ db: 'unchanged', web: 'changed' });
});

test('a dirty tree: only what is committed is compared, nothing is touched, and the report says so', async () => {
  const fleet = createFleet(folder(), description);
  fleet.advance({ nginx: '1.28.1' });
  writeFileSync(join(fleet.flake, 'flake.nix'), 'this is not Nix');
  writeFileSync(join(fleet.flake, 'untracked'), 'mine');
  const before = snapshot(fleet.repository);
  const report = await reportOf(['--no-write'], { cwd: fleet.flake });
  expect(states(report)).toEqual({ db: 'unchanged', web: 'changed' });
  expect(report.notes).toEqual(['Uncommitted changes are not part of this comparison: flake.nix.']);
  expect(snapshot(fleet.repository)).toBe(before);
});

test('an uncommitted flake.lock is never overwritten', async () => {
  const fleet = createFleet(folder(), description);
  fleet.advance({ nginx: '1.28.1' });
  fleet.update();
  fleet.advance({ nginx: '1.28.2' });
  const before = snapshot(fleet.repository);
  const run = await flakeUpdateDiff([], { cwd: fleet.flake });
  expect(run).toMatchObject({ code: 1, stdout: '', left: [] });
  expect(run.stderr).toContain('--skip-update');
  expect(snapshot(fleet.repository)).toBe(before);
});

test.each(nixReleases)(
  'a flake in a subfolder, found from there or by --flake, with Nix %s',
  async (release) => {
    const fleet = createFleet(folder(), { ...description, folder: 'infra/nixos' });
    fleet.advance({ nginx: '1.28.1' });
    const here = await reportOf(['--no-write'], { cwd: fleet.flake, release });
    expect(states(here)).toEqual({ db: 'unchanged', web: 'changed' });
    expect(here.comparison.flakeDir).toBe('infra/nixos');
    const named = await reportOf(['--flake', fleet.flake], { cwd: folder(), release });
    expect(changes(named, 'web')).toEqual(['nginx 1.28.0 → 1.28.1 (upgraded)']);
    expect(fleet.git('status', '--porcelain')).toBe('M infra/nixos/flake.lock');
  },
);

test('a flake that asks for its submodules gets them; one that is not checked out is an error with the remedy', async () => {
  const fleet = createFleet(folder(), { ...description, submodule: true });
  fleet.advance({ nginx: '1.28.1' });
  const report = await reportOf(['--no-write'], { cwd: fleet.flake, release: 'newest' });
  expect(states(report)).toEqual({ db: 'unchanged', web: 'changed' });
  fleet.git('submodule', 'deinit', '-f', 'hosts');
  const run = await flakeUpdateDiff([], { cwd: fleet.flake, release: 'newest' });
  expect(run.code).toBe(1);
  expect(run.stderr).toContain('git submodule update --init --recursive');
});

test.each(nixReleases)(
  'a folder that is no git repository: states come from the folder, with a note, with Nix %s',
  async (release) => {
    const fleet = createFleet(folder(), description);
    const plain = subfolder('plain');
    cpSync(fleet.flake, plain, { recursive: true });
    rmSync(join(plain, '.git'), { recursive: true });
    fleet.advance({ nginx: '1.28.1' });
    const report = await reportOf([], { cwd: plain, release });
    expect(states(report)).toEqual({ db: 'unchanged', web: 'changed' });
    expect(report.notes).toEqual([expect.stringContaining('is no git repository')]);
    expect(readFileSync(join(plain, 'flake.lock'), 'utf8')).not.toBe(
      readFileSync(join(fleet.flake, 'flake.lock'), 'utf8'),
    );
    const skip = await flakeUpdateDiff(['--skip-update'], { cwd: plain, release });
    expect(skip).toMatchObject({ code: 1, stdout: '' });
  },
);
