/** What a synthetic fleet is made of, and the files of its repositories that hold it. */

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

export type Packages = Readonly<Record<string, Package>>;
export type Breakages = Readonly<Record<string, Breakage>>;

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
  /**
   * Thousands of additions that each host's evaluation does for nothing, and half as many again that an evaluator does once for all:
   * the proportion in which real hosts share their evaluation. About 8,000 cost what a host of a real NixOS does.
   */
  readonly work?: number;
  /** False leaves the flake without flake.lock. */
  readonly lock?: boolean;
};

/** What a NixOS cannot be without. */
export const alwaysThere: Packages = {
  glibc: { version: '2.40-66', size: 30_000 },
  bash: { version: '5.2p37', uses: ['glibc'] },
  coreutils: { version: '9.7', uses: ['glibc'] },
  systemd: { version: '257.5', uses: ['glibc'], size: 15_000 },
  linux: { version: '6.12.31', size: 120_000 },
};

/** The state.json of an input: every package with all its parts. */
export function stateFile({ packages, breaks }: Required<Input>): string {
  const complete = Object.entries(packages).map(([name, value]) => {
    const parts = typeof value === 'string' ? { version: value } : value;
    return [
      name,
      { pname: name, outputs: ['out'], uses: [], size: 0, build: 0, fails: [], sleeps: 0, ...parts },
    ];
  });
  return JSON.stringify({ release: '25.05', packages: Object.fromEntries(complete), breaks }, null, 1);
}

/** The hosts.json of a fleet: every host with all its parts, and the choices that are made for all. */
export function fleetFile(description: FleetDescription, hosts: Readonly<Record<string, Host>>): string {
  const {
    base = ['bash', 'coreutils'],
    label = false,
    revision = false,
    salt = '',
    texts = false,
    work = 0,
  } = description;
  const complete = { hosts: mapValues(hosts, completeHost), base, label, revision, salt, texts, work };
  return JSON.stringify(complete, null, 1);
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
