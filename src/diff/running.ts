import { isOn, lastValue, parseUnit, type UnitSettings, words } from '../nix/unit.ts';
import type { UnitFile, UnitTree } from '../nix/unit-tree.ts';

/** A unit with its drop-ins, as systemd loads it. `sources` are equal for two that are the same. */
export type LoadedUnit = {
  readonly sources: string;
  readonly masked: boolean;
  readonly settings: UnitSettings;
};

/** What a host boots into; NixOS links default.target to one of the others. */
const ROOTS = [
  'default.target',
  'multi-user.target',
  'graphical.target',
  'sysinit.target',
  'basic.target',
  'local-fs.target',
];
/** What of a unit's text makes systemd start another unit with it (systemd.unit(5)). */
const PULLING = ['Wants', 'Requires', 'BindsTo', 'Upholds'];

/**
 * The unit of a name: its own file, else that of its template ("getty@tty1.service" from "getty@.service"), with the
 * drop-ins of both. Null where the tree has none.
 */
export function loadUnit(tree: UnitTree, name: string): LoadedUnit | null {
  const canonical = tree.aliases.get(name) ?? name;
  const template = tree.units.has(canonical) ? canonical : templateOf(canonical);
  const base = tree.units.get(tree.aliases.get(template) ?? template);
  if (base === undefined) return null;
  const dropIns = [...new Set([template, canonical])].flatMap((owner) => tree.dropIns.get(owner) ?? []);
  return merged(base, dropIns);
}

function merged(base: UnitFile, dropIns: readonly UnitFile[]): LoadedUnit {
  if (dropIns.length === 0) return { sources: base.source, masked: base.masked, settings: base.settings };
  const parts = [base, ...dropIns];
  return {
    sources: parts.map(({ source }) => source).join('\n'),
    masked: base.masked,
    settings: parseUnit(...parts.map(({ text }) => text)),
  };
}

/** "getty@tty1.service" → "getty@.service"; other names stay. */
export function templateOf(name: string): string {
  return name.replace(/^([^@]*)@.+(\.[a-z]+)$/, '$1@$2');
}

/**
 * The units that a boot starts: everything that the default targets pull in, directly or not. `withSockets` adds the
 * services behind their sockets, which run from the first connection on.
 */
export function startedAtBoot(
  tree: UnitTree,
  { withSockets }: { readonly withSockets: boolean },
): ReadonlySet<string> {
  const reached = new Set<string>();
  const queue = [...ROOTS];
  for (let next = queue.pop(); next !== undefined; next = queue.pop()) {
    const name = tree.aliases.get(next) ?? next;
    if (reached.has(name)) continue;
    reached.add(name);
    for (const owner of new Set([next, name, templateOf(name)]))
      queue.push(...(tree.pulledIn.get(owner) ?? []));
    const unit = loadUnit(tree, name);
    if (unit === null) continue;
    for (const key of PULLING) queue.push(...words(unit.settings, 'Unit', key));
    if (withSockets && name.endsWith('.socket')) queue.push(serviceOf(name, unit.settings));
  }
  return reached;
}

function serviceOf(socket: string, settings: UnitSettings): string {
  return lastValue(settings, 'Socket', 'Service') ?? socket.replace(/\.socket$/, '.service');
}

/** Whether a started unit is still active later: a template never is, and a oneshot that does not remain is not. */
export function staysActive(name: string, { masked, settings }: LoadedUnit): boolean {
  if (masked || name.includes('@.')) return false;
  const oneshot = lastValue(settings, 'Service', 'Type') === 'oneshot';
  return !oneshot || isOn(settings, ['Service', 'RemainAfterExit'], false);
}
