import { spawnSync } from 'node:child_process';
import { cp, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { parse } from 'yaml';
import { must } from './machine/command.ts';

const checkout = resolve(import.meta.dirname, '../..');
const env = {
  ...(process.env as Record<string, string>),
  NIX_CONFIG:
    'experimental-features = nix-command flakes\nsandbox = false\nbuild-users-group =\nsubstituters =\nflake-registry =',
};
const files = async (folder: string) =>
  (await readdir(folder, { recursive: true, withFileTypes: true }))
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name).slice(folder.length + 1))
    .sort();

describe('The flake', () => {
  let folder: string;
  let ours: string;
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'auto-upgrade-flake-'));
    // nixpkgs cannot be fetched here: a copy of the flake takes a stand-in of it, by a path.
    await cp(join(import.meta.dirname, 'module'), join(folder, 'nixpkgs'), { recursive: true });
    ours = join(folder, 'ours');
    for (const name of ['nix', 'templates', 'flake.nix', 'package.json'])
      await cp(join(checkout, name), join(ours, name), { recursive: true });
    await standIn(join(ours, 'flake.nix'));
  });
  afterAll(() => rm(folder, { recursive: true, force: true }));

  const standIn = async (file: string) => {
    const text = await readFile(file, 'utf8');
    const changed = text
      .replace(/github:NixOS\/nixpkgs\/[\w.-]+/, `path:${folder}/nixpkgs`)
      .replaceAll('git+https://forge.example/tools/flake-update-diff.git', `path:${ours}`);
    await writeFile(file, changed);
  };
  const evaluate = async (flake: string, attribute: string) =>
    JSON.parse(await must(['nix', 'eval', '--impure', '--json', `path:${flake}#${attribute}`], { env }));

  test('exports the module as a path, so that importing it twice counts once', async () => {
    const modules = await must(
      [
        'nix',
        'eval',
        '--impure',
        '--raw',
        `path:${ours}#nixosModules`,
        '--apply',
        'm: builtins.concatStringsSep " " (map (n: n + ":" + builtins.typeOf (builtins.getAttr n m)) (builtins.attrNames m))',
      ],
      { env },
    );
    expect(modules).toBe('auto-upgrade:path default:path');
  });

  test('has packages, an app, a dev shell and a template', async () => {
    const names =
      'o: builtins.mapAttrs (n: v: if n == "templates" || n == "nixosModules" then builtins.attrNames v else builtins.attrNames v.x86_64-linux) (removeAttrs o ["inputs" "outPath" "sourceInfo" "narHash" "lastModified" "lastModifiedDate" "_type" "rev" "shortRev" "dirtyRev" "dirtyShortRev" "submodules" "outputs"])';
    const outputs = JSON.parse(
      await must(
        ['nix', 'eval', '--impure', '--json', '--expr', `(${names}) (builtins.getFlake "path:${ours}")`],
        { env },
      ),
    );
    expect(outputs).toEqual({
      nixosModules: ['auto-upgrade', 'default'],
      packages: ['auto-upgrade', 'default', 'flake-update-diff'],
      apps: ['default', 'flake-update-diff'],
      devShells: ['default'],
      templates: ['default'],
    });
  });

  test('`nix flake init -t` lays out two hosts, the module and the workflow; both hosts evaluate', async () => {
    const fleet = join(folder, 'fleet');
    await must(['mkdir', fleet]);
    await must(['nix', 'flake', 'init', '-t', `path:${ours}`], { cwd: fleet, env });
    expect(await files(fleet)).toEqual(await files(join(checkout, 'templates/default')));
    await standIn(join(fleet, 'flake.nix'));
    expect(await evaluate(fleet, 'nixosConfigurations.alpha.config.system.autoUpgrade.flake')).toBe(
      'git+https://forge.example/fleet/hosts.git#alpha',
    );
    expect(await evaluate(fleet, 'nixosConfigurations.beta.config.system.autoUpgrade.flake')).toBe(
      'git+https://forge.example/fleet/hosts.git?ref=stable#beta',
    );
    const workflow = parse(await readFile(join(fleet, '.forgejo/workflows/update.yaml'), 'utf8'));
    expect(workflow.on).toMatchObject({ schedule: [{ cron: '0 2 * * *' }] });
    expect(Object.keys(workflow.on)).toContain('workflow_dispatch');
  });
});

describe('What is written down twice is the same', () => {
  test('docs/options.md is what the module declares (nix/update-options-doc makes it anew)', async () => {
    expect(`${await must([join(checkout, 'nix/update-options-doc'), '--print'], { env })}\n`).toBe(
      await readFile(join(checkout, 'docs/options.md'), 'utf8'),
    );
  });

  test('the exit codes: of the program, in docs/hosts.md, and those that systemd does not retry', async () => {
    const outcomes = await readFile(join(checkout, 'nix/auto-upgrade/parts/outcomes.sh'), 'utf8');
    const codes = Object.fromEntries(
      [...outcomes.matchAll(/\[([\w-]+)\]=(\d+)/g)].map(([, name, code]) => [name, Number(code)]),
    );
    const docs = await readFile(join(checkout, 'docs/hosts.md'), 'utf8');
    const rows = [...docs.matchAll(/^\| (\d+) \| ([^|]+) \|[^|]*\| (yes|no|–) \|/gm)];
    const documented = Object.fromEntries(
      rows.flatMap(([, code, names]) =>
        [...names!.matchAll(/`([\w-]+)`/g)].map(([, name]) => [name, Number(code)]),
      ),
    );
    expect(documented).toEqual(codes);
    const module = await readFile(join(checkout, 'nix/auto-upgrade.nix'), 'utf8');
    const prevented = /RestartPreventExitStatus = "([\d ]+)"/.exec(module)![1]!.split(' ');
    expect(rows.filter(([, , , retried]) => retried === 'no').map(([, code]) => code)).toEqual(prevented);
  });

  test('every test that docs/hosts.md names is there', async () => {
    const docs = await readFile(join(checkout, 'docs/hosts.md'), 'utf8');
    const named = [...docs.matchAll(/`(\w[\w/]*\.test\.ts)`: “([^”]+)”/g)];
    expect(named.length).toBeGreaterThan(30);
    for (const [, file, title] of named) {
      const text = await readFile(join(import.meta.dirname, file!), 'utf8');
      expect(`${file}: ${title} ${text.includes(title!)}`).toBe(`${file}: ${title} true`);
    }
  });
});

describe('The shell', () => {
  test('shellcheck has nothing to say about the program and the scripts', () => {
    const scripts = [
      'nix/auto-upgrade/auto-upgrade',
      'nix/auto-upgrade/askpass',
      'nix/update-options-doc',
    ].concat(
      [
        'machine/bin/systemd-run',
        'machine/bin/systemctl',
        'machine/bin/shutdown',
        'systemd/rootfs',
        'systemd/boot',
      ].map((name) => `__tests__/host/${name}`),
    );
    const checked = spawnSync('shellcheck', ['--external-sources', '--check-sourced', ...scripts], {
      cwd: checkout,
      encoding: 'utf8',
    });
    expect(checked.stdout).toBe('');
    expect(checked.status).toBe(0);
  });
});
