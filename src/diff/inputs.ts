import type { LockedInput } from '../nix/lock.ts';

/** How one input of the lock file differs. */
export type InputChangeKind =
  /** Another revision (or content) from the same place. */
  | 'updated'
  | 'added'
  | 'removed'
  /** It now comes from another URL: look twice, a supply-chain event. */
  | 'redirected'
  /** The same revision, but another narHash: the content behind a fixed revision changed. Never harmless. */
  | 'rehashed'
  /** It follows another input now, or no longer does. */
  | 'refollowed';

export type InputChange = {
  /** From the root: ['nixpkgs'], or ['home-manager', 'nixpkgs'] for a nested input. */
  readonly path: readonly string[];
  readonly kind: InputChangeKind;
  readonly before: LockedInput | null;
  readonly after: LockedInput | null;
};
