/**
 * Synthetic fleets: a git repository with a flake whose nixosConfigurations are real derivations that look like real NixOS
 * toplevels, and beside it the repositories of its inputs, which can move on, so that `nix flake update` finds something.
 * Everything works offline. The same description always gives the same store paths, with one exception:
 * `label` and `revision`, which put commits into them.
 *
 *     const fleet = createFleet(folder, {
 *       packages: { openssl: '3.4.1', curl: { version: '8.13.0', uses: ['openssl'] } },
 *       hosts: { web1: { packages: ['curl'] }, db1: {} },
 *     });
 *     fleet.advance({ openssl: '3.4.2' });
 *     // now `flake-update-diff --flake FLEET.FLAKE` has an update to find
 */
import { execFileSync } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fleetFlake, inputFlake, systemNix } from './fleet-flakes.ts';
import { nixEnvironment } from './nix.ts';

/** A package: its version, or all about it. Keys of package sets are attribute names and contain no dot. */
export type Package = string | PackageParts;

export type PackageParts = {
  readonly version: string;
  /** The name in the store path, where it is not the attribute name: several versions of it can stand side by side. */
  readonly pname?: string;
  /** Default `out`. `lib` is what users of the package refer to, `bin` and `man` what a host installs. */
  readonly outputs?: readonly string[];
  /** Packages it refers to, by attribute name, or `name.output`. */
  readonly uses?: readonly string[];
  /** Bytes added to `out`. */
  readonly size?: number;
  /** Another number gives another store path of the same version. */
  readonly build?: number;
  /** Evaluation fails with this message. */
  readonly throws?: string;
  /** Evaluation fails with "cannot add a string to an integer". */
  readonly typeError?: true;
  /** The build prints these lines and fails with exit code 2. */
  readonly fails?: readonly string[];
  /** Seconds that the build takes. */
  readonly sleeps?: number;
};

export type Host = {
  /** Default `x86_64-linux`. */
  readonly system?: string;
  /** environment.systemPackages beside the description's `base`: attribute names or `name.output`. */
  readonly packages?: readonly string[];
  /** Units: the name of each (without .service) and the package it runs, with further lines of its [Service]. */
  readonly services?: Readonly<
    Record<string, string | { readonly package: string; readonly lines: readonly string[] }>
  >;
  /** Files in /etc; a file below `NAME/` is a restart trigger of the service NAME. */
  readonly etc?: Readonly<Record<string, string>>;
  /** System users, each with a group of its name. */
  readonly users?: readonly string[];
  /** The attribute name of its kernel, default `linux`; null for a container. */
  readonly kernel?: string | null;
  /** The input whose packages it gets, default `nixpkgs`. */
  readonly channel?: string;
  readonly stateVersion?: string;
};

/** How a channel breaks a host: in evaluation, or (`fails`) when the host's own toplevel is built, with this log. */
export type Breakage =
  | { readonly throws: string }
  | { readonly typeError: true }
  | { readonly missing: string }
  | { readonly fails: readonly string[] };

type Packages = Readonly<Record<string, Package>>;
type Breakages = Readonly<Record<string, Breakage>>;

/** What is in the repository of one input. */
export type Input = { readonly packages?: Packages; readonly breaks?: Breakages };

export type FleetDescription = {
  readonly hosts: Readonly<Record<string, Host>>;
  /** Packages of the input `nixpkgs`, beside glibc, bash, coreutils, systemd and linux, which are always there. */
  readonly packages?: Packages;
  readonly breaks?: Breakages;
  /** Further inputs. One named `nixpkgs…` is a channel for hosts to choose; packages of any other are added to all channels. */
  readonly inputs?: Readonly<Record<string, Input>>;
  /** Attribute names of what every host installs; default bash and coreutils. */
  readonly base?: readonly string[];
  /** The folder of the flake in its repository. */
  readonly folder?: string;
  /** Keeps the hosts in a git submodule, with `inputs.self.submodules = true` (Nix 2.27 and newer). */
  readonly submodule?: boolean;
  /** Labels systems as NixOS does, with the channel's date and commit, so that every update of it changes all its hosts. */
  readonly label?: boolean;
  /** Puts `self.rev or "dirty"` into the toplevels, as system.configurationRevision does. */
  readonly revision?: boolean;
  /** Any text: another one gives other store paths, so that nothing is built already. */
  readonly salt?: string;
  /** Makes packages of builtins.toFile instead of builds: thousands of paths in a second, without derivers or folders. */
  readonly texts?: boolean;
  /** False leaves the flake without flake.lock. */
  readonly lock?: boolean;
};

/** A fleet on disk. */
export type Fleet = {
  /** The folder of flake.nix. */
  readonly flake: string;
  /** The root of its git repository, whose branch is `main`. */
  readonly repository: string;
  /** The repository of each input. */
  readonly inputs: Readonly<Record<string, string>>;
  /** Commits changes to an input (default `nixpkgs`): packages are added or replaced, those given as null removed; the same for breakages. */
  readonly advance: (
    packages: Changes<Package>,
    more?: { input?: string; breaks?: Changes<Breakage> },
  ) => void;
  /** Commits changes to the hosts to the fleet's repository. */
  readonly changeHosts: (hosts: Changes<Host>) => void;
  /** Runs git in the fleet's repository, with a fixed identity and date; gives its trimmed output. */
  readonly git: (...args: readonly string[]) => string;
};

type Changes<Value> = Readonly<Record<string, Value | null>>;

const alwaysThere: Packages = {
  glibc: { version: '2.40-66', size: 30_000 },
  bash: { version: '5.2p37', uses: ['glibc'] },
  coreutils: { version: '9.7', uses: ['glibc'] },
  systemd: { version: '257.5', uses: ['glibc'], size: 15_000 },
  linux: { version: '6.12.31', size: 120_000 },
};

/** Writes the repositories below `folder`, which is made where it is missing, and locks the flake with the `nix` on PATH. */
export function createFleet(folder: string, description: FleetDescription): Fleet {
  const states: Record<string, { packages: Record<string, Package>; breaks: Record<string, Breakage> }> = {
    nixpkgs: { packages: { ...alwaysThere, ...description.packages }, breaks: { ...description.breaks } },
  };
  for (const [name, input] of Object.entries(description.inputs ?? {})) {
    const common = name.startsWith('nixpkgs') ? alwaysThere : {};
    states[name] = { packages: { ...common, ...input.packages }, breaks: { ...input.breaks } };
  }
  const hosts = { ...description.hosts };
  const inputs = Object.fromEntries(Object.keys(states).map((name) => [name, join(folder, 'inputs', name)]));
  for (const [name, repository] of Object.entries(inputs)) {
    const nixpkgs = name.startsWith('nixpkgs') ? null : `git+file://${inputs['nixpkgs']}?ref=main`;
    write(repository, { 'flake.nix': inputFlake(name, nixpkgs), 'system.nix': systemNix });
    commit(repository, { 'state.json': stateFile(states[name]!) }, `${name}: first state`);
  }

  const repository = join(folder, 'fleet');
  const flake = join(repository, description.folder ?? '');
  const hostsRepository = description.submodule ? join(folder, 'hosts') : null;
  const hostsFolder = join(description.folder ?? '', 'hosts');
  const hostsFile = () => JSON.stringify(fleetFile(description, hosts), null, 1);
  const writeHosts = (message: string) => {
    if (hostsRepository === null) {
      commit(repository, { [join(hostsFolder, 'hosts.json')]: hostsFile() }, message);
      return;
    }
    commit(hostsRepository, { 'hosts.json': hostsFile() }, message);
    updateSubmodule(repository, { url: hostsRepository, path: hostsFolder });
    commit(repository, {}, message);
  };
  write(flake, {
    'flake.nix': fleetFlake(inputLines(inputs), './hosts/hosts.json', description.submodule ?? false),
  });
  writeHosts('A fleet');
  if (description.lock !== false) {
    const nix = ['--extra-experimental-features', 'nix-command flakes', 'flake', 'lock', flake];
    execFileSync('nix', nix, { env: { ...nixEnvironment(), ...gitEnvironment(0) }, stdio: 'pipe' });
    commit(repository, {}, 'Lock the inputs');
  }

  return {
    flake,
    repository,
    inputs,
    advance: (packages, { input = 'nixpkgs', breaks = {} } = {}) => {
      const state = states[input];
      if (state === undefined)
        throw new Error(`no input '${input}' in this fleet; it has ${Object.keys(states)}`);
      apply(state.packages, packages);
      apply(state.breaks, breaks);
      commit(
        inputs[input]!,
        { 'state.json': stateFile(state) },
        `${input}: ${Object.keys(packages).join(', ')}`,
      );
    },
    changeHosts: (changes) => {
      apply(hosts, changes);
      writeHosts(`Hosts: ${Object.keys(changes).join(', ')}`);
    },
    git: (...args) => git(repository, ...args),
  };
}

function apply<Value>(values: Record<string, Value>, changes: Changes<Value>): void {
  for (const [name, value] of Object.entries(changes)) {
    if (value === null) delete values[name];
    else values[name] = value;
  }
}

function inputLines(inputs: Readonly<Record<string, string>>): string[] {
  return Object.entries(inputs).flatMap(([name, repository]) => [
    `${name}.url = "git+file://${repository}?ref=main";`,
    ...(name.startsWith('nixpkgs') ? [] : [`${name}.inputs.nixpkgs.follows = "nixpkgs";`]),
  ]);
}

function stateFile({ packages, breaks }: Required<Input>): string {
  const complete = Object.entries(packages).map(([name, value]) => {
    const parts = typeof value === 'string' ? { version: value } : value;
    return [
      name,
      { pname: name, outputs: ['out'], uses: [], size: 0, build: 0, fails: [], sleeps: 0, ...parts },
    ];
  });
  return JSON.stringify({ release: '25.05', packages: Object.fromEntries(complete), breaks }, null, 1);
}

function fleetFile(description: FleetDescription, hosts: Readonly<Record<string, Host>>): object {
  const {
    base = ['bash', 'coreutils'],
    label = false,
    revision = false,
    salt = '',
    texts = false,
  } = description;
  return { hosts: mapValues(hosts, completeHost), base, label, revision, salt, texts };
}

function completeHost(host: Host): object {
  const services = mapValues(host.services ?? {}, (service) =>
    typeof service === 'string' ? { package: service, lines: [] } : service,
  );
  return {
    system: 'x86_64-linux',
    packages: [],
    etc: {},
    users: [],
    kernel: 'linux',
    channel: 'nixpkgs',
    stateVersion: '24.11',
    ...host,
    services,
  };
}

function mapValues<From, To>(
  values: Readonly<Record<string, From>>,
  to: (value: From) => To,
): Record<string, To> {
  return Object.fromEntries(Object.entries(values).map(([name, value]) => [name, to(value)]));
}

function write(folder: string, files: Readonly<Record<string, string>>): void {
  for (const [path, text] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), text);
  }
}

/** Commits everything in the folder with these files; makes it a repository first. The n-th commit is n weeks after 2025-06-01. */
function commit(repository: string, files: Readonly<Record<string, string>>, message: string): void {
  write(repository, files);
  git(repository, 'init', '-q', '-b', 'main');
  git(repository, 'add', '--all');
  git(repository, 'commit', '-q', '--allow-empty', '-m', message);
}

function updateSubmodule(repository: string, { url, path }: { url: string; path: string }): void {
  git(repository, 'init', '-q', '-b', 'main');
  const known = git(repository, 'ls-files', path) !== '';
  if (!known) git(repository, '-c', 'protocol.file.allow=always', 'submodule', 'add', '-q', url, path);
  else git(join(repository, path), 'pull', '-q', 'origin', 'main');
}

function git(repository: string, ...args: readonly string[]): string {
  const env = { ...process.env, ...gitEnvironment(commits(repository)) };
  return execFileSync('git', args, { cwd: repository, encoding: 'utf8', env, stdio: 'pipe' }).trim();
}

function commits(repository: string): number {
  try {
    const count = ['rev-list', '--count', 'HEAD'];
    return Number(execFileSync('git', count, { cwd: repository, encoding: 'utf8', stdio: 'pipe' }));
  } catch {
    return 0;
  }
}

/** Nothing of the machine's git configuration, and the same commit ids everywhere. */
function gitEnvironment(weeks: number): Record<string, string> {
  const date = `${new Date(Date.UTC(2025, 5, 1 + 7 * weeks)).toISOString().slice(0, 19)}Z`;
  return {
    GIT_CONFIG_GLOBAL: '/dev/null',
    GIT_CONFIG_SYSTEM: '/dev/null',
    GIT_AUTHOR_NAME: 'Fleet Owner',
    GIT_AUTHOR_EMAIL: 'owner@example.org',
    GIT_AUTHOR_DATE: date,
    GIT_COMMITTER_NAME: 'Fleet Owner',
    GIT_COMMITTER_EMAIL: 'owner@example.org',
    GIT_COMMITTER_DATE: date,
  };
}
