import type { Lock, LockEntry, LockedInput } from '../nix/lock.ts';

/** How one input of the lock file differs. */
export type InputChangeKind =
  /** Another revision (or content) from the same place. */
  | 'updated'
  | 'added'
  | 'removed'
  /** It now comes from another URL: look twice, a supply-chain event. */
  | 'redirected'
  /** The same revision, fetched the same way, but another narHash: the content behind a fixed revision changed. Never harmless. */
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

/**
 * Compares two lock files; null is no lock file at all, so that everything is added (or removed). Nested inputs are told
 * like others, by their path, also where they changed only because their parent did. An input that follows another is
 * told only when it starts or ceases to follow, or follows another: what it ends at is told under its own path.
 * Sorted by path. `before` and `after` are the inputs as locked.
 */
export function diffInputs(before: Lock | null, after: Lock | null): readonly InputChange[] {
  const key = (entry: LockEntry) => JSON.stringify(entry.path);
  const old = new Map((before ?? []).map((entry) => [key(entry), entry]));
  const now = new Map((after ?? []).map((entry) => [key(entry), entry]));
  return [...new Map([...old, ...now]).entries()]
    .flatMap(([path, entry]): readonly InputChange[] => {
      const [was, is] = [old.get(path), now.get(path)];
      const kind = kindOf(was, is);
      if (kind === null) return [];
      return [{ path: entry.path, kind, before: was?.input ?? null, after: is?.input ?? null }];
    })
    .sort((a, b) => comparePaths(a.path, b.path));
}

function kindOf(was: LockEntry | undefined, is: LockEntry | undefined): InputChangeKind | null {
  if (was === undefined || is === undefined) return was === undefined ? 'added' : 'removed';
  const [old, now] = [was.input, is.input];
  if (old.follows !== null || now.follows !== null) return sameFollows(old, now) ? null : 'refollowed';
  if (was.origin !== is.origin) return 'redirected';
  const sameRevision = old.revision !== null && old.revision === now.revision;
  const otherContent = old.narHash !== null && now.narHash !== null && old.narHash !== now.narHash;
  const samePacking = old.type === now.type && options(old.url) === options(now.url);
  if (sameRevision && otherContent && samePacking) return 'rehashed';
  const same =
    old.revision === now.revision &&
    old.narHash === now.narHash &&
    old.lastModified === now.lastModified &&
    old.url === now.url;
  return same ? null : 'updated';
}

/** By the names along the paths, a parent before its children. */
function comparePaths(a: readonly string[], b: readonly string[]): number {
  for (let index = 0; index < Math.min(a.length, b.length); index++) {
    if (a[index] !== b[index]) return a[index]! < b[index]! ? -1 : 1;
  }
  return a.length - b.length;
}

function sameFollows(old: LockedInput, now: LockedInput): boolean {
  return old.follows !== null && now.follows !== null && old.follows.join('\n') === now.follows.join('\n');
}

/** What of a URL chooses other content of the same revision: submodules, a folder. Its branch does not. */
function options(url: string): string {
  return (url.split('?')[1] ?? '')
    .split('&')
    .filter((option) => !option.startsWith('ref='))
    .join('&');
}
