import { execFileSync, spawn } from 'node:child_process';
import { cpSync, existsSync, rmSync, statSync, symlinkSync, utimesSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, describe, expect, test } from '@jest/globals';
import { createFleet } from '../support/fleet.ts';
import { nixEnvironment, nixFolder, nixReleases } from '../support/nix.ts';
import { commandsWith, flakeUpdateDiff, reportOf, states, subfolder, useFolder } from './program.ts';

const folder = useFolder();

/** Lines that a build's log may hold, and that must decide nothing. */
const MISLEADING = [
  'CMake 3.20 is required to build this package.',
  'test_redis: Connection refused',
  'error: 2 dependencies failed to compile',
  'test of ENOSPC: No space left on device handled',
];

function failing(salt: string, log: readonly string[]) {
  const fleet = createFleet(folder(), {
    salt,
    packages: { nginx: '1.28.0' },
    hosts: { web: { packages: ['nginx'] }, db: {} },
  });
  fleet.advance({ nginx: { version: '1.28.1', fails: log }, bash: '5.3' });
  return fleet;
}

test.each(nixReleases)('what a failing build logs decides nothing, with Nix %s', async (release) => {
  const report = await reportOf(['--no-write'], { cwd: failing(release, MISLEADING).flake, release });
  expect(states(report)).toEqual({ db: 'changed', web: 'newly-broken' });
  expect(report.failures[0]?.logTail).toEqual(MISLEADING);
});

describe('with a daemon, whose messages quote the log', () => {
  const daemons: ReturnType<typeof spawn>[] = [];
  afterEach(() => {
    for (const daemon of daemons.splice(0)) daemon.kill('SIGKILL');
  });

  test.each(nixReleases)('the log still decides nothing: Nix %s', async (release) => {
    const socket = join(folder(), 'daemon');
    const daemon = spawn(join(nixFolder(release), 'nix-daemon'), [], {
      env: { ...nixEnvironment(release), NIX_DAEMON_SOCKET_PATH: socket },
      stdio: 'ignore',
    });
    daemons.push(daemon);
    for (let tries = 0; tries < 100 && !existsSync(socket); tries += 1)
      await new Promise((resolve) => setTimeout(resolve, 50));
    const report = await reportOf(['--no-write'], {
      cwd: failing(`daemon ${release}`, MISLEADING).flake,
      release,
      env: { NIX_REMOTE: 'daemon', NIX_DAEMON_SOCKET_PATH: socket },
    });
    expect(states(report)).toEqual({ db: 'changed', web: 'newly-broken' });
  });
});

test.each(nixReleases)(
  'an error of a host’s own that sounds like the network’s is its own, with Nix %s',
  async (release) => {
    const fleet = createFleet(folder(), { hosts: { web: {}, db: {} } });
    fleet.advance(
      { bash: '5.3' },
      { breaks: { web: { throws: 'services.x: Connection refused rules need ports' } } },
    );
    expect(states(await reportOf(['--no-write'], { cwd: fleet.flake, release }))).toEqual({
      db: 'changed',
      web: 'newly-broken',
    });
  },
);

test('a remote builder that is down is no error where Nix builds without it', async () => {
  const fleet = createFleet(folder(), { salt: `builder ${Date.now()}`, hosts: { web: {} } });
  fleet.advance({ bash: '5.3' });
  const builders = ['--nix-option', 'builders', 'ssh://root@127.0.0.1 x86_64-linux - 8 8'];
  expect(states(await reportOf(['--no-write', ...builders], { cwd: fleet.flake }))).toEqual({
    web: 'changed',
  });
});

test('an evaluator that is killed is tried again, and no host is to blame', async () => {
  const fleet = createFleet(folder(), { work: 40_000, hosts: { web: {} } });
  fleet.advance({ bash: '5.3' });
  const run = await flakeUpdateDiff(['--no-write'], {
    cwd: fleet.flake,
    during: (child) => {
      const killer = setInterval(() => {
        for (const [pid, command] of commandsWith(folder())) {
          if (command.includes('--show-trace')) process.kill(pid, 'SIGKILL');
        }
      }, 300);
      child.once('close', () => clearInterval(killer));
    },
  });
  expect(run).toMatchObject({ code: 1, stdout: '', left: [] });
  expect(run.stderr).toContain('The evaluator was killed twice while it evaluated web');
});

test('links in the tree are not followed, and names need not be UTF-8', async () => {
  const fleet = createFleet(folder(), { hosts: { web: {} } });
  const outside = subfolder('outside');
  writeFileSync(join(outside, 'old'), 'mine');
  utimesSync(join(outside, 'old'), 1, 1);
  symlinkSync(outside, join(fleet.flake, 'ext'));
  symlinkSync('.', join(fleet.flake, 'a'));
  symlinkSync('.', join(fleet.flake, 'b'));
  writeFileSync(Buffer.concat([Buffer.from(`${fleet.flake}/caf`), Buffer.from([0xe9])]), 'x');
  fleet.git('add', '-A');
  fleet.git('commit', '-qm', 'links');
  fleet.advance({ bash: '5.3' });
  expect(states(await reportOf(['--no-write'], { cwd: fleet.flake }))).toEqual({ web: 'changed' });
  expect(statSync(join(outside, 'old')).mtimeMs).toBe(1000);
});

test('a folder without git may hold pipes and links to the store', async () => {
  const fleet = createFleet(folder(), { hosts: { web: {} } });
  const plain = subfolder('plain');
  cpSync(fleet.flake, plain, { recursive: true });
  rmSync(join(plain, '.git'), { recursive: true });
  execFileSync('mkfifo', [join(plain, 'pipe')]);
  symlinkSync('/nix/store', join(plain, 'result'));
  fleet.advance({ bash: '5.3' });
  expect(states(await reportOf(['--no-write'], { cwd: plain }))).toEqual({ web: 'changed' });
});

test.each(['2.26', 'newest'] as const)(
  'a flake in a folder with a strange name, with Nix %s',
  async (release) => {
    const fleet = createFleet(folder(), { folder: 'my flake+é', hosts: { web: {} } });
    fleet.advance({ bash: '5.3' });
    expect(states(await reportOf(['--no-write'], { cwd: fleet.flake, release }))).toEqual({ web: 'changed' });
  },
);

test('git’s environment of a hook, and its settings, do not matter', async () => {
  const fleet = createFleet(folder(), { hosts: { web: {} } });
  fleet.advance({ bash: '5.3' });
  fleet.git('config', 'log.showSignature', 'true');
  const other = subfolder('other');
  execFileSync('git', ['init', '-q', other]);
  const env = {
    GIT_DIR: join(other, '.git'),
    GIT_INDEX_FILE: join(other, '.git/index'),
    GIT_WORK_TREE: other,
  };
  const report = await reportOf(['--no-write'], { cwd: fleet.flake, env });
  expect(report.comparison.base).toBe(fleet.git('rev-parse', 'HEAD'));
});

test('two outputs of one derivation are not the same closure', async () => {
  const fleet = createFleet(folder(), {
    packages: { tool: { version: '1', outputs: ['out', 'man'] } },
    hosts: { web: { packages: ['tool', 'tool.man'] } },
  });
  const toplevel = '.#nixosConfigurations.web.config.system.build.toplevel';
  const [built] = JSON.parse(
    execFileSync('nix', ['build', '--no-link', '--json', toplevel], {
      cwd: fleet.flake,
      env: nixEnvironment(),
      encoding: 'utf8',
      stdio: ['ignore', 'pipe', 'ignore'],
    }),
  );
  const closure = execFileSync('nix-store', ['-qR', built.outputs.out], {
    env: nixEnvironment(),
    encoding: 'utf8',
  }).split('\n');
  const [out, man] = [
    closure.find((path) => path.endsWith('-tool-1')),
    closure.find((path) => path.endsWith('-tool-1-man')),
  ];
  expect((await flakeUpdateDiff(['diff', out!, man!], { cwd: fleet.flake })).code).toBe(0);
});

test('a commit to compare with that holds no flake is named', async () => {
  const fleet = createFleet(folder(), { hosts: { web: {} } });
  fleet.git('checkout', '-q', '--orphan', 'empty');
  fleet.git('rm', '-rqf', '.');
  fleet.git('commit', '-q', '--allow-empty', '-m', 'nothing');
  fleet.git('checkout', '-q', 'main');
  const run = await flakeUpdateDiff(['--head', 'empty'], { cwd: fleet.flake });
  expect(run).toMatchObject({ code: 1, stdout: '' });
  expect(run.stderr).toContain('There is no flake.nix in empty');
});
