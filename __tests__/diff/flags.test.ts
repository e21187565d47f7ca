import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { hostFlags } from '../../src/diff/flags.ts';
import { readToplevel, type Toplevel } from '../../src/nix/toplevel.ts';
import { type Layout, units, writeToplevel } from './toplevels.ts';

let folder = '';
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'flags-'));
});
afterAll(() => rmSync(folder, { recursive: true }));

const toplevel = (layout: Layout): Toplevel => readToplevel(writeToplevel(folder, layout));
const boot = {
  kernel: '→/s/linux-1/bzImage',
  initrd: '→/s/initrd-1/initrd',
  'kernel-modules': '→/s/modules-1',
};
const accounts = (users: readonly string[], groups: readonly string[]): Layout => {
  const named = (names: readonly string[]) => names.map((name) => ({ name }));
  const file = join(
    writeToplevel(folder, {
      'x-users-groups.json': JSON.stringify({ users: named(users), groups: named(groups) }),
    }),
    'x-users-groups.json',
  );
  return { activate: `#!/bin/sh\nperl -w /s/update-users-groups.pl ${file}\n` };
};

const NOTHING = {
  reboot: [],
  units: { restarted: [], reloaded: [], started: [], stopped: [] },
  removedUsers: [],
  removedGroups: [],
  stateVersion: null,
  label: null,
};

test('two toplevels with the same files, and two paths that are none, do nothing', () => {
  const layout = { ...boot, ...units({ 'a.service': '[Service] ExecStart=/a' }), 'nixos-version': '25.05' };
  expect(hostFlags(toplevel(layout), toplevel(layout))).toEqual(NOTHING);
  expect(hostFlags(toplevel({ x: '' }), toplevel({ y: '' }))).toEqual(NOTHING);
});

test('kernel, initrd and kernel modules ask for a reboot, each by its own path', () => {
  const reboot = (layout: Layout) => hostFlags(toplevel(boot), toplevel({ ...boot, ...layout })).reboot;
  expect(reboot({ kernel: '→/s/linux-2/bzImage' })).toEqual(['kernel']);
  expect(reboot({ initrd: '→/s/initrd-2/initrd' })).toEqual(['initrd']);
  expect(reboot({ kernel: '→/s/linux-2/bzImage', 'kernel-modules': '→/s/modules-2' })).toEqual([
    'kernel',
    'kernel-modules',
  ]);
});

test('users and groups that go are told, those that come are not', () => {
  const flags = hostFlags(
    toplevel(accounts(['root', 'old'], ['a', 'b'])),
    toplevel(accounts(['new', 'root'], ['b'])),
  );
  expect([flags.removedUsers, flags.removedGroups]).toEqual([['old'], ['a']]);
});

test('nothing is claimed of accounts that only one side declares', () => {
  expect(hostFlags(toplevel(accounts(['old'], ['a'])), toplevel({ activate: '' })).removedUsers).toEqual([]);
});

test('label and state version are told where they differ and are known', () => {
  const [old, fresh] = [toplevel({ 'nixos-version': '24.11.1\n' }), toplevel({ 'nixos-version': '25.05.1' })];
  expect(hostFlags(old, fresh, { before: '23.05', after: '25.05' })).toMatchObject({
    label: { before: '24.11.1', after: '25.05.1' },
    stateVersion: { before: '23.05', after: '25.05' },
  });
  expect(hostFlags(old, fresh, { before: null, after: '25.05' }).stateVersion).toBeNull();
});
