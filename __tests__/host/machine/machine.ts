import { spawnSync } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, readFile, realpath, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, join, resolve } from 'node:path';
import { attempt, type CommandOptions, type Ended, must } from './command.ts';
import { type HostVersion, makeSource, type Source } from './flake.ts';

const here = import.meta.dirname;

/** The program under test, as it is in the checkout. */
export const program = resolve(here, '../../../nix/auto-upgrade/auto-upgrade');

/**
 * The packages that nix/package.nix names as runtime inputs, by what Debian calls them, and what of them the program
 * may find on PATH. systemd's three are stand-ins here.
 */
const runtimeInputs = ['bash', 'coreutils', 'util-linux', 'jq', 'git', 'openssh-client', 'curl', 'nix-bin'];

/** A folder that stands for one machine: /run, the boot loader's entry, the system profile, and a repository. */
export type Machine = {
  readonly folder: string;
  readonly root: string;
  readonly state: string;
  readonly profile: string;
  readonly source: Source;
  /** What the running system, the profile and the boot entry are: version names, or "" where nothing is. */
  readonly systems: () => Promise<{
    readonly runs: string;
    readonly profile: string;
    readonly boots: string;
  }>;
  /** What switch-to-configuration was asked, in order: "test 2", "tested 2", "boot 2". */
  readonly asked: () => Promise<readonly string[]>;
  readonly settle: (settings: Settings) => Promise<void>;
  /** Commits a version and puts it on the machine, as an installation by hand would. */
  readonly install: (version: HostVersion, signingKey?: string) => Promise<string>;
  readonly run: (argv: readonly string[], options?: RunOptions) => Promise<Ended>;
  /** The dead man's switch, when it is armed: fires as its timer would. */
  readonly fireDeadMan: () => Promise<Ended | undefined>;
  readonly deadManArmed: () => boolean;
  /** Everything running stops, and the machine starts what the boot loader names. */
  readonly powerCut: () => Promise<void>;
  readonly lastRun: () => Promise<Record<string, unknown>>;
  readonly remove: () => Promise<void>;
};

export type Settings = { readonly [name: string]: Setting };
type Setting = string | number | boolean | null | readonly string[] | Settings;
export type RunOptions = Pick<CommandOptions, 'onStart'> & {
  readonly env?: Readonly<Record<string, string>>;
  /** In front of the machine's PATH. */
  readonly path?: string;
};

/** Makes a machine whose repository is served from `repository` (default: the bare repository by file://). */
export async function makeMachine(): Promise<Machine> {
  const folder = await realpath(await mkdtemp(join(tmpdir(), 'auto-upgrade-')));
  const root = join(folder, 'machine');
  const profile = join(root, 'profiles', 'system');
  const state = join(folder, 'state');
  for (const name of ['run', 'boot', 'units', 'profiles', 'bin', 'home', 'tmp'])
    await mkdir(join(root, name), { recursive: true });
  await linkPrograms(join(root, 'bin'));
  for (const name of ['failed-units', 'active-units', 'asked', 'shutdowns'])
    await writeFile(join(root, name), '');
  await writeFile(join(root, 'boot-id'), randomUUID());
  const source = await makeSource(folder, root);
  const environment = (options: RunOptions = {}) => ({
    ...baseEnvironment(root),
    PATH: `${options.path ? `${options.path}:` : ''}${join(root, 'bin')}`,
    ...options.env,
  });
  const versionOf = async (link: string) => readFile(join(link, 'version'), 'utf8').catch(() => '');
  const machine: Machine = {
    folder,
    root,
    state,
    profile,
    source,
    systems: async () => ({
      runs: await versionOf(join(root, 'run/current-system')),
      profile: await versionOf(profile),
      boots: await versionOf(join(root, 'boot/default')),
    }),
    asked: async () =>
      (await readFile(join(root, 'asked'), 'utf8')).split('\n').filter((line) => line !== ''),
    settle: (settings) =>
      writeFile(join(folder, 'settings.json'), JSON.stringify(settingsOf(machine, settings))),
    install: async (version, signingKey) => {
      const revision = await source.commit(version, signingKey);
      const env = environment();
      const toplevel = await must(
        [
          'nix',
          'build',
          '--no-link',
          '--json',
          `git+file://${source.tree}?rev=${revision}#nixosConfigurations.web.config.system.build.toplevel`,
        ],
        { env },
      ).then((text) => JSON.parse(text)[0].outputs.out as string);
      await must(['nix-env', '--profile', profile, '--set', toplevel], { env });
      for (const link of ['run/current-system', 'run/booted-system', 'boot/default']) {
        await rm(join(root, link), { force: true });
        await symlink(toplevel, join(root, link));
      }
      return revision;
    },
    run: (argv, options = {}) =>
      attempt([program, '--settings', join(folder, 'settings.json'), ...argv], {
        ...options,
        env: environment(options),
      }),
    deadManArmed: () => existsSync(join(root, 'units/auto-upgrade-dead-man.timer')),
    fireDeadMan: async () => {
      const timer = join(root, 'units/auto-upgrade-dead-man.timer');
      if (!existsSync(timer)) return undefined;
      const command = await readFile(timer, 'utf8');
      await rm(timer);
      return attempt(['bash', '-c', command], { env: environment() });
    },
    powerCut: async () => {
      for (const unit of await readFile(join(root, 'units/auto-upgrade-activation.service'), 'utf8').then(
        (pid) => [pid],
        () => [],
      ))
        killSession(Number(unit));
      await rm(join(root, 'units'), { recursive: true });
      await mkdir(join(root, 'units'));
      await writeFile(join(root, 'boot-id'), randomUUID());
      const boots = await realpath(join(root, 'boot/default'));
      for (const link of ['run/current-system', 'run/booted-system']) {
        await rm(join(root, link), { force: true });
        await symlink(boots, join(root, link));
      }
    },
    lastRun: async () => JSON.parse(await readFile(join(state, 'last-run.json'), 'utf8')),
    remove: () => rm(folder, { recursive: true, force: true }),
  };
  await machine.settle({});
  return machine;
}

/** Ends a session, as the stand-in of systemd-run makes for each unit; one that is gone already is fine. */
function killSession(pid: number): void {
  spawnSync('pkill', ['-9', '--session', String(pid)]);
}

/** Ends a process group; one that is gone already is fine. */
export function killGroup(pid: number): void {
  try {
    process.kill(-pid, 'SIGKILL');
  } catch {
    return;
  }
}

/** The settings of a machine with everything at its default, and what differs. */
function settingsOf(machine: Machine, changes: Settings): Settings {
  const defaults: Settings = {
    repository: `file://${machine.source.bare}`,
    ref: 'main',
    host: 'web',
    operation: 'switch',
    allowReboot: false,
    flags: [],
    buildLocally: true,
    guard: {
      requireSigned: false,
      forwardOnly: true,
      rollback: true,
      activationTimeout: 60,
      healthCheck: { settle: 0, timeout: 5, forge: true, units: [], commands: [], addresses: [] },
    },
    notify: { on: 'failure', command: [] },
    report: { commitStatus: false },
    paths: {
      state: machine.state,
      profile: machine.profile,
      current: join(machine.root, 'run/current-system'),
      booted: join(machine.root, 'run/booted-system'),
      bootId: join(machine.root, 'boot-id'),
    },
  };
  return merge(defaults, changes);
}

function merge(base: Settings, changes: Settings): Settings {
  const both = { ...base } as Record<string, Setting>;
  for (const [name, value] of Object.entries(changes)) {
    const before = both[name];
    both[name] = isGroup(before) && isGroup(value) ? merge(before, value) : value;
  }
  return both;
}

const isGroup = (value: Setting | undefined): value is Settings =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** A PATH with the runtime inputs and nothing else, so that a program that is missing there shows here. */
async function linkPrograms(bin: string): Promise<void> {
  for (const file of runtimeInputs.flatMap(programsOf)) {
    await symlink(file, join(bin, basename(file))).catch(() => undefined);
  }
  // The tests start the stand-ins by bash, and grep is theirs alone: it is named by its path there.
  for (const name of ['systemd-run', 'systemctl', 'shutdown'])
    await symlink(join(here, 'bin', name), join(bin, name));
}

const programsOf = (name: string): readonly string[] =>
  spawnSync('dpkg', ['-L', name], { encoding: 'utf8' })
    .stdout.split('\n')
    .filter((file) => /^\/(usr\/)?s?bin\/[^/]+$/.test(file))
    .map((file) => (existsSync(file) ? file : `/usr${file}`));

const baseEnvironment = (root: string): Readonly<Record<string, string>> => ({
  HOME: join(root, 'home'),
  MACHINE: root,
  // What a killed nix leaves behind goes with the machine.
  TMPDIR: join(root, 'tmp'),
  XDG_CACHE_HOME: join(root, 'home/.cache'),
  NIX_CONFIG: [
    'experimental-features = nix-command flakes',
    'sandbox = false',
    'build-users-group =',
    'substituters =',
    'flake-registry =',
  ].join('\n'),
});
