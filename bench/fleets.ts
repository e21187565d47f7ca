/** Fleets of several sizes: how the whole program compares with the floor and with the guide's way. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createLargeFleet } from '../__tests__/support/fleet/large.ts';
import { arena, floor, guide, programExists, wholeProgram } from './contestants.ts';
import { interleave, median } from './measure.ts';

export type FleetMeasurement = {
  readonly hosts: number;
  readonly paths: number;
  /** Medians, in seconds; null where it was not measured. */
  readonly floor: number;
  readonly total: number | null;
  readonly guide: number | null;
  /** All rounds, in seconds. */
  readonly rounds: Readonly<Record<string, readonly number[]>>;
};

export type FleetOptions = {
  readonly rounds: number;
  /** Rounds of the guide's way, which takes long; 0 leaves it out. */
  readonly guideRounds: number;
  /** The largest fleet that is measured in the guide's way. */
  readonly guideHosts: number;
  readonly paths: number;
  /** What evaluating a host costs: see FleetDescription. */
  readonly work: number;
  readonly nixVersion: string;
};

/**
 * Measures one size. Everything is built and fetched once before, so that only what is done at every update is measured; builds would cost
 * all contestants the same and so hide the difference.
 */
export async function measureFleet(hosts: number, options: FleetOptions): Promise<FleetMeasurement> {
  const folder = mkdtempSync(join(tmpdir(), 'bench-'));
  try {
    const { paths, work } = options;
    const fleet = createLargeFleet(join(folder, 'fleet'), { hosts, paths, work });
    const here = arena(fleet, join(folder, 'scratch'), options.nixVersion);
    const names = Array.from({ length: hosts }, (_, index) => `host${String(index + 1).padStart(3, '0')}`);
    const fast: Record<string, () => Promise<void>> = { floor: () => floor(here) };
    if (programExists()) fast['total'] = () => wholeProgram(here);
    const all = hosts <= options.guideHosts ? { ...fast, guide: () => guide(here, names) } : fast;
    await interleave(1, all);
    const rounds: Record<string, number[]> = await interleave(options.guideRounds, all);
    const more = await interleave(options.rounds - options.guideRounds, fast);
    for (const [name, times] of Object.entries(more)) rounds[name] = [...(rounds[name] ?? []), ...times];
    const middle = (name: string) => (rounds[name] === undefined ? null : median(rounds[name]));
    return { hosts, paths, floor: middle('floor')!, total: middle('total'), guide: middle('guide'), rounds };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
