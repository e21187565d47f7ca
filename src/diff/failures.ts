import type { HostFailure, Outcome } from './hosts.ts';
import { packageName } from './name.ts';

/** One failure, told once, with every host that it breaks. */
export type Failure = {
  readonly stage: 'evaluate' | 'build';
  /** 'after': the update breaks it. 'both': it was broken before and still is. 'before': the update mends it. */
  readonly side: 'before' | 'after' | 'both';
  readonly hosts: readonly string[];
  readonly drvPath: string | null;
  readonly summary: string;
  readonly message: string;
  readonly full: string;
  readonly logTail: readonly string[];
};

type HostOutcomes = { readonly name: string; readonly before: Outcome; readonly after: Outcome };
type Told = { readonly side: Failure['side']; readonly host: string; readonly failure: HostFailure };

/**
 * Groups the failures of all hosts: one `Failure` for a derivation that breaks several, and one for the same evaluation
 * message, once the host's name and the hashes of store paths are taken out. On a host that is broken on both sides, the
 * same message, or the same package failing to build (its derivation is another one after an update), is 'both'. What
 * only the old state has is 'before', and is left out for a host that no longer exists. The texts are those of the
 * first host. New failures come first, then lasting ones, then mended ones; within those the ones that break most hosts.
 */
export function groupFailures(hosts: readonly HostOutcomes[]): readonly Failure[] {
  const groups = new Map<string, { readonly first: Told; readonly hosts: string[] }>();
  for (const told of hosts.flatMap(failuresOf)) {
    const key = [told.side, told.failure.stage, sameness(told.failure, told.host)].join('\0');
    const group = groups.get(key) ?? { first: told, hosts: [] };
    groups.set(key, group);
    if (!group.hosts.includes(told.host)) group.hosts.push(told.host);
  }
  const order = ['after', 'both', 'before'] as const;
  return [...groups.values()]
    .map(({ first: { side, failure }, hosts: names }) => ({ ...failure, side, hosts: names }))
    .sort((a, b) => order.indexOf(a.side) - order.indexOf(b.side) || b.hosts.length - a.hosts.length);
}

function failuresOf({ name, before, after }: HostOutcomes): readonly Told[] {
  const old = before.kind === 'broken' ? before.failures : [];
  const now = after.kind === 'broken' ? after.failures : [];
  const lasts = (failure: HostFailure, others: readonly HostFailure[]) =>
    others.some((other) => lastingKey(other, name) === lastingKey(failure, name));
  const mended = after.kind === 'absent' ? [] : old.filter((failure) => !lasts(failure, now));
  return [
    ...now.map((failure) => ({
      side: lasts(failure, old) ? ('both' as const) : ('after' as const),
      host: name,
      failure,
    })),
    ...mended.map((failure) => ({ side: 'before' as const, host: name, failure })),
  ];
}

/** Equal for failures of several hosts that are one and the same. */
function sameness(failure: HostFailure, host: string): string {
  return failure.drvPath ?? withoutHost(failure.message, host);
}

/** Equal for a host's failures before and after that are the same one to its owner. */
function lastingKey(failure: HostFailure, host: string): string {
  const what =
    failure.drvPath === null ? withoutHost(failure.message, host) : packageName(failure.drvPath).name;
  return `${failure.stage}\0${withoutHost(what, host)}`;
}

/** A message without what differs from host to host: its name as a whole word, and the hashes of store paths. */
function withoutHost(message: string, host: string): string {
  const word = host.replace(/[\\^$.*+?()[\]{}|]/g, '\\$&');
  return message
    .replace(/\/[0-9a-df-np-sv-z]{32}-/g, '/…-')
    .replace(new RegExp(`(?<![\\p{L}\\p{N}_-])${word}(?![\\p{L}\\p{N}_-])`, 'gu'), '⟨host⟩');
}
