import { spawn } from 'node:child_process';

/** A finished process: its output and how long it took, in seconds. */
export type Finished = { readonly stdout: string; readonly seconds: number };

export type Command = {
  readonly argv: readonly [string, ...string[]];
  readonly cwd: string;
  readonly env: NodeJS.ProcessEnv;
  /** Exit codes that are no failure; default only 0. */
  readonly codes?: readonly number[];
};

/** Runs a command to its end. Throws with its standard error when it ends with an unexpected code. */
export function runCommand({ argv: [program, ...args], cwd, env, codes = [0] }: Command): Promise<Finished> {
  const begin = performance.now();
  return new Promise((resolve, reject) => {
    const child = spawn(program, args, { cwd, env, stdio: ['ignore', 'pipe', 'pipe'] });
    const stdout: Buffer[] = [];
    const stderr: Buffer[] = [];
    child.stdout.on('data', (chunk) => stdout.push(chunk));
    child.stderr.on('data', (chunk) => stderr.push(chunk));
    child.on('error', reject);
    child.on('close', (code) => {
      const seconds = (performance.now() - begin) / 1000;
      if (code !== null && codes.includes(code))
        resolve({ stdout: Buffer.concat(stdout).toString(), seconds });
      else reject(new Error(`${program} ${args.join(' ')} ended with ${code}:\n${Buffer.concat(stderr)}`));
    });
  });
}

/** Seconds that a piece of work takes. */
export async function seconds(work: () => Promise<unknown>): Promise<number> {
  const begin = performance.now();
  await work();
  return (performance.now() - begin) / 1000;
}

/** The middle value; the mean of the two middle ones where their number is even. */
export function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = sorted.length / 2;
  return sorted.length % 2 === 1 ? sorted[Math.floor(middle)]! : (sorted[middle - 1]! + sorted[middle]!) / 2;
}

/** Runs every contestant once per round, in turn, so that a slow spell of the machine hits all; gives each one's seconds per round. */
export async function interleave<Name extends string>(
  rounds: number,
  contestants: Readonly<Record<Name, () => Promise<unknown>>>,
): Promise<Record<Name, number[]>> {
  const names = Object.keys(contestants) as Name[];
  const times = Object.fromEntries(names.map((name) => [name, [] as number[]])) as Record<Name, number[]>;
  for (let round = 0; round < rounds; round += 1) {
    for (const name of names) times[name].push(await seconds(contestants[name]));
  }
  return times;
}
