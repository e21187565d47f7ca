import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { type Files, storeFiles } from '../../src/nix/files.ts';
import { readToplevel, readToplevels } from '../../src/nix/toplevel.ts';
import { parseUnit } from '../../src/nix/unit.ts';
import { units, writeToplevel } from '../diff/toplevels.ts';

let folder = '';
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'toplevel-'));
});
afterAll(() => rmSync(folder, { recursive: true }));

describe('a toplevel says', () => {
  test('where sw, kernel, initrd and modules are, and its label', () => {
    const systemPath = writeToplevel(folder, { 'bin/x': '' });
    const path = writeToplevel(folder, {
      sw: `→${systemPath}`,
      kernel: '→/s/linux/bzImage',
      initrd: '→/s/initrd/initrd',
      'kernel-modules': '→/s/modules',
      'nixos-version': '25.05.20250610.abc1234',
    });
    expect(readToplevel(path)).toMatchObject({
      systemPath,
      kernel: '/s/linux/bzImage',
      initrd: '/s/initrd/initrd',
      kernelModules: '/s/modules',
      label: '25.05.20250610.abc1234',
      accounts: null,
      fstab: '',
    });
  });

  test('nothing, where it is a file, is not there, or is something else', () => {
    const file = join(writeToplevel(folder, { 'some-file': 'x' }), 'some-file');
    for (const path of [file, join(folder, 'nowhere'), writeToplevel(folder, { 'bin/hello': '' })]) {
      expect(readToplevel(path)).toMatchObject({
        systemPath: null,
        kernel: null,
        label: null,
        accounts: null,
      });
      expect(readToplevel(path).units.units.size).toBe(0);
    }
  });

  test.each([
    ['userborn.service, where userborn makes them', 'userborn'],
    ['sysusers.d, where systemd makes them', 'sysusers'],
  ])('its accounts in %s', (_, kind) => {
    const declared = writeToplevel(folder, {
      'h-userborn.json': '{"users":[{"name":"b"},{"name":"a"}],"groups":[{"name":"g"}]}',
    });
    const layout =
      kind === 'userborn'
        ? units({
            'userborn.service': `[Service] ExecStart=/s/bin/userborn ${declared}/h-userborn.json /etc`,
          })
        : { 'etc/sysusers.d/00-nixos.conf': '# made by NixOS\ng g 1\nu b 2:1 "B"\nu! a 3\nm b g\n' };
    expect(readToplevel(writeToplevel(folder, layout)).accounts).toEqual({
      users: ['a', 'b'],
      groups: ['g'],
    });
  });
});

test('what hosts share is read once', async () => {
  const shared = { 'a.service': '[Service] ExecStart=/a', 'b.service': '[Service] ExecStart=/b' };
  const hosts = [0, 1, 2].map((host) =>
    writeToplevel(folder, units({ ...shared, 'own.service': `[Service] ExecStart=/${host}` })),
  );
  const texts: string[] = [];
  const counting: Files = {
    ...storeFiles,
    text: (path) => {
      if (path.endsWith('.service')) texts.push(path);
      return storeFiles.text(path);
    },
  };
  const read = await readToplevels([...hosts, ...hosts], counting);
  expect([...read.keys()]).toEqual(hosts);
  expect(texts).toHaveLength(2 + 3);
});

test('a store that cannot be read is an error, not an empty toplevel', () => {
  const broken: Files = {
    ...storeFiles,
    real: () => {
      throw Object.assign(new Error('EIO: i/o error'), { code: 'EIO' });
    },
  };
  expect(() => readToplevel('/x', broken)).toThrow('EIO');
});

describe('the text of a unit', () => {
  test('is read as systemd reads it', () => {
    const text = [
      '# remark',
      '[Unit]',
      'Description = A = B ',
      '; remark',
      'no assignment',
      '[Service]',
      'ExecStart=/bin/x \\',
      '# a remark within',
      '  --flag',
      'Environment=A=1',
      'Environment=B=2',
      'Nice=5',
      'Nice=',
      '[Install]',
      'WantedBy=multi-user.target',
    ].join('\n');
    expect(
      Object.fromEntries([...parseUnit(text)].map(([name, keys]) => [name, Object.fromEntries(keys)])),
    ).toEqual({
      Unit: { Description: ['A = B'] },
      Service: { ExecStart: ['/bin/x    --flag'], Environment: ['A=1', 'B=2'], Nice: [] },
    });
  });

  test('goes on in its drop-ins', () => {
    const settings = parseUnit('[Service]\nExecStart=/a\nNice=1', '[Service]\nExecStart=\nExecStart=/b');
    expect(settings.get('Service')?.get('ExecStart')).toEqual(['/b']);
    expect(settings.get('Service')?.get('Nice')).toEqual(['1']);
  });
});
