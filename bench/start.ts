/** How long the program takes to say anything, against a node that does nothing. */
import { help, nothing } from './contestants.ts';
import { interleave, median } from './measure.ts';

/** Medians, in seconds. */
export type StartMeasurement = { readonly help: number; readonly nothing: number };

export async function measureStart(): Promise<StartMeasurement> {
  const times = await interleave(21, { help, nothing });
  return { help: median(times.help), nothing: median(times.nothing) };
}
