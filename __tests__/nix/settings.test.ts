import { expect, test } from '@jest/globals';
import type { Nix } from '../../src/nix/command.ts';
import { buildableSystems } from '../../src/nix/settings.ts';
import { parseNixVersion } from '../../src/nix/version.ts';
import { fixture } from './fixtures.ts';

/** A Nix that answers with these settings, and remembers how it was asked. */
function nixWith(settings: string, version = 'nix (Nix) 2.26.3'): Nix & { readonly asked: string[] } {
  const asked: string[] = [];
  const nix: Nix['nix'] = async (args) => {
    asked.push(args.join(' '));
    return { code: 0, stdout: settings, stderr: '' };
  };
  return { version: parseNixVersion(version), nix, store: nix, asked };
}

const machines = async (path: string) => {
  if (path !== '/etc/nix/machines') throw new Error(`no ${path}`);
  return '# comment\nssh://pi aarch64-linux - 4 1 - - key\nssh://old i686-linux,armv7l-linux\n';
};

test.each(['2.8.0', '2.26.3', '2.34.8'])('the settings of Nix %s', async (version) => {
  const nix = nixWith(fixture(version, 'config.json'), fixture(version, 'version.txt'));
  expect((await buildableSystems(nix, machines)).has('x86_64-linux')).toBe(true);
  expect(nix.asked).toEqual([version === '2.8.0' ? 'show-config --json' : 'config show --json']);
});

test.each([
  ['', ['x86_64-linux', 'i686-linux']],
  ['@/etc/nix/machines', ['x86_64-linux', 'i686-linux', 'aarch64-linux', 'armv7l-linux']],
  ['@/nowhere', ['x86_64-linux', 'i686-linux']],
  ['ssh://a riscv64-linux ; ssh://b', ['x86_64-linux', 'i686-linux', 'riscv64-linux']],
  ['ssh://a - /key', ['x86_64-linux', 'i686-linux']],
])('builders = %j', async (builders, expected) => {
  const settings = {
    system: { value: 'x86_64-linux' },
    'extra-platforms': { value: ['i686-linux'] },
    builders: { value: builders },
  };
  expect([...(await buildableSystems(nixWith(JSON.stringify(settings)), machines))].sort()).toEqual(
    [...expected].sort(),
  );
});

test('an unknown shape names the command and the version', async () => {
  await expect(buildableSystems(nixWith('{"system":"x86_64-linux"}'), machines)).rejects.toThrow(
    'nix config show --json of Nix 2.26.3 answered in a shape that is not known',
  );
});
