import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { must } from './command.ts';

/**
 * One state of a configuration repository. Its toplevel is small and real: Nix builds it, and its
 * `bin/switch-to-configuration` does to the machine's folder what NixOS's does to a machine.
 */
export type HostVersion = {
  readonly version: string;
  /** Shell functions before_test, after_test, before_boot, after_boot: where the activation goes wrong. */
  readonly behaviour?: string;
  readonly kernel?: string;
  /** system.switch.inhibitors of the toplevel, as NixOS writes them. */
  readonly inhibitors?: Readonly<Record<string, string>>;
  /** Whether the toplevel knows the commit it was built from (system.configurationRevision = self.rev). */
  readonly knowsRevision?: boolean;
  /** More lines of the builder; `exit 1` makes the build fail. */
  readonly builder?: string;
  /** In place of the whole flake.nix. */
  readonly flake?: string;
};

const identity = ['-c', 'user.name=maintainer', '-c', 'user.email=maintainer@fleet.example'];

/** A work tree to commit host versions in; its `origin` is the bare repository that a forge serves. */
export type Source = {
  readonly tree: string;
  readonly bare: string;
  readonly commit: (version: HostVersion, signingKey?: string) => Promise<string>;
  readonly git: (...argv: readonly string[]) => Promise<string>;
};

/** Makes the repository. `root` is the folder that the built systems act upon. */
export async function makeSource(folder: string, root: string): Promise<Source> {
  const tree = join(folder, 'source');
  const bare = join(folder, 'served', 'fleet', 'hosts.git');
  const env = { ...process.env, GIT_CONFIG_GLOBAL: '/dev/null', GIT_CONFIG_NOSYSTEM: '1' } as Record<
    string,
    string
  >;
  const git = (...argv: readonly string[]) => must(['git', ...identity, ...argv], { cwd: tree, env });
  await mkdir(tree, { recursive: true });
  await must(['git', 'init', '--quiet', '--bare', '--initial-branch=main', bare], { env });
  await must(['git', '--git-dir', bare, 'config', 'receive.denyDeleteCurrent', 'ignore'], { env });
  await git('init', '--quiet', '--initial-branch=main');
  await git('remote', 'add', 'origin', bare);
  return {
    tree,
    bare,
    git,
    commit: async (version, signingKey) => {
      for (const [name, text] of Object.entries(versionFiles(root, version)))
        await writeFile(join(tree, name), text);
      await git('add', '--all');
      const signing = signingKey
        ? ['-c', 'gpg.format=ssh', '-c', `user.signingKey=${signingKey}`, '-c', 'commit.gpgSign=true']
        : [];
      await git(...signing, 'commit', '--quiet', '--allow-empty', '--message', `Version ${version.version}`);
      await git('push', '--quiet', '--force', 'origin', 'HEAD:refs/heads/main');
      return git('rev-parse', 'HEAD');
    },
  };
}

/**
 * The files of one version, for any repository: a flake with nixosConfigurations.web. toplevel.nix is a function of
 * `self` and, where a flake input shall decide it, `version`.
 */
export function versionFiles(root: string, version: HostVersion): Readonly<Record<string, string>> {
  return {
    'flake.nix': version.flake ?? flakeText,
    'toplevel.nix': toplevelText(root, version),
    version: version.version,
    kernel: version.kernel ?? 'kernel 6.12',
    behaviour: version.behaviour ?? '',
    'switch-to-configuration': switchText(root),
  };
}

const system = process.arch === 'arm64' ? 'aarch64-linux' : 'x86_64-linux';

const flakeText = `{
  outputs = { self }: {
    nixosConfigurations.web.config.system.build.toplevel = import ./toplevel.nix { inherit self; };
  };
}
`;

function toplevelText(root: string, version: HostVersion): string {
  return `{ self, version ? builtins.readFile ./version }:
derivation {
  name = "nixos-system-web";
  system = "${system}";
  builder = "/bin/sh";
  PATH = "/usr/bin:/bin";
  inherit version;
  kernel = builtins.toFile "kernel" (builtins.readFile ./kernel);
  behaviour = builtins.readFile ./behaviour;
  inhibitors = ${version.inhibitors ? `''${JSON.stringify(version.inhibitors)}''` : '""'};
  revision = ${version.knowsRevision ? 'self.rev or "dirty"' : '""'};
  switch = ./switch-to-configuration;
  machine = "${root}";
  args = [ "-euc" ''
    mkdir -p $out/bin $out/sw/bin
    printf '%s' "$version" > $out/version
    printf '%s' "$behaviour" > $out/behaviour
    ln -s $kernel $out/kernel
    ln -s $kernel $out/initrd
    ln -s $kernel $out/kernel-modules
    printf '#!/bin/sh\\necho %s\\n' "$revision" > $out/sw/bin/nixos-version
    [ -z "$inhibitors" ] || printf '%s' "$inhibitors" > $out/switch-inhibitors
    cp $switch $out/bin/switch-to-configuration
    chmod +x $out/bin/switch-to-configuration $out/sw/bin/nixos-version
    ${version.builder ?? ''}
  '' ];
}
`;
}

/** The marks of a real switch: what was asked, the running system, and what the boot loader would start. */
const switchText = (root: string) => `#!/bin/sh
PATH=/usr/bin:/bin
system=$(dirname "$(dirname "$(readlink -f "$0")")")
root=${root}
before_test() { :; }
after_test() { :; }
before_boot() { :; }
after_boot() { :; }
. "$system/behaviour"
asked() { echo "$1 $(cat "$system/version")" >> "$root/asked"; }
cd "$root" || exit 1
case $1 in
  test)
    asked test
    before_test
    ln -s "$system" "run/new.$$" && mv -T "run/new.$$" run/current-system
    after_test
    asked tested
    ;;
  boot)
    asked boot
    before_boot
    ln -s "$system" "boot/new.$$" && mv -T "boot/new.$$" boot/default
    after_boot
    ;;
  dry-activate) asked dry-activate; echo "would restart nothing" ;;
  *) exit 1 ;;
esac
`;
