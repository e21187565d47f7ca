import type { FleetChange } from './fleet.ts';
import { versionComponents } from './order.ts';

/** How far a change goes. "changed" has no order: a git hash, another output, a version that was not there before. */
export type Step = 'major' | 'minor' | 'patch' | 'changed' | 'added' | 'removed' | 'rebuilt';

/**
 * The step of an upgrade or a downgrade, by the first component that differs: the first is the major, the second the minor,
 * all others are patches. Below 1.0 the second one is the major, as semantic versioning has it. Where the first one is a
 * year, another year is a minor step and the rest are patches, because such versions promise nothing.
 */
export function stepOf({ kind, before, after }: Pick<FleetChange, 'kind' | 'before' | 'after'>): Step {
  if (kind !== 'upgraded' && kind !== 'downgraded') return kind;
  const [old, fresh] = [versionComponents(before ?? ''), versionComponents(after ?? '')];
  let differs = 0;
  while (differs < old.length && old[differs] === fresh[differs]) differs++;
  if (/^(19|20)\d\d\D?/.test(before ?? '') && /^(19|20)\d\d\D?/.test(after ?? ''))
    return differs === 0 ? 'minor' : 'patch';
  if (differs === 0) return 'major';
  const belowOne = old[0] === versionComponents('0')[0];
  const numbered = /^\d+\.\d+/.test(before ?? '') && /^\d+\.\d+/.test(after ?? '');
  if (differs === 1) return belowOne && numbered ? 'major' : 'minor';
  return 'patch';
}
