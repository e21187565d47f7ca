import { mkdirSync, renameSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from '@jest/globals';
import { createFleet, type Fleet } from '../support/fleet.ts';
import { nixReleases } from '../support/nix.ts';
import { flakeUpdateDiff, type RunOptions, snapshot, subfolder, useFolder } from './program.ts';

const folder = useFolder();

const description = { packages: { nginx: '1.28.0' }, hosts: { web: { packages: ['nginx'] } } };

/** Runs it, and expects exit code 1, a message with these parts, and nothing changed or left. */
async function expectError(
  fleet: Fleet,
  options: Partial<RunOptions> & { readonly args?: readonly string[]; readonly says: readonly string[] },
) {
  const before = snapshot(fleet.repository);
  const run = await flakeUpdateDiff(options.args ?? [], { cwd: fleet.flake, ...options });
  for (const part of options.says) expect(run.stderr).toContain(part);
  expect(run).toMatchObject({ code: 1, stdout: '', left: [] });
  expect(run.stderr).not.toContain('defect');
  expect(snapshot(fleet.repository)).toBe(before);
}

test('not a flake', async () => {
  const run = await flakeUpdateDiff([], { cwd: folder() });
  expect(run).toMatchObject({ code: 1, stdout: '' });
  expect(run.stderr).toContain('is not a flake: there is no flake.nix');
});

test('no such folder', async () => {
  const run = await flakeUpdateDiff(['--flake', 'nowhere'], { cwd: folder() });
  expect(run.stderr).toContain('nowhere is no folder');
  expect(run.code).toBe(1);
});

test('a flake without nixosConfigurations', async () => {
  const fleet = createFleet(folder(), description);
  writeFileSync(
    join(fleet.flake, 'flake.nix'),
    '{ inputs.nixpkgs.url = "git+file://NIXPKGS?ref=main"; outputs = _: { }; }'.replace(
      'NIXPKGS',
      fleet.inputs['nixpkgs']!,
    ),
  );
  fleet.git('commit', '-qam', 'no hosts');
  fleet.advance({ nginx: '1.28.1' });
  await expectError(fleet, { says: ['The flake has no nixosConfigurations'] });
});

test('a flake that does not evaluate at all', async () => {
  const fleet = createFleet(folder(), description);
  fleet.advance({ nginx: '1.28.1' });
  writeFileSync(
    join(fleet.flake, 'flake.nix'),
    '{ inputs.nixpkgs.url = "git+file://NIXPKGS?ref=main"; outputs = _: { nixosConfigurations = throw "all wrong"; }; }'.replace(
      'NIXPKGS',
      fleet.inputs['nixpkgs']!,
    ),
  );
  fleet.git('commit', '-qam', 'broken');
  await expectError(fleet, { says: ['does not evaluate, before or after', 'all wrong'] });
});

test('no flake.lock yet', async () => {
  const fleet = createFleet(folder(), { ...description, lock: false });
  await expectError(fleet, {
    says: ['no committed flake.lock yet', 'nix flake lock && git add flake.lock && git commit'],
  });
});

test.each(nixReleases)('a flake.lock that does not fit flake.nix, with Nix %s', async (release) => {
  const fleet = createFleet(folder(), description);
  fleet.git('rm', '-q', '--cached', 'flake.lock');
  writeFileSync(join(fleet.flake, 'flake.lock'), '{"nodes":{"root":{}},"root":"root","version":7}');
  fleet.git('add', 'flake.lock');
  fleet.git('commit', '-qam', 'a lock without inputs');
  await expectError(fleet, { release, says: ['flake.lock does not match flake.nix', 'nix flake lock'] });
});

test('Nix is missing', async () => {
  const fleet = createFleet(folder(), description);
  const tools = subfolder('tools');
  symlinkSync('/usr/bin/git', join(tools, 'git'));
  await expectError(fleet, {
    env: { PATH: tools },
    says: ['nix could not be started: not found on PATH', 'Install Nix'],
  });
});

test.each(nixReleases)('the Nix daemon is down, with Nix %s', async (release) => {
  const fleet = createFleet(folder(), description);
  fleet.advance({ nginx: '1.28.1' });
  await expectError(fleet, { release, env: { NIX_REMOTE: 'daemon' }, says: ['systemctl start nix-daemon'] });
});

test.each(nixReleases)(
  'an input that is out of reach never passes for "nothing new", with Nix %s',
  async (release) => {
    const fleet = createFleet(folder(), description);
    fleet.advance({ nginx: '1.28.1' });
    renameSync(fleet.inputs['nixpkgs']!, `${fleet.inputs['nixpkgs']}.gone`);
    await expectError(fleet, { release, says: ['nix flake update', 'Check'] });
  },
);

test.each(nixReleases)('an input that the flake does not have, with Nix %s', async (release) => {
  const fleet = createFleet(folder(), description);
  await expectError(fleet, { release, args: ['--input', 'nixpgks'], says: ['--input "nixpgks"', 'nixpkgs'] });
});

test.each([
  [['--formt', 'json'], "Unknown option '--formt'"],
  [['--format', 'xml'], '--format "xml" is not known.\nOne of: markdown, terminal, json, html.'],
  [['--exclude', '('], '--exclude "(" is no regular expression'],
  [['--timeout', 'soon'], '--timeout "soon" is no duration'],
  [['--timeout', '0'], '--timeout "0" is no duration'],
  [['--nix-option', 'max-jobs'], '--nix-option max-jobs has no value'],
  [['--skip-update', '--head', 'main'], '--skip-update and --head exclude each other'],
  [['--input', 'nixpkgs', '--skip-update'], '--input names what to update'],
  [['update'], 'Unknown command or argument "update"'],
  [['diff', 'one'], 'diff takes two closures, and was given 1'],
  [['diff', 'one', 'two', '--eval-only'], '--eval-only does not go with "diff OLD NEW"'],
])('bad arguments %j', async (args, message) => {
  const run = await flakeUpdateDiff(args, { cwd: folder() });
  expect(run).toMatchObject({ code: 1, stdout: '', left: [] });
  expect(run.stderr).toContain(message);
});

test('revisions that do not exist', async () => {
  const fleet = createFleet(folder(), description);
  await expectError(fleet, { args: ['--base', 'nowhere'], says: ['--base nowhere: no such commit'] });
  await expectError(fleet, { args: ['--head', '--output=x'], says: ["'--head"] });
});

test('a report that cannot be written leaves flake.lock as it was', async () => {
  const fleet = createFleet(folder(), description);
  fleet.advance({ nginx: '1.28.1' });
  await expectError(fleet, {
    args: ['--output', join(folder(), 'nowhere/report.md')],
    says: ['--output', 'nowhere/report.md'],
  });
});

test('a TMPDIR that does not exist', async () => {
  const fleet = createFleet(folder(), description);
  const run = await flakeUpdateDiff([], { cwd: fleet.flake, env: { TMPDIR: '/nowhere/at/all' } });
  expect(run.code).toBe(1);
  expect(run.stderr).toContain('/nowhere/at/all');
  expect(run.stderr).not.toContain('defect');
});

test('a repository without commits', async () => {
  const fleet = createFleet(folder(), description);
  fleet.git('update-ref', '-d', 'HEAD');
  mkdirSync(join(folder(), 'unused'));
  const run = await flakeUpdateDiff([], { cwd: fleet.flake });
  expect(run.code).toBe(1);
  expect(run.stderr).toContain('has no commit yet');
});
