/** The part that is pure: from what `nix path-info` printed to the finished report. Measured in a process of its own, for its memory. */
import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';

export type PureMeasurement = {
  readonly hosts: number;
  readonly paths: number;
  /** From nix's output to the report, once, in a fresh process, as a command does it. */
  readonly seconds: number;
  /** Largest resident memory of a process that did one round; the input's text is part of it. */
  readonly peakBytes: number;
};

/** Hosts from few to many show whether time is linear in them. */
export async function measurePure(): Promise<PureMeasurement[]> {
  return [10, 25, 50, 100].map((hosts) => {
    const child = fileURLToPath(new URL('./pure-round.js', import.meta.url));
    const measured = spawnSync(process.execPath, [child, String(hosts), '3000'], { encoding: 'utf8' });
    if (measured.status !== 0)
      throw new Error(`pure-round ended with ${measured.status}:\n${measured.stderr}`);
    return JSON.parse(measured.stdout);
  });
}
