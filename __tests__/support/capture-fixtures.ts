/**
 * `node capture-fixtures.js FOLDER`: writes what each Nix really prints to FOLDER/VERSION/, from one small fleet with one host that builds,
 * two that a shared dependency breaks, one whose own toplevel fails and one for another system. Run it when a new Nix is to be supported.
 */
import { spawnSync } from 'node:child_process';
import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createFleet } from './fleet.ts';
import { nixEnvironment, nixReleases } from './nix.ts';

const target = process.argv[2];
if (target === undefined) throw new Error('the folder to write the fixtures to is missing');
const folder = join(tmpdir(), 'flake-update-diff-fixtures');
rmSync(folder, { recursive: true, force: true });
const fleet = createFleet(folder, {
  packages: {
    openssl: { version: '3.4.1', outputs: ['bin', 'out', 'lib'], uses: ['glibc'] },
    zlib: {
      version: '1.3.1',
      fails: ['checking for gcc... no', 'configure: error: no acceptable C compiler found in $PATH'],
    },
    curl: { version: '8.13.0', uses: ['zlib'] },
  },
  hosts: {
    web: { packages: ['openssl'], services: { agent: 'openssl' } },
    mail: { packages: ['curl'] },
    db: { packages: ['zlib'] },
    own: {},
    pi: { system: 'aarch64-linux' },
    gone: {},
    lost: { packages: ['nowhere'] },
  },
  breaks: {
    own: { fails: ['installing bootloader', 'no space on /boot'] },
    gone: { throws: 'Failed assertions:\n- The option services.gone was removed' },
  },
});
// The cache of evaluations would keep a Nix from showing what it builds.
const nix = ['--extra-experimental-features', 'nix-command flakes', '--option', 'eval-cache', 'false'];
const toplevel = (host: string) => `.#nixosConfigurations.${host}.config.system.build.toplevel`;

for (const release of nixReleases) {
  const env = nixEnvironment(release);
  const call = (...args: readonly string[]) =>
    spawnSync('nix', [...nix, ...args], { cwd: fleet.flake, env, encoding: 'utf8', maxBuffer: 2 ** 26 });
  const version = call('--version').stdout.trim().split(' ').at(-1)!;
  const minor = Number(version.split('.')[1]);
  const drvPaths = (...hosts: readonly string[]) =>
    hosts.map(
      (host) => call('eval', '--raw', `${toplevel(host)}.drvPath`).stdout + (minor >= 14 ? '^*' : ''),
    );
  mkdirSync(join(target, version), { recursive: true });
  const save = (name: string, text: string) => writeFileSync(join(target, version, name), text);

  save('version.txt', call('--version').stdout);
  const build = call('build', '--no-link', '--json', ...drvPaths('web'));
  save('build.json', build.stdout);
  const outPath = (JSON.parse(build.stdout) as { outputs: { out: string } }[])[0]!.outputs.out;
  save('path-info.json', call('path-info', '--json', '-r', outPath).stdout);
  const invalid = `/nix/store/${'0'.repeat(32)}-missing`;
  save('path-info-invalid.json', call('path-info', '--json', outPath, invalid).stdout);
  for (const format of minor >= 33 ? ['1', '2'] : [])
    save(
      `path-info-format-${format}.json`,
      call('path-info', '--json', '--json-format', format, '-r', outPath).stdout,
    );
  save('flake-metadata.json', call('flake', 'metadata', '--json').stdout);
  const show = minor >= 15 ? ['derivation', 'show'] : ['show-derivation'];
  save('derivation-show.json', call(...show, '-r', drvPaths('own')[0]!.replace('^*', '')).stdout);
  save(
    'config.json',
    someSettings(call(...(minor >= 15 ? ['config', 'show'] : ['show-config']), '--json').stdout),
  );

  const failing = ['build', '--no-link', '--json', '--keep-going'];
  save('build-failure.log', call(...failing, ...drvPaths('web', 'mail', 'db', 'own')).stderr);
  const machine = [...failing, '--log-format', 'internal-json'];
  save('build-failure.internal-json.log', call(...machine, ...drvPaths('web', 'mail', 'db', 'own')).stderr);
  save('build-other-system.log', call(...failing, ...drvPaths('own', 'pi', 'mail')).stderr);
  save('build-other-system.internal-json.log', call(...machine, ...drvPaths('own', 'pi', 'mail')).stderr);
  save('eval-throw.log', call('eval', '--raw', `${toplevel('gone')}.drvPath`).stderr);
  save('eval-throw-trace.log', call('eval', '--show-trace', '--raw', `${toplevel('gone')}.drvPath`).stderr);
  save('eval-missing.log', call('eval', '--raw', `${toplevel('lost')}.drvPath`).stderr);
}
rmSync(folder, { recursive: true, force: true });

/** Of more than a hundred settings those that say what can be built, without their documentation. */
function someSettings(json: string): string {
  const names = ['system', 'extra-platforms', 'builders', 'max-jobs', 'system-features'];
  const settings = Object.entries(JSON.parse(json) as Record<string, object>)
    .filter(([name]) => names.includes(name))
    .map(([name, setting]) => [name, { ...setting, description: '' }]);
  return `${JSON.stringify(Object.fromEntries(settings))}\n`;
}
