import { describe, expect, test } from '@jest/globals';
import { packageName, parseDrvName, storeName } from '../../src/diff/name.ts';

const HASH = '0c9yrxs0qzrzvqn5zhpsw9ya9m8isswn';
const at = (name: string) => `/nix/store/${HASH}-${name}`;

describe('parseDrvName splits where Nix splits', () => {
  test.each([
    ['hello', 'hello', ''],
    ['hello-1.0.2', 'hello', '1.0.2'],
    ['915resolution-0.5.2', '915resolution', '0.5.2'],
    ['xf86-video-i810-1.7.4', 'xf86-video-i810', '1.7.4'],
    ['name-that-ends-with-dash--1.0', 'name-that-ends-with-dash', '-1.0'],
    ['nix-0.12pre12876', 'nix', '0.12pre12876'],
    ['a-b-c-1234pre5+git', 'a-b-c', '1234pre5+git'],
    ['foo-_x', 'foo', '_x'],
    ['CVE-2026-3184.patch', 'CVE', '2026-3184.patch'],
    ['dash-at-end-', 'dash-at-end-', ''],
    ['', '', ''],
  ])('%s', (text, name, version) => {
    expect(parseDrvName(text)).toEqual({ name, version });
  });
});

describe('the name in a store path', () => {
  test.each([
    ['of the usual store', at('hello-2.12'), 'hello-2.12'],
    ['of a store elsewhere', `/mnt/other/store/${HASH}-hello-2.12`, 'hello-2.12'],
    ['of a base name, as newer Nix prints', `${HASH}-hello-2.12`, 'hello-2.12'],
    ['without a hash', 'hello-2.12', 'hello-2.12'],
  ])('%s', (_, path, name) => {
    expect(storeName(path)).toBe(name);
  });
});

describe('package, version and output of a store path', () => {
  test.each([
    // path's name, deriver's name, name, version, output
    ['openssl-3.0.13', null, 'openssl', '3.0.13', 'out'],
    ['openssl-3.0.13-bin', null, 'openssl', '3.0.13', 'bin'],
    ['glibc-2.38-44-bin', null, 'glibc', '2.38-44', 'bin'],
    ['glibc-2.38-44', null, 'glibc', '2.38-44', 'out'],
    ['openssl-3.0.13-dev', null, 'openssl', '3.0.13', 'dev'],
    ['bar-2-bin', null, 'bar', '2', 'bin'],
    ['krb5-1.21-devdoc', null, 'krb5', '1.21', 'devdoc'],
    // The deriver knows outputs that no table knows, and outputs of packages without version.
    ['bind-9.18.20-zoneutils', 'bind-9.18.20.drv', 'bind', '9.18.20', 'zoneutils'],
    ['site-assets', 'site.drv', 'site', '', 'assets'],
    ['vscode-bin', null, 'vscode-bin', '', 'out'],
    ['vscode-bin', 'vscode-bin.drv', 'vscode-bin', '', 'out'],
    // A deriver of another name (content-addressed, fixed output) tells nothing.
    ['hello-2.12-man', 'source.drv', 'hello', '2.12', 'man'],
    // The same with and without deriver.
    ['openssl-3.0.13-bin', 'openssl-3.0.13.drv', 'openssl', '3.0.13', 'bin'],
    ['openssl-3.0.13', 'openssl-3.0.13.drv', 'openssl', '3.0.13', 'out'],
    // Words behind a version belong to the name, unless they say how finished the version is.
    ['linux-6.6.8-modules-shrunk', null, 'linux-modules-shrunk', '6.6.8', 'out'],
    ['python3-3.12.1-env', null, 'python3-env', '3.12.1', 'out'],
    ['foo-1.0-rc', null, 'foo', '1.0-rc', 'out'],
    ['foo-1.0-SNAPSHOT', null, 'foo', '1.0-SNAPSHOT', 'out'],
    ['foo-1.0-beta-man', null, 'foo', '1.0-beta', 'man'],
    ['foo-0-unstable-2025-01-02', null, 'foo', '0-unstable-2025-01-02', 'out'],
    ['foo-1.0-abcdefa', null, 'foo', '1.0-abcdefa', 'out'],
    // Without a version nothing is taken off.
    ['patchelf-doc', null, 'patchelf-doc', '', 'out'],
    ['X-Restart-Triggers-sshd', null, 'X-Restart-Triggers-sshd', '', 'out'],
    // Derivations are named like what they build.
    ['openssl-3.0.13.drv', null, 'openssl', '3.0.13', 'out'],
  ])('%s built by %s', (path, deriver, name, version, output) => {
    expect(packageName(at(path), deriver === null ? null : at(deriver))).toEqual({ name, version, output });
  });
});
