import type { UnitSettings } from '../nix/unit.ts';

/** All values of a key, split at blanks: what Wants=, Sockets= and their like list. */
export function words(unit: UnitSettings, section: string, key: string): readonly string[] {
  return (unit.get(section)?.get(key) ?? [])
    .flatMap((value) => value.split(/\s+/))
    .filter((word) => word !== '');
}

/** The last value of a key, null where it has none. */
export function lastValue(unit: UnitSettings, section: string, key: string): string | null {
  return unit.get(section)?.get(key)?.at(-1) ?? null;
}

/** A boolean of a unit; `otherwise` where it is not set. */
export function isOn(
  unit: UnitSettings,
  [section, key]: readonly [string, string],
  otherwise: boolean,
): boolean {
  const value = lastValue(unit, section, key);
  return value === null ? otherwise : /^(1|yes|true|on)$/i.test(value);
}
