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
import { join } from 'node:path';
import {
  alwaysThere,
  type Breakage,
  type Breakages,
  type FleetDescription,
  fleetFile,
  type Host,
  type Package,
  type PackageParts,
  type Packages,
  stateFile,
} from './fleet/description.ts';
import { fleetFlake, inputFlake, systemNix } from './fleet/flakes.ts';
import { commit, git, gitEnvironment, updateSubmodule, write } from './fleet/repository.ts';
import { type NixRelease, nixEnvironment } from './nix.ts';

/** A fleet on disk. */
export type Fleet = {
  /** The folder of flake.nix. */
  readonly flake: string;
  /** The root of its git repository, whose branch is `main`. */
  readonly repository: string;
  /** The repository of each input. */
  readonly inputs: Readonly<Record<string, string>>;
  /**
   * Commits changes to an input (default `nixpkgs`). A package that is there keeps what is not named: `{ openssl: '3.4.2' }`
   * is a new version with the old references.
   */
  readonly advance: (packages: Changes<PackageChange>, more?: AdvanceOptions) => void;
  /** Commits changes to the hosts to the fleet's repository. */
  readonly changeHosts: (hosts: Changes<Host>) => void;
  /** `nix flake update` in the working tree, without a commit. */
  readonly update: () => void;
  /** Runs git in the fleet's repository, with a fixed identity and date; gives its trimmed output. */
  readonly git: (...args: readonly string[]) => string;
};

/** New values by name; null removes. */
export type Changes<Value> = Readonly<Record<string, Value | null>>;
export type PackageChange = string | Partial<PackageParts>;
export type AdvanceOptions = { readonly input?: string; readonly breaks?: Changes<Breakage> };

type State = { readonly packages: Record<string, Package>; readonly breaks: Record<string, Breakage> };

/** Writes the repositories below `folder`, which is made where it is missing, and locks the flake with the `nix` on PATH. */
export function createFleet(folder: string, description: FleetDescription): Fleet {
  const states = firstStates(description);
  const inputs = mapNames(Object.keys(states), (name) => join(folder, 'inputs', name));
  for (const [name, state] of Object.entries(states)) createInput(inputs, name, state);

  const repository = join(folder, 'fleet');
  const flake = join(repository, description.folder ?? '');
  const release = description.submodule ? 'newest' : undefined;
  const hosts = { ...description.hosts };
  const writeHosts = hostsWriter(folder, description);
  write(flake, { 'flake.nix': fleetFlake(inputLines(inputs), description.submodule ?? false) });
  writeHosts(hosts, 'A fleet');
  if (description.lock !== false) {
    nixFlake(flake, 'lock', release);
    commit(repository, {}, 'Lock the inputs');
  }
  return {
    flake,
    repository,
    inputs,
    advance: (packages, { input = 'nixpkgs', breaks = {} } = {}) => {
      const state = states[input];
      if (state === undefined)
        throw new Error(`no input '${input}' in this fleet, only ${Object.keys(states)}`);
      const replaced = Object.entries(packages).map(([name, to]) => [
        name,
        to && { ...parts(state.packages[name]), ...parts(to) },
      ]);
      apply(state.packages, Object.fromEntries(replaced) as Changes<PackageParts>);
      apply(state.breaks, breaks);
      commit(
        inputs[input]!,
        { 'state.json': stateFile(state) },
        `${input}: ${Object.keys(packages).join(', ')}`,
      );
    },
    changeHosts: (changes) => {
      apply(hosts, changes);
      writeHosts(hosts, `Hosts: ${Object.keys(changes).join(', ')}`);
    },
    update: () => nixFlake(flake, 'update', release),
    git: (...args) => git(repository, ...args),
  };
}

function firstStates({ packages, breaks, inputs = {} }: FleetDescription): Record<string, State> {
  const all: Record<string, { packages?: Packages; breaks?: Breakages }> = {
    nixpkgs: { packages: packages ?? {}, breaks: breaks ?? {} },
    ...inputs,
  };
  return mapNames(Object.keys(all), (name) => ({
    packages: { ...(isChannel(name) ? alwaysThere : {}), ...all[name]!.packages },
    breaks: { ...all[name]!.breaks },
  }));
}

function createInput(inputs: Fleet['inputs'], name: string, state: State): void {
  const nixpkgs = isChannel(name) ? null : gitUrl(inputs['nixpkgs']!);
  write(inputs[name]!, { 'flake.nix': inputFlake(name, nixpkgs), 'system.nix': systemNix });
  commit(inputs[name]!, { 'state.json': stateFile(state) }, `${name}: first state`);
}

/** Hosts are kept in `hosts/hosts.json` beside the flake, or in a submodule that is `hosts`. */
function hostsWriter(folder: string, description: FleetDescription) {
  const repository = join(folder, 'fleet');
  const path = join(description.folder ?? '', 'hosts');
  return (hosts: FleetDescription['hosts'], message: string): void => {
    const file = fleetFile(description, hosts);
    if (description.submodule) {
      commit(join(folder, 'hosts'), { 'hosts.json': file }, message);
      updateSubmodule(repository, { url: join(folder, 'hosts'), path });
      commit(repository, {}, message);
    } else commit(repository, { [join(path, 'hosts.json')]: file }, message);
  };
}

function nixFlake(flake: string, command: 'lock' | 'update', release: NixRelease | undefined): void {
  const args = ['--extra-experimental-features', 'nix-command flakes', 'flake', command];
  execFileSync('nix', args, {
    cwd: flake,
    env: { ...nixEnvironment(release), ...gitEnvironment(0) },
    stdio: 'pipe',
  });
}

function apply<Value>(values: Record<string, Value>, changes: Changes<Value>): void {
  for (const [name, value] of Object.entries(changes)) {
    if (value === null) delete values[name];
    else values[name] = value;
  }
}

function parts(change: PackageChange | undefined): Partial<PackageParts> {
  return typeof change === 'string' ? { version: change } : { ...change };
}

function inputLines(inputs: Fleet['inputs']): string[] {
  return Object.entries(inputs).flatMap(([name, repository]) => [
    `${name}.url = "${gitUrl(repository)}";`,
    ...(isChannel(name) ? [] : [`${name}.inputs.nixpkgs.follows = "nixpkgs";`]),
  ]);
}

function gitUrl(repository: string): string {
  return `git+file://${repository}?ref=main`;
}

/** Inputs named `nixpkgs…` are whole package sets that hosts choose from. */
function isChannel(input: string): boolean {
  return input.startsWith('nixpkgs');
}

function mapNames<Value>(names: readonly string[], to: (name: string) => Value): Record<string, Value> {
  return Object.fromEntries(names.map((name) => [name, to(name)]));
}
