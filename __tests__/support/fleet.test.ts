import { execFileSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, readlinkSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { createFleet, type Fleet } from './fleet.ts';
import { type NixRelease, nixEnvironment, nixReleases } from './nix.ts';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'fleet-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const toplevel = (host: string) => `.#nixosConfigurations."${host}".config.system.build.toplevel`;

function nix(fleet: Fleet, args: readonly string[], release?: NixRelease): string {
  return execFileSync('nix', args, {
    cwd: fleet.flake,
    env: nixEnvironment(release),
    encoding: 'utf8',
    stdio: 'pipe',
  });
}

function build(fleet: Fleet, host: string, release?: NixRelease): string {
  nix(fleet, ['build', '--no-link', toplevel(host)], release);
  return JSON.parse(nix(fleet, ['eval', '--json', toplevel(host)], release));
}

function failure(fleet: Fleet, host: string): string {
  try {
    return build(fleet, host);
  } catch (error) {
    return (error as { stderr: string }).stderr;
  }
}

test('the same description gives the same toplevel with every Nix', () => {
  const fleet = createFleet(folder, {
    packages: { nginx: '1.28.0' },
    hosts: { web: { packages: ['nginx'], services: { nginx: 'nginx' } } },
  });
  const built = nixReleases.map((release) => build(fleet, 'web', release));
  expect(new Set(built).size).toBe(1);
  expect(built[0]).toMatch(/^\/nix\/store\/[a-z0-9]{32}-nixos-system-web-25\.05$/);
});

test('a toplevel is laid out as in NixOS and refers to what it should', () => {
  const fleet = createFleet(folder, {
    packages: {
      openssl: { version: '3.4.1', outputs: ['bin', 'out', 'lib'], uses: ['glibc'] },
      nginx: { version: '1.28.0', uses: ['openssl'] },
    },
    hosts: { web: { packages: ['openssl'], services: { nginx: 'nginx' }, users: ['nginx'] } },
  });
  const path = build(fleet, 'web');
  expect(readFileSync(join(path, 'nixos-version'), 'utf8')).toBe('25.05');
  expect(readlinkSync(join(path, 'kernel'))).toMatch(/-linux-6\.12\.31\/bzImage$/);
  expect(readFileSync(join(path, 'etc/systemd/system/nginx.service'), 'utf8')).toMatch(
    /ExecStart=.*-nginx-1\.28\.0\/bin\/nginx/,
  );
  expect(existsSync(join(path, 'bin/switch-to-configuration'))).toBe(true);
  const names = nix(fleet, ['path-info', '-r', path]).replaceAll(/\/nix\/store\/[a-z0-9]{32}-/g, '');
  expect(names.trim().split('\n').sort()).toMatchInlineSnapshot(`
[
  "bash-5.2p37",
  "coreutils-9.7",
  "etc",
  "etc-hostname",
  "etc-os-release",
  "glibc-2.40-66",
  "initrd-linux-6.12.31",
  "kernel-modules",
  "linux-6.12.31",
  "nginx-1.28.0",
  "nixos-system-web-25.05",
  "openssl-3.4.1-bin",
  "openssl-3.4.1-lib",
  "system-path",
  "system-units",
  "systemd-257.5",
  "unit-nginx.service",
  "users-groups.json",
]
`);
});

test('an input that moves on changes what it should and nothing else', () => {
  const fleet = createFleet(folder, {
    packages: { vim: { version: '9.1', uses: ['glibc'] }, git: '2.49.0' },
    hosts: { one: { packages: ['vim'] }, two: { packages: ['git'] } },
  });
  const before = [build(fleet, 'one'), build(fleet, 'two')];
  fleet.advance({ vim: '9.2' });
  expect([build(fleet, 'one'), build(fleet, 'two')]).toEqual(before);
  fleet.update();
  expect(fleet.git('status', '--porcelain')).toBe('M flake.lock');
  expect(build(fleet, 'one')).not.toBe(before[0]);
  expect(build(fleet, 'two')).toBe(before[1]);
  const closure = nix(fleet, ['path-info', '-r', build(fleet, 'one')]);
  expect(closure).toContain('-vim-9.2\n');
  expect(closure).toContain('-glibc-2.40-66\n');
});

test('a flake in a subfolder, with a second channel, a label and a revision', () => {
  const fleet = createFleet(folder, {
    folder: 'nix/fleet',
    label: true,
    revision: true,
    inputs: { 'nixpkgs-stable': {}, 'home-manager': { packages: { hm: '1.0' } } },
    hosts: { new: { packages: ['hm'] }, old: { channel: 'nixpkgs-stable' } },
  });
  const path = build(fleet, 'old');
  expect(path).toMatch(/-nixos-system-old-25\.05\.20250601\.[0-9a-f]{7}$/);
  expect(readFileSync(join(path, 'configuration-revision'), 'utf8')).toBe(fleet.git('rev-parse', 'HEAD'));
  fleet.advance({}, { input: 'nixpkgs' });
  fleet.update();
  expect(build(fleet, 'new')).toContain('25.05.20250608');
  expect(build(fleet, 'old')).toContain('25.05.20250601');
});

test('hosts in a submodule', () => {
  const fleet = createFleet(folder, { submodule: true, hosts: { one: {} } });
  fleet.changeHosts({ two: {} });
  const names = nix(
    fleet,
    ['eval', '--json', '.#nixosConfigurations', '--apply', 'builtins.attrNames'],
    'newest',
  );
  expect(JSON.parse(names)).toEqual(['one', 'two']);
});

describe('hosts break in every way', () => {
  test.each([
    [
      'a package throws',
      { packages: { old: { version: '1', throws: 'old was removed' } } },
      /error: old was removed/,
    ],
    [
      'a package has a type error',
      { packages: { old: { version: '1', typeError: true as const } } },
      /cannot add a string to an integer/,
    ],
    ['a package is missing', {}, /attribute 'old' missing/],
    [
      'a package does not build',
      { packages: { old: { version: '1', fails: ['no cc'] } } },
      /old-1\.drv' failed with exit code 2(.|\n)*> no cc/,
    ],
    [
      'the host throws',
      { packages: { old: '1' }, breaks: { it: { throws: 'Failed assertions:' } } },
      /error: Failed assertions:/,
    ],
    [
      'the host does not build',
      { packages: { old: '1' }, breaks: { it: { fails: ['full'] } } },
      /nixos-system-it-25\.05\.drv' failed with exit code 1(.|\n)*> full/,
    ],
  ])('%s', (_, description, message) => {
    const fleet = createFleet(folder, { ...description, hosts: { it: { packages: ['old'] }, other: {} } });
    expect(failure(fleet, 'it')).toMatch(message);
    expect(existsSync(build(fleet, 'other'))).toBe(true);
  });
});
