import { type Files, storeFiles } from './files.ts';
import { readUnitTree, type UnitText, type UnitTree } from './unit-tree.ts';

/** What a NixOS toplevel (`system.build.toplevel`) says of itself by its own files. Null where it does not say. */
export type Toplevel = {
  /** The store path behind `sw`: its references are the packages that the owner selected. */
  readonly systemPath: string | null;
  /** Where these links point to, as they are written. */
  readonly kernel: string | null;
  readonly initrd: string | null;
  readonly kernelModules: string | null;
  /** `nixos-version`: the label (`system.nixos.label`). */
  readonly label: string | null;
  readonly units: UnitTree;
  /** The text of `etc/fstab`, '' where there is none. */
  readonly fstab: string;
  /** Names of the declared users and groups, sorted. */
  readonly accounts: Accounts | null;
};

export type Accounts = { readonly users: readonly string[]; readonly groups: readonly string[] };

const NO_UNITS: UnitTree = { units: new Map(), aliases: new Map(), pulledIn: new Map() };

/**
 * Reads toplevels that are in the store, by out path. What several share (units, the whole unit tree, accounts) is read once and
 * is one value. A store path that is no toplevel gives a value that says nothing. Layout: nixpkgs'
 * nixos/modules/system/activation/top-level.nix. Fails only where the store cannot be read.
 */
export async function readToplevels(
  outPaths: readonly string[],
  files: Files = storeFiles,
): Promise<ReadonlyMap<string, Toplevel>> {
  const read = toplevelReader(files);
  const toplevels = new Map<string, Toplevel>();
  for (const outPath of new Set(outPaths)) {
    toplevels.set(outPath, read(outPath));
    // Reading is synchronous; between two hosts a signal or a redrawn progress line gets its turn.
    await new Promise((resolve) => setImmediate(resolve));
  }
  return toplevels;
}

/** Reads one toplevel. */
export function readToplevel(outPath: string, files: Files = storeFiles): Toplevel {
  return toplevelReader(files)(outPath);
}

function toplevelReader(files: Files): (outPath: string) => Toplevel {
  const unitTexts = new Map<string, UnitText>();
  const trees = new Map<string, UnitTree>();
  const accounts = new Map<string, Accounts | null>();
  return (outPath) => {
    const unitDir = files.real(`${outPath}/etc/systemd/system`);
    const units =
      unitDir === null ? NO_UNITS : once(trees, unitDir, () => readUnitTree(unitDir, files, unitTexts));
    const declared = accountsFile(outPath, units, files);
    return {
      systemPath: files.real(`${outPath}/sw`),
      kernel: files.link(`${outPath}/kernel`),
      initrd: files.link(`${outPath}/initrd`),
      kernelModules: files.link(`${outPath}/kernel-modules`),
      label: files.text(`${outPath}/nixos-version`)?.trim() ?? null,
      units,
      fstab: files.text(`${outPath}/etc/fstab`) ?? '',
      accounts:
        declared === null
          ? sysusersOf(outPath, files)
          : once(accounts, declared, () => parseAccounts(files.text(declared))),
    };
  };
}

/**
 * The file that declares users and groups: named in the activation script (nixos/modules/config/users-groups.nix) or,
 * with userborn, in its unit (nixos/modules/services/system/userborn.nix).
 */
function accountsFile(outPath: string, { units }: UnitTree, files: Files): string | null {
  const script = files.text(`${outPath}/activate`) ?? '';
  const unit = units.get('userborn.service')?.settings.get('Service')?.get('ExecStart')?.join('\n') ?? '';
  return (
    /\/[^\s"'`$]*-users-groups\.json/.exec(script)?.[0] ??
    /\/[^\s"'`$]*-userborn\.json/.exec(unit)?.[0] ??
    null
  );
}

/** Both files have `users` and `groups`, each a list of objects with a name. */
function parseAccounts(text: string | null): Accounts | null {
  if (text === null) return null;
  try {
    const { users, groups } = JSON.parse(text) as Record<
      'users' | 'groups',
      readonly { readonly name: string }[]
    >;
    const names = (list: readonly { readonly name: string }[]) => list.map(({ name }) => name).sort();
    return { users: names(users), groups: names(groups) };
  } catch {
    return null;
  }
}

/** With systemd-sysusers the declared accounts are in `etc/sysusers.d/00-nixos.conf` (sysusers.d(5)): "u NAME …", "g NAME …". */
function sysusersOf(outPath: string, files: Files): Accounts | null {
  const text = files.text(`${outPath}/etc/sysusers.d/00-nixos.conf`);
  if (text === null) return null;
  const lines = text.split('\n').map((line) => line.trim().split(/\s+/));
  const named = (kind: RegExp) => [
    ...new Set(lines.flatMap(([type, name]) => (name !== undefined && kind.test(type ?? '') ? [name] : []))),
  ];
  return { users: named(/^u!?$/).sort(), groups: named(/^g$/).sort() };
}

function once<T>(known: Map<string, T>, key: string, make: () => T): T {
  const found = known.get(key);
  if (found !== undefined) return found;
  const fresh = make();
  known.set(key, fresh);
  return fresh;
}
