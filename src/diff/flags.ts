import type { Toplevel } from '../nix/toplevel.ts';
import { unitChanges } from './units.ts';

/** What activating a new toplevel does to a running host beyond replacing packages. All lists are sorted. */
export type HostFlags = {
  /** Which of these differ by store path; any of them means that only a reboot completes the update. */
  readonly reboot: readonly ('kernel' | 'initrd' | 'kernel-modules')[];
  readonly units: {
    readonly restarted: readonly string[];
    readonly reloaded: readonly string[];
    readonly started: readonly string[];
    readonly stopped: readonly string[];
  };
  readonly removedUsers: readonly string[];
  readonly removedGroups: readonly string[];
  readonly stateVersion: { readonly before: string; readonly after: string } | null;
  readonly label: { readonly before: string; readonly after: string } | null;
};

/**
 * What activating `after` on a host that runs `before` does beyond replacing packages. A reboot completes the update when
 * kernel, initrd or kernel modules differ, as NixOS's own `system.autoUpgrade.allowReboot` decides. For units see
 * `unitChanges`, which says what is known. State versions are in no toplevel: pass what evaluation told, if it did.
 * Users and groups are told only when both sides declare theirs where they can be read.
 */
export function hostFlags(
  before: Toplevel,
  after: Toplevel,
  stateVersion: { readonly before: string | null; readonly after: string | null } = {
    before: null,
    after: null,
  },
): HostFlags {
  const [old, fresh] = [before.accounts, after.accounts];
  const gone = (kind: 'users' | 'groups') =>
    old === null || fresh === null ? [] : old[kind].filter((name) => !fresh[kind].includes(name));
  return {
    reboot: [
      ...(before.kernel === after.kernel ? [] : (['kernel'] as const)),
      ...(before.initrd === after.initrd ? [] : (['initrd'] as const)),
      ...(before.kernelModules === after.kernelModules ? [] : (['kernel-modules'] as const)),
    ],
    units: unitChanges(before, after),
    removedUsers: gone('users'),
    removedGroups: gone('groups'),
    stateVersion: differing(stateVersion),
    label: differing({ before: before.label, after: after.label }),
  };
}

function differing(sides: {
  readonly before: string | null;
  readonly after: string | null;
}): { readonly before: string; readonly after: string } | null {
  const { before, after } = sides;
  return before === null || after === null || before === after ? null : { before, after };
}
