/** Large fleets for the benchmark: closures of real shape and size that evaluate in about a second. */
import { createFleet, type Fleet } from '../fleet.ts';
import type { PackageParts } from './description.ts';

export type LargeFleet = {
  readonly hosts: number;
  /** Packages in each host's closure. Default 2,700. */
  readonly paths?: number;
  /** How many of these only that host has. Default 40. */
  readonly ownPaths?: number;
  /** The part of each closure that the update changes, between 0 and 1. Default 0.2. */
  readonly changed?: number;
  /** See FleetDescription. Default 0. */
  readonly work?: number;
};

/**
 * Writes a fleet of hosts that share most of their closure, and moves its input on. Package k of a set refers to 2k+1, 2k+2
 * and a few further on, so that everything is reached from the first ones, some dozen steps deep, with about the seven references
 * a path that real systems have; as a changed package changes all that lead to it, the first ones are those that change.
 * Three of five changed packages get another version, the others are rebuilt.
 */
export function createLargeFleet(
  folder: string,
  { hosts, paths = 2700, ownPaths = 40, changed = 0.2, work = 0 }: LargeFleet,
): Fleet {
  const names = Array.from({ length: hosts }, (_, index) => `host${String(index + 1).padStart(3, '0')}`);
  const sets = [
    { prefix: 'shared', size: paths - ownPaths },
    ...names.map((name) => ({ prefix: name, size: ownPaths })),
  ];
  const fleet = createFleet(folder, {
    texts: true,
    work,
    revision: true,
    base: roots('shared', 120),
    packages: Object.assign({}, ...sets.map(({ prefix, size }) => packageTree(prefix, size))),
    hosts: Object.fromEntries(
      names.map((name) => [name, { packages: roots(name, 10), services: { agent: nameOf('shared', 3) } }]),
    ),
  });
  const changes = sets.flatMap(({ prefix, size }) =>
    Array.from(
      { length: Math.round(size * changed) },
      (_, index) => [nameOf(prefix, index), change(index)] as const,
    ),
  );
  fleet.advance(Object.fromEntries(changes));
  return fleet;
}

function packageTree(prefix: string, size: number): Record<string, PackageParts> {
  return Object.fromEntries(
    Array.from({ length: size }, (_, index) => {
      const further = [
        2 * index + 1,
        2 * index + 2,
        3 * index + 5,
        5 * index + 7,
        7 * index + 11,
        index + 40,
        index + 90,
      ];
      const uses = [...new Set(further)].filter((next) => next < size).map((next) => nameOf(prefix, next));
      return [nameOf(prefix, index), { version: version(index), uses }];
    }),
  );
}

/** A digit behind the hyphen would begin a version. */
function nameOf(prefix: string, index: number): string {
  return `${prefix}-package${index}`;
}

function version(index: number): string {
  return `${1 + (index % 7)}.${index % 31}.${index % 13}`;
}

function change(index: number): Partial<PackageParts> {
  return index % 5 < 3 ? { version: `${version(index)}.1` } : { build: 1 };
}

function roots(prefix: string, count: number): string[] {
  return Array.from({ length: count }, (_, index) => nameOf(prefix, index));
}
