import { orderVersions, versionComponents } from './order.ts';

/** One version replaced by another. */
export type VersionPair = readonly [before: string, after: string];

/**
 * Says which vanished version of a package each new version replaces, when several are side by side:
 *  1. the closest relatives are paired first: those that share the most leading components (3.0.13 → 3.0.14 before 1.1.1w → 3.3.0);
 *  2. among equally close ones as many as possible are paired, in order: the older with the older, the newer with the newer;
 *  3. where one side has more, those stay alone that make the pairs lie nearest to each other in the order of all of them;
 *  4. and where that is equal, too, the newest are paired.
 * The rules know no direction, so pairing (after, before) gives the same pairs turned round. No version may be on both sides.
 */
export function pairVersions(before: readonly string[], after: readonly string[]): readonly VersionPair[] {
  if (before.length === 0 || after.length === 0) return [];
  if (before.length === 1 && after.length === 1) return [[before[0]!, after[0]!]];
  const components = new Map([...before, ...after].map((version) => [version, versionComponents(version)]));
  const deepest = Math.max(...[...components.values()].map((list) => list.length));
  const left = new Set([...before].sort(orderVersions));
  const right = new Set([...after].sort(orderVersions));
  const pairs: VersionPair[] = [];
  for (let depth = deepest; depth >= 0 && left.size > 0 && right.size > 0; depth--) {
    const newer = byFamily(right, components, depth);
    for (const [family, olds] of byFamily(left, components, depth)) {
      for (const pair of alignInOrder(olds, newer.get(family) ?? [])) {
        pairs.push(pair);
        left.delete(pair[0]);
        right.delete(pair[1]);
      }
    }
  }
  return pairs.sort(([a], [b]) => orderVersions(a, b));
}

/** The versions that have at least `depth` components, by their first `depth` ones. */
function byFamily(
  versions: Iterable<string>,
  components: ReadonlyMap<string, readonly string[]>,
  depth: number,
): ReadonlyMap<string, readonly string[]> {
  const families = new Map<string, string[]>();
  for (const version of versions) {
    const parts = components.get(version)!;
    if (parts.length < depth) continue;
    const key = parts.slice(0, depth).join('\n');
    const family = families.get(key);
    if (family === undefined) families.set(key, [version]);
    else family.push(version);
  }
  return families;
}

/** Pairs two sorted lists without crossing, as many as the shorter one has, at the least distance in the merged order. */
function alignInOrder(before: readonly string[], after: readonly string[]): readonly VersionPair[] {
  const [few, many] = before.length <= after.length ? [before, after] : [after, before];
  const place = new Map([...before, ...after].sort(orderVersions).map((version, index) => [version, index]));
  const distance = (i: number, j: number) => Math.abs(place.get(few[i]!)! - place.get(many[j]!)!);
  // cost[i][j]: the least sum of distances when the first i of the few are paired within the first j of the many.
  const cost = [Array<number>(many.length + 1).fill(0)];
  for (let i = 1; i <= few.length; i++) {
    const row = Array<number>(many.length + 1).fill(Number.POSITIVE_INFINITY);
    for (let j = i; j <= many.length; j++)
      row[j] = Math.min(row[j - 1]!, cost[i - 1]![j - 1]! + distance(i - 1, j - 1));
    cost.push(row);
  }
  const pairs: VersionPair[] = [];
  for (let i = few.length, j = many.length; i > 0; j--) {
    if (cost[i]![j] !== cost[i - 1]![j - 1]! + distance(i - 1, j - 1)) continue;
    i--;
    pairs.push(few === before ? [few[i]!, many[j - 1]!] : [many[j - 1]!, few[i]!]);
  }
  return pairs.reverse();
}
