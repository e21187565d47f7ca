import { availableParallelism, freemem } from 'node:os';
import type { Nix } from './command.ts';
import { type EvaluateRequest, type Evaluation, evaluateHosts } from './evaluate.ts';
import type { FlakeArguments } from './flake.ts';

/** What this machine can spare. `memory` in bytes. */
export type Capacity = { readonly cpus: number; readonly memory: number };

/** How the work is shared out: so many evaluators at once, each with so much memory, each state cut into so many slices. */
export type EvaluatorPlan = { readonly parallel: number; readonly memory: number; readonly slices: number };

/** Below this, a second evaluator at once would make the machine swap: one modern host takes 0.5 to 1 GB. */
const MEMORY_PER_EVALUATOR = 2 * 2 ** 30;
/** Evaluators of one state repeat the work that its hosts share (nixpkgs itself), so a slice must be worth it. */
const HOSTS_PER_SLICE = 8;

/** Shares out the evaluation of two states with up to `hosts` hosts each. Pure. */
export function planEvaluators({ cpus, memory }: Capacity, hosts: number): EvaluatorPlan {
  const parallel = Math.max(1, Math.min(cpus, Math.floor(memory / MEMORY_PER_EVALUATOR)));
  const slices = Math.max(1, Math.min(Math.floor(parallel / 2), Math.ceil(hosts / HOSTS_PER_SLICE)));
  return { parallel, slices, memory: Math.floor((memory * 0.8) / parallel) };
}

/** The capacity of the machine as it is now; memory as its control group allows where Node can tell. */
export function capacity(): Capacity {
  const available = (process as { availableMemory?: () => number }).availableMemory;
  return {
    cpus: availableParallelism(),
    memory: available === undefined ? freemem() : available.call(process),
  };
}

/** Hosts of one state that are to be evaluated. */
export type StateHosts = { readonly flake: FlakeArguments; readonly hosts: readonly string[] };

/** Evaluates the hosts of several states, as many evaluators at once as the plan says. Gives one map for each state, in their order. */
export async function evaluateStates(
  nix: Nix,
  states: readonly StateHosts[],
  { plan, onHost }: { readonly plan: EvaluatorPlan; readonly onHost: EvaluateRequest['onHost'] },
): Promise<readonly ReadonlyMap<string, Evaluation>[]> {
  const results = states.map(() => new Map<string, Evaluation>());
  const jobs = states.flatMap(({ flake, hosts }, state) =>
    slicesOf(hosts, plan.slices).map((slice) => async () => {
      const evaluated = await evaluateHosts(nix, { flake, hosts: slice, memory: plan.memory, onHost });
      for (const [host, evaluation] of evaluated) results[state]?.set(host, evaluation);
    }),
  );
  const worker = async () => {
    for (let job = jobs.shift(); job !== undefined; job = jobs.shift()) await job();
  };
  await Promise.all(Array.from({ length: plan.parallel }, worker));
  return results;
}

function slicesOf<T>(items: readonly T[], count: number): readonly (readonly T[])[] {
  const size = Math.ceil(items.length / count);
  return size === 0
    ? []
    : Array.from({ length: Math.ceil(items.length / size) }, (_, index) =>
        items.slice(index * size, (index + 1) * size),
      );
}
