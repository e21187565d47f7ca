import { type ChildProcess, spawn } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { copyFile, mkdir, mkdtemp, readFile, realpath, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, join, resolve } from 'node:path';
import { attempt, type Ended, must } from '../machine/command.ts';
import { type HostVersion, makeSource, type Source } from '../machine/flake.ts';

const here = import.meta.dirname;
const checkout = resolve(here, '../../..');

/** A booted Debian whose PID 1 is systemd, that stands for a NixOS host: /run/current-system, a boot entry, a profile. */
export type Container = {
  readonly source: Source;
  /** Runs a bash script in there, as root. */
  readonly attempt: (script: string) => Promise<Ended>;
  readonly must: (script: string) => Promise<string>;
  /** Waits until the script succeeds; the error has what it last said. */
  readonly until: (script: string, seconds?: number) => Promise<void>;
  /** Writes the units and settings that the module makes of these options, with `dropIn` beside the service. */
  readonly configure: (options: string, dropIn?: string) => Promise<void>;
  /** Commits a version and makes it what runs and boots, as an installation by hand would. */
  readonly install: (version: HostVersion) => Promise<string>;
  readonly systems: () => Promise<string>;
  /** Starts a program of this machine in the container's network. */
  readonly inNetwork: (argv: readonly string[]) => ChildProcess;
  readonly waitForBoot: () => Promise<void>;
  readonly stop: () => Promise<void>;
};

/** Unpacks (or first makes) the root file system and boots it. */
export async function startContainer(): Promise<Container> {
  const folder = await realpath(await mkdtemp(join(tmpdir(), 'auto-upgrade-systemd-')));
  const [root, work, world] = [join(folder, 'root'), join(folder, 'work'), join(folder, 'world')];
  await must([join(here, 'rootfs'), root]);
  await mkdir(world);
  await layOut(root);
  const source = await makeSource(world, '/machine');
  const booted = spawn(join(here, 'boot'), [root, work], {
    env: { ...process.env, BINDS: `${world}:${world} ${checkout}:/checkout` },
    stdio: 'ignore',
  });
  const pid = async () => (await readFile(join(work, 'pid'), 'utf8')).trim();
  const enter = async (script: string) =>
    attempt(
      [
        'nsenter',
        '-t',
        await pid(),
        '-a',
        '-r',
        '-w',
        'env',
        '-i',
        'PATH=/usr/sbin:/usr/bin:/sbin:/bin',
        'HOME=/root',
        'LANG=C.UTF-8',
      ].concat(['bash', '--norc', '-euo', 'pipefail', '-c', script]),
    );
  const container: Container = {
    source,
    attempt: enter,
    must: async (script) => {
      const ended = await enter(script);
      if (ended.code !== 0)
        throw new Error(`${script}\nended with ${ended.code}:\n${ended.stderr}${ended.stdout}`);
      return ended.stdout.replace(/\n$/, '');
    },
    until: async (script, seconds = 30) => {
      const end = Date.now() + seconds * 1000;
      for (let ended = await enter(script); ended.code !== 0; ended = await enter(script)) {
        if (Date.now() > end)
          throw new Error(
            `not within ${seconds} s: ${script}\n${ended.stderr}${ended.stdout}\n${await journal(container)}`,
          );
        await new Promise((next) => setTimeout(next, 100));
      }
    },
    configure: async (options, dropIn = '') =>
      configure(container, join(world, 'units'), { options, dropIn }),
    install: async (version) => {
      const revision = await source.commit(version);
      await container.must(`git config --global --add safe.directory '*'
        toplevel=$(nix build --no-link --json "git+file://${source.bare}?ref=main&rev=${revision}#nixosConfigurations.web.config.system.build.toplevel" | jq -r '.[0].outputs.out')
        nix-env --profile /nix/var/nix/profiles/system --set "$toplevel" 2>/dev/null
        for link in /run/current-system /run/booted-system /machine/boot/default; do ln -sfnT "$toplevel" "$link"; done`);
      return revision;
    },
    systems: () =>
      container.must(
        'for link in /run/current-system /nix/var/nix/profiles/system /machine/boot/default; do cat $link/version; echo; done | xargs',
      ),
    inNetwork: (argv) =>
      spawn('nsenter', ['-t', pidNow(work), '-n', ...argv], { stdio: ['ignore', 'pipe', 'inherit'] }),
    waitForBoot: () => waitForBoot(join(work, 'pid'), enter),
    stop: async () => {
      const ended = new Promise((done) => booted.on('exit', done));
      booted.kill('SIGTERM');
      await ended;
      await rm(folder, { recursive: true, force: true });
    },
  };
  await container.waitForBoot();
  return container;
}

const pidNow = (work: string): string => readFileSync(join(work, 'pid'), 'utf8').trim();

async function waitForBoot(pidFile: string, enter: (script: string) => Promise<Ended>): Promise<void> {
  for (let tries = 0; tries < 600; tries++) {
    if (existsSync(pidFile)) {
      const state = (
        await enter('systemctl is-system-running || true').catch(() => ({ stdout: '' }))
      ).stdout.trim();
      if (state === 'running' || state === 'degraded') return;
    }
    await new Promise((next) => setTimeout(next, 50));
  }
  throw new Error('systemd did not come up within 30 s');
}

const journal = async (container: Container): Promise<string> =>
  (await container.attempt('journalctl --no-pager -o cat -u nixos-upgrade -u auto-upgrade-dead-man -n 60'))
    .stdout;

/** What a NixOS host has and Debian has not: /run/current-system from the boot entry, Nix's settings, the two folders. */
async function layOut(root: string): Promise<void> {
  await mkdir(join(root, 'machine/boot'), { recursive: true });
  await must(['ln', '-s', '/run', join(root, 'machine/run')]);
  await writeFile(join(root, 'etc/hosts'), '127.0.0.1 localhost\n');
  await writeFile(join(root, 'machine/asked'), '');
  await mkdir(join(root, 'etc/nix'), { recursive: true });
  await writeFile(
    join(root, 'etc/nix/nix.conf'),
    'experimental-features = nix-command flakes\nsandbox = false\nbuild-users-group =\nsubstituters =\nflake-registry =\n',
  );
  await writeFile(
    join(root, 'etc/systemd/system/boot-entry.service'),
    `[Unit]
DefaultDependencies=no
ConditionPathExists=/machine/boot/default
[Service]
Type=oneshot
ExecStart=/bin/bash -c 'for link in current booted; do ln -sfnT "$(readlink -f /machine/boot/default)" /run/$link-system; done'
[Install]
WantedBy=sysinit.target
`,
  );
  await must([
    'ln',
    '-s',
    '../boot-entry.service',
    join(root, 'etc/systemd/system/sysinit.target.wants/boot-entry.service'),
  ]);
}

type Unit = { readonly [section: string]: unknown };

async function configure(
  container: Container,
  folder: string,
  { options, dropIn }: { options: string; dropIn: string },
): Promise<void> {
  const expression = `let e = import ${checkout}/__tests__/host/module/evaluate.nix { configuration = {
      networking.hostName = "web"; services.auto-upgrade = { enable = true; ${options} }; }; };
    in { inherit (e.config.systemd) services timers;
         settings = builtins.readFile (builtins.elemAt (builtins.match ".*--settings ([^ ]+) run" e.config.systemd.services.nixos-upgrade.serviceConfig.ExecStart) 0); }`;
  const env = {
    ...(process.env as Record<string, string>),
    NIX_CONFIG: 'experimental-features = nix-command flakes\nsubstituters =\nbuild-users-group =',
  };
  const made = JSON.parse(await must(['nix', 'eval', '--impure', '--json', '--expr', expression], { env }));
  await mkdir(folder, { recursive: true });
  // The files that the settings name are in this machine's store, which is not the container's.
  let settings = made.settings as string;
  for (const [file] of settings.matchAll(/\/nix\/store\/[^"]+/g)) {
    await copyFile(file, join(folder, basename(file)));
    settings = settings.replace(file, join(folder, basename(file)));
  }
  await writeFile(join(folder, 'settings.json'), settings);
  for (const [name, unit] of Object.entries(made.services) as [string, Unit][])
    await writeFile(join(folder, `${name}.service`), serviceText(unit));
  await writeFile(
    join(folder, 'nixos-upgrade.timer'),
    section('Timer', { ...made.timers['nixos-upgrade'].timerConfig, AccuracySec: '1s' }),
  );
  await writeFile(join(folder, 'test.conf'), dropIn);
  await container.must(`cp ${folder}/*.service ${folder}/*.timer /etc/systemd/system/
    cp ${folder}/settings.json /etc/auto-upgrade.json
    mkdir -p /etc/systemd/system/nixos-upgrade.service.d
    cp ${folder}/test.conf /etc/systemd/system/nixos-upgrade.service.d/test.conf
    systemctl daemon-reload; systemctl reset-failed`);
}

/** The module's unit; only the program and the settings are where the container has them. */
function serviceText(unit: Unit): string {
  const service = unit['serviceConfig'] as Record<string, string>;
  const command = String(service['ExecStart']).replace(
    /^.* --settings \S+ /,
    '/checkout/nix/auto-upgrade/auto-upgrade --settings /etc/auto-upgrade.json ',
  );
  return `${section('Unit', { Description: unit['description'], OnFailure: unit['onFailure'], ...(unit['unitConfig'] as object) })}${section('Service', { ...service, ExecStart: command })}`;
}

const section = (name: string, values: Record<string, unknown>): string =>
  `[${name}]\n${Object.entries(values)
    .flatMap(([key, value]) => (Array.isArray(value) ? value : [value]).map((one) => `${key}=${one}\n`))
    .join('')}`;
