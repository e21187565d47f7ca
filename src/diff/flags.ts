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
