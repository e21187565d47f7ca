import type { UnitSettings } from '../nix/unit.ts';
import type { Unit, UnitTree } from '../nix/unit-tree.ts';
import { isOn, lastValue, words } from './unit-settings.ts';

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

/** The unit of a name or an alias; an instance that the tree does not name is its template. Null where there is none. */
export function unitOf(tree: UnitTree, name: string): Unit | null {
  const canonical = tree.aliases.get(name) ?? name;
  return tree.units.get(canonical) ?? tree.units.get(templateOf(canonical)) ?? null;
}

/** "getty@tty1.service" → "getty@.service"; other names stay. */
function templateOf(name: string): string {
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
    const unit = unitOf(tree, name);
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
export function staysActive(name: string, { masked, settings }: Unit): boolean {
  if (masked || name.includes('@.')) return false;
  const oneshot = lastValue(settings, 'Service', 'Type') === 'oneshot';
  return !oneshot || isOn(settings, ['Service', 'RemainAfterExit'], false);
}
