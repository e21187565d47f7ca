import type { Files } from './files.ts';
import { parseUnit, type UnitSettings } from './unit.ts';

/** A unit as systemd loads it: its file and its drop-ins. */
export type Unit = {
  /** The places of all its texts: store paths, so two with the same sources are the same. */
  readonly sources: string;
  /** A link to /dev/null: the unit is switched off. */
  readonly masked: boolean;
  readonly settings: UnitSettings;
};

/** A folder of units: `etc/systemd/system` of a toplevel. */
export type UnitTree = {
  /** By name: units, templates ("getty@.service"), and the instances that the folder names ("getty@tty1.service"); aliases not. */
  readonly units: ReadonlyMap<string, Unit>;
  /** From other names of units to the names in `units`. */
  readonly aliases: ReadonlyMap<string, string>;
  /** `NAME.wants`, `NAME.requires` and `NAME.upholds`: what a unit pulls in. */
  readonly pulledIn: ReadonlyMap<string, readonly string[]>;
};

/** One text: a unit file or a drop-in. */
export type UnitText = {
  readonly source: string;
  readonly masked: boolean;
  readonly text: string;
  readonly settings: UnitSettings;
};

const UNIT = /\.(service|socket|target|timer|mount|automount|swap|path|slice|scope|device)$/;
const PULLS = /\.(wants|requires|upholds)$/;

/**
 * Reads a folder of units as NixOS lays it out (`generateUnits` in nixpkgs' nixos/lib/systemd-lib.nix): links to unit
 * files in the store, relative links for aliases, links to /dev/null for what is switched off, and folders `.wants`, `.requires`
 * and `.d`. `known` remembers texts by their place in the store, so that a fleet's common units are read once.
 */
export function readUnitTree(dir: string, files: Files, known: Map<string, UnitText>): UnitTree {
  const texts = new Map<string, UnitText>();
  const aliases = new Map<string, string>();
  const dropIns = new Map<string, readonly UnitText[]>();
  const pulledIn = new Map<string, readonly string[]>();
  for (const name of files.list(dir) ?? []) {
    const path = `${dir}/${name}`;
    const pulls = PULLS.exec(name);
    if (pulls !== null) {
      const unit = name.slice(0, pulls.index);
      pulledIn.set(unit, [...(pulledIn.get(unit) ?? []), ...(files.list(path) ?? [])]);
    } else if (name.endsWith('.d')) {
      const parts = [...(files.list(path) ?? [])].sort().filter((file) => file.endsWith('.conf'));
      const read = parts.map((file) => readText(`${path}/${file}`, files, known));
      dropIns.set(
        name.slice(0, -2),
        read.filter((part) => part !== null),
      );
    } else if (UNIT.test(name)) {
      const alias = aliasOf(name, files.link(path));
      const unit = alias === null ? readText(path, files, known) : null;
      if (alias !== null) aliases.set(name, alias);
      if (unit !== null) texts.set(name, unit);
    }
  }
  const instances = [...dropIns.keys(), ...[...pulledIn.values()].flat()].filter(
    (name) => templateOf(name) !== name,
  );
  const units = new Map<string, Unit>();
  for (const name of [...texts.keys(), ...instances]) {
    const template = texts.has(name) ? name : templateOf(name);
    const base = texts.get(aliases.get(template) ?? template);
    const parts = [...new Set([template, name])].flatMap((owner) => dropIns.get(owner) ?? []);
    if (base !== undefined) units.set(name, merged(base, parts));
  }
  return { units, aliases, pulledIn };
}

/** "getty@tty1.service" → "getty@.service"; other names stay. */
function templateOf(name: string): string {
  return name.replace(/^([^@]*)@.+(\.[a-z]+)$/, '$1@$2');
}

function aliasOf(name: string, target: string | null): string | null {
  const plain = target?.replace(/^\.\//, '') ?? '';
  return plain === '' || plain === name || plain.includes('/') ? null : plain;
}

function merged(base: UnitText, dropIns: readonly UnitText[]): Unit {
  const { source, masked, settings } = base;
  if (dropIns.length === 0) return { sources: source, masked, settings };
  const parts = [base, ...dropIns];
  return {
    sources: parts.map((part) => part.source).join('\n'),
    masked,
    settings: parseUnit(...parts.map((part) => part.text)),
  };
}

function readText(path: string, files: Files, known: Map<string, UnitText>): UnitText | null {
  const source = files.link(path) ?? path;
  const absolute = source.startsWith('/') ? source : `${path}/../${source}`;
  const seen = known.get(absolute);
  if (seen !== undefined) return seen;
  const masked = absolute === '/dev/null';
  const text = masked ? '' : files.text(path);
  if (text === null) return null;
  const unit = { source: absolute, masked, text, settings: parseUnit(text) };
  known.set(absolute, unit);
  return unit;
}
