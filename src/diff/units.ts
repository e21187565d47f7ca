import type { Toplevel } from '../nix/toplevel.ts';
import type { UnitSettings } from '../nix/unit.ts';
import type { Unit, UnitTree } from '../nix/unit-tree.ts';
import { mountChanges, type UnitActions } from './mounts.ts';
import { startedAtBoot, staysActive, unitOf } from './running.ts';
import { isOn, words } from './unit-settings.ts';

/** The units that a switch acts on, each list sorted, each unit in one of them at most. */
export type UnitChanges = {
  readonly restarted: readonly string[];
  readonly reloaded: readonly string[];
  readonly started: readonly string[];
  readonly stopped: readonly string[];
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
  const actions: UnitActions = {
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

function treeChanges(old: UnitTree, fresh: UnitTree, actions: UnitActions): void {
  const active = startedAtBoot(old, { withSockets: true });
  for (const name of active) {
    const was = unitOf(old, name);
    if (was === null || !staysActive(name, was)) continue;
    const is = unitOf(fresh, name);
    if (is === null || is.masked) {
      if (isOn(was.settings, ['Unit', 'X-StopOnRemoval'], true)) actions.stopped.add(name);
    } else if (was.sources !== is.sources && !name.endsWith('.target')) {
      const verdict = compareUnits(was.settings, is.settings);
      if (verdict === 'reload') actions.reloaded.add(name);
      if (verdict === 'restart') modified(name, is, { active, fresh, actions });
    }
  }
  for (const name of startedAtBoot(fresh, { withSockets: false })) {
    const is = unitOf(fresh, name);
    const startable =
      is !== null && !is.masked && !name.includes('@.') && !/\.(target|slice|device|scope)$/.test(name);
    const wasStarted = active.has(name) && unitOf(old, name)?.masked === false;
    if (startable && !wasStarted) actions.started.add(name);
  }
}

type Surroundings = {
  readonly active: ReadonlySet<string>;
  readonly fresh: UnitTree;
  readonly actions: UnitActions;
};

/** What happens to an active unit whose settings differ in more than what a reload takes in. */
function modified(name: string, { settings }: Unit, { active, fresh, actions }: Surroundings): void {
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
    if (active.has(socket) && unitOf(fresh, socket) !== null) actions.restarted.add(socket);
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
