import type { Toplevel } from '../nix/toplevel.ts';
import { isOn, type UnitSettings, words } from '../nix/unit.ts';
import type { UnitTree } from '../nix/unit-tree.ts';
import { type LoadedUnit, loadUnit, startedAtBoot, staysActive } from './running.ts';

/** The units that a switch acts on, each list sorted, each unit in one of them at most. */
export type UnitChanges = {
  readonly restarted: readonly string[];
  readonly reloaded: readonly string[];
  readonly started: readonly string[];
  readonly stopped: readonly string[];
};

type Actions = {
  readonly restarted: Set<string>;
  readonly reloaded: Set<string>;
  readonly started: Set<string>;
  readonly stopped: Set<string>;
};

/**
 * What `switch-to-configuration switch` does to the units of a host that runs `before` and gets `after`. Rules: "Unit
 * handling" in the NixOS manual (nixos/doc/manual/development/unit-handling.section.md), and the program itself in
 * nixpkgs' pkgs/by-name/sw/switch-to-configuration-ng.
 *
 * The program asks systemd which units are active. Nobody can be asked here, so this tells of the units that a boot of
 * `before` leaves active: those that the default targets pull in, and the services of their sockets, without oneshots that do
 * not remain. Units that run on demand only (D-Bus, timers, paths), that people started or stopped by hand, that failed,
 * or that an activation script asks to restart are not known. Units that stop or restart because one they depend on
 * does are not told either, nor is systemd itself, which re-executes.
 */
export function unitChanges(before: Toplevel, after: Toplevel): UnitChanges {
  const actions: Actions = {
    restarted: new Set(),
    reloaded: new Set(),
    started: new Set(),
    stopped: new Set(),
  };
  mountChanges(before.fstab, after.fstab, actions);
  if (before.units !== after.units) treeChanges(before.units, after.units, actions);
  for (const name of actions.restarted) {
    actions.reloaded.delete(name);
    actions.started.delete(name);
  }
  const sorted = (set: ReadonlySet<string>) => [...set].sort();
  return {
    restarted: sorted(actions.restarted),
    reloaded: sorted(actions.reloaded),
    started: sorted(actions.started),
    stopped: sorted(actions.stopped),
  };
}

function treeChanges(old: UnitTree, fresh: UnitTree, actions: Actions): void {
  const active = startedAtBoot(old, { withSockets: true });
  for (const name of active) {
    const was = loadUnit(old, name);
    if (was === null || !staysActive(name, was)) continue;
    const is = loadUnit(fresh, name);
    if (is === null || is.masked) {
      if (isOn(was.settings, ['Unit', 'X-StopOnRemoval'], true)) actions.stopped.add(name);
    } else if (was.sources !== is.sources && !name.endsWith('.target')) {
      const verdict = compareUnits(was.settings, is.settings);
      if (verdict === 'reload') actions.reloaded.add(name);
      if (verdict === 'restart') modified(name, is, { active, fresh, actions });
    }
  }
  for (const name of startedAtBoot(fresh, { withSockets: false })) {
    const is = loadUnit(fresh, name);
    const startable =
      is !== null && !is.masked && !name.includes('@.') && !/\.(target|slice|device|scope)$/.test(name);
    if (startable && !active.has(name)) actions.started.add(name);
  }
}

type Surroundings = {
  readonly active: ReadonlySet<string>;
  readonly fresh: UnitTree;
  readonly actions: Actions;
};

/** What happens to an active unit whose settings differ in more than what a reload takes in. */
function modified(name: string, { settings }: LoadedUnit, { active, fresh, actions }: Surroundings): void {
  // systemd takes in a changed path or slice by itself; sockets are left alone, unless their service is stopped.
  if (/\.(path|slice|socket)$/.test(name)) return;
  if (name.endsWith('.mount')) {
    // Neither can be unmounted below a running system.
    (name === '-.mount' || name === 'nix.mount' ? actions.reloaded : actions.restarted).add(name);
    return;
  }
  if (isOn(settings, ['Service', 'X-ReloadIfChanged'], false)) {
    actions.reloaded.add(name);
    return;
  }
  const left =
    !isOn(settings, ['Service', 'X-RestartIfChanged'], true) ||
    isOn(settings, ['Unit', 'RefuseManualStop'], false) ||
    isOn(settings, ['Unit', 'X-OnlyManualStart'], false);
  if (left) return;
  actions.restarted.add(name);
  const stoppedFirst = name.endsWith('.service') && isOn(settings, ['Service', 'X-StopIfChanged'], true);
  if (!stoppedFirst) return;
  const listed = words(settings, 'Service', 'Sockets');
  for (const socket of listed.length > 0 ? listed : [name.replace(/\.service$/, '.socket')]) {
    if (active.has(socket) && loadUnit(fresh, socket) !== null) actions.restarted.add(socket);
  }
}

/** Keys of [Unit] that change nothing about a running unit. */
const IGNORED = new Set(
  (
    'Description Documentation OnFailure OnSuccess OnFailureJobMode IgnoreOnIsolate StopWhenUnneeded ' +
    'RefuseManualStart RefuseManualStop AllowIsolate CollectMode SourcePath'
  ).split(' '),
);

/**
 * Whether a unit's new settings need nothing, a reload (only X-Reload-Triggers, or a mount's Options, differ), or a restart.
 * Triggers that are taken away need nothing.
 */
export function compareUnits(was: UnitSettings, is: UnitSettings): 'nothing' | 'reload' | 'restart' {
  let verdict: 'nothing' | 'reload' = 'nothing';
  for (const section of new Set([...was.keys(), ...is.keys()])) {
    const [old, fresh] = [was.get(section), is.get(section)];
    if ((old === undefined || fresh === undefined) && section !== 'Unit') return 'restart';
    for (const key of new Set([...(old?.keys() ?? []), ...(fresh?.keys() ?? [])])) {
      const [before, after] = [old?.get(key), fresh?.get(key)];
      if (before !== undefined && after !== undefined && before.join('\n') === after.join('\n')) continue;
      if (section === 'Unit' && IGNORED.has(key)) continue;
      if (section === 'Unit' && key === 'X-Reload-Triggers') {
        if (after !== undefined) verdict = 'reload';
      } else if (section === 'Mount' && key === 'Options' && before !== undefined && after !== undefined) {
        verdict = 'reload';
      } else {
        return 'restart';
      }
    }
  }
  return verdict;
}

type Mount = { readonly device: string; readonly type: string; readonly options: string };

/** Mounts come from /etc/fstab: another device or type mounts again (not / and /nix), other options remount. */
function mountChanges(before: string, after: string, actions: Actions): void {
  const [old, fresh] = [parseFstab(before), parseFstab(after)];
  for (const [point, was] of old) {
    const is = fresh.get(point);
    const unit = mountUnit(point);
    if (is === undefined) actions.stopped.add(unit);
    else if (was.device === is.device && was.type === is.type) {
      if (was.options !== is.options) actions.reloaded.add(unit);
    } else if (point === '/' || point === '/nix') {
      if (was.options !== is.options) actions.reloaded.add(unit);
    } else {
      actions.restarted.add(unit);
    }
  }
  for (const [point, { options }] of fresh) {
    if (!old.has(point) && !options.split(',').includes('noauto')) actions.started.add(mountUnit(point));
  }
}

/** Mount points of an fstab(5), without swap. */
function parseFstab(text: string): ReadonlyMap<string, Mount> {
  const fields = text
    .split('\n')
    .filter((line) => !line.includes('#'))
    .map((line) => line.trim().split(/\s+/));
  return new Map(
    fields.flatMap(([device, point, type, options]) =>
      device === undefined || point === undefined || type === undefined || type === 'swap'
        ? []
        : [[point, { device, type, options: options ?? '' }] as const],
    ),
  );
}

/** The mount unit of a mount point, as `systemd-escape --path --suffix=mount` names it (systemd.unit(5)). */
export function mountUnit(point: string): string {
  const path = point
    .replace(/\\([0-7]{3})/g, (_, octal: string) => String.fromCharCode(Number.parseInt(octal, 8)))
    .split('/')
    .filter((part) => part !== '')
    .join('/');
  if (path === '') return '-.mount';
  const escaped = [...Buffer.from(path)].map((byte, index) => {
    const character = String.fromCharCode(byte);
    if (character === '/') return '-';
    const plain = /[A-Za-z0-9:_.]/.test(character) && !(character === '.' && index === 0);
    return plain ? character : `\\x${byte.toString(16).padStart(2, '0')}`;
  });
  return `${escaped.join('')}.mount`;
}
