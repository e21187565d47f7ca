import type { Files } from './files.ts';
import { parseUnit, type UnitSettings } from './unit.ts';

/** One unit file, or one drop-in. Two with the same `source` are the same. */
export type UnitFile = {
  /** The store path of its text, or the place in the tree where the text is no link. */
  readonly source: string;
  /** A link to /dev/null: the unit is switched off. */
  readonly masked: boolean;
  readonly settings: UnitSettings;
  /** The text of a drop-in is merged into its unit's. */
  readonly text: string;
};

/** A folder of units: `etc/systemd/system` of a toplevel. */
export type UnitTree = {
  /** By name; templates ("getty@.service") too, aliases not. */
  readonly units: ReadonlyMap<string, UnitFile>;
  /** From other names of units to the names in `units`. */
  readonly aliases: ReadonlyMap<string, string>;
  /** `NAME.d/*.conf`, sorted by file name. */
  readonly dropIns: ReadonlyMap<string, readonly UnitFile[]>;
  /** `NAME.wants`, `NAME.requires` and `NAME.upholds`: what a unit pulls in. */
  readonly pulledIn: ReadonlyMap<string, readonly string[]>;
};

const UNIT = /\.(service|socket|target|timer|mount|automount|swap|path|slice|scope|device)$/;
const PULLS = /\.(wants|requires|upholds)$/;

/**
 * Reads a folder of units as NixOS lays it out (`generateUnits` in nixpkgs' nixos/lib/systemd-lib.nix): links to unit
 * files in the store, relative links for aliases, links to /dev/null for what is switched off, and folders `.wants`, `.requires`
 * and `.d`. `known` remembers unit files by their place in the store, so that a fleet's common units are read once.
 */
export function readUnitTree(dir: string, files: Files, known: Map<string, UnitFile>): UnitTree {
  const units = new Map<string, UnitFile>();
  const aliases = new Map<string, string>();
  const dropIns = new Map<string, readonly UnitFile[]>();
  const pulledIn = new Map<string, readonly string[]>();
  for (const name of files.list(dir) ?? []) {
    const path = `${dir}/${name}`;
    const pulls = PULLS.exec(name);
    if (pulls !== null) {
      const unit = name.slice(0, pulls.index);
      pulledIn.set(unit, [...(pulledIn.get(unit) ?? []), ...(files.list(path) ?? [])]);
    } else if (name.endsWith('.d')) {
      const parts = [...(files.list(path) ?? [])].sort().filter((file) => file.endsWith('.conf'));
      dropIns.set(
        name.slice(0, -2),
        parts.flatMap((file) => readUnit(`${path}/${file}`, files, known) ?? []),
      );
    } else if (UNIT.test(name)) {
      const target = files.link(path);
      const alias = target !== null && /^(\.\/)?[^/]+$/.test(target) ? target.replace(/^\.\//, '') : null;
      if (alias !== null && alias !== name) aliases.set(name, alias);
      else addTo(units, name, readUnit(path, files, known));
    }
  }
  return { units, aliases, dropIns, pulledIn };
}

function addTo(units: Map<string, UnitFile>, name: string, unit: UnitFile | null): void {
  if (unit !== null) units.set(name, unit);
}

function readUnit(path: string, files: Files, known: Map<string, UnitFile>): UnitFile | null {
  const source = files.link(path) ?? path;
  const absolute = source.startsWith('/') ? source : `${path}/../${source}`;
  const seen = known.get(absolute);
  if (seen !== undefined) return seen;
  const masked = absolute === '/dev/null';
  const text = masked ? '' : files.text(path);
  if (text === null) return null;
  const unit = { source: absolute, masked, settings: parseUnit(text), text };
  known.set(absolute, unit);
  return unit;
}
