import { randomBytes } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { Problem } from '../problem.ts';
import type { Output } from '../process.ts';
import { killGroup } from '../process.ts';
import type { Nix } from './command.ts';
import type { FlakeArguments } from './flake.ts';
import { nixProblem, plain, surroundingsProblem, trimMessage } from './message.ts';

/** A host that evaluates: what would be built, and what else its configuration says. */
export type EvaluatedHost = {
  readonly kind: 'evaluated';
  readonly drvPath: string;
  /** Null where it is known only after the build (content-addressed). */
  readonly outPath: string | null;
  /** "x86_64-linux": where its toplevel is built. */
  readonly system: string;
  readonly stateVersion: string | null;
  /** nixos.label. */
  readonly label: string | null;
};

/** A host that does not evaluate; `message` trimmed to what matters, `full` all that Nix printed of it. */
export type EvaluationFailure = { readonly kind: 'failed'; readonly message: string; readonly full: string };

export type Evaluation = EvaluatedHost | EvaluationFailure;

/** Names of all hosts of a state, or the error that keeps its flake from naming them. */
export type HostNames = { readonly kind: 'names'; readonly names: readonly string[] } | EvaluationFailure;

/** The lock file is taken as it is (with --no-write-lock-file beside it, Nix would complete one that is not), and no cache is left behind. */
const AS_LOCKED = ['--no-update-lock-file', '--option', 'eval-cache', 'false'];

/** The names in `nixosConfigurations`. Throws a Problem only where the surroundings are to blame. */
export async function listHosts(nix: Nix, flake: FlakeArguments): Promise<HostNames> {
  const output = await nix.nix([
    'eval',
    '--json',
    ...AS_LOCKED,
    ...flake.options,
    `${flake.reference}#nixosConfigurations`,
    '--apply',
    'builtins.attrNames',
  ]);
  if (output.code === 0) return { kind: 'names', names: JSON.parse(output.stdout) as string[] };
  if (/does not provide attribute/.test(output.stderr)) return { kind: 'names', names: [] };
  const problem = surroundingsProblem('nix eval', output.stderr);
  if (problem !== null) throw problem;
  return { kind: 'failed', message: trimMessage(output.stderr), full: plain(output.stderr).trim() };
}

export type EvaluateRequest = {
  readonly flake: FlakeArguments;
  readonly hosts: readonly string[];
  /** Bytes that one evaluator may use before it is replaced; hosts done by then are kept. */
  readonly memory: number;
  /** Called when a host's evaluation begins, and when it is done. */
  readonly onHost: (host: string, done: boolean) => void;
};

/**
 * Evaluates many hosts in one evaluator, one after the other. Each result leaves it at once as a trace on stderr, so that a host that fails costs
 * only itself: the evaluator is started again with the hosts behind it. An evaluator that outgrows its memory is replaced in the same way.
 * Throws a Problem where the surroundings (daemon, disk, network) and not a host is to blame.
 */
export async function evaluateHosts(
  nix: Nix,
  request: EvaluateRequest,
): Promise<ReadonlyMap<string, Evaluation>> {
  const results = new Map<string, Evaluation>();
  let remaining = request.hosts;
  let killed: string | null = null;
  while (remaining.length > 0) {
    const { results: batch, killedAt } = await evaluateBatch(nix, {
      ...request,
      hosts: remaining.slice(0, HOSTS_PER_CALL),
    });
    if (killedAt !== null && killedAt === killed) throw outOfMemory(killedAt);
    killed = killedAt;
    if (batch.size === 0 && killed === null)
      throw new Problem('nix eval told nothing of the hosts that it was asked for.', 'Try with --verbose.');
    for (const [host, evaluation] of batch) results.set(host, evaluation);
    remaining = remaining.filter((host) => !results.has(host));
  }
  return results;
}

/** Keeps the expression below Linux's limit of 128 KiB for one argument, with names of up to 255 bytes. */
const HOSTS_PER_CALL = 300;

type Batch = {
  readonly results: ReadonlyMap<string, Evaluation>;
  /** The host at which somebody else, the system when memory runs out for one, has killed the evaluator. */
  readonly killedAt: string | null;
};

async function evaluateBatch(nix: Nix, request: EvaluateRequest): Promise<Batch> {
  const results = new Map<string, Evaluation>();
  const mark = `@flake-update-diff:${randomBytes(8).toString('hex')}`;
  let current: string | null = null;
  let printed: string[] = [];
  let outgrown = false;
  const onStderr = (line: string) => {
    // Only at the beginning: error traces quote the expression, and with it the mark.
    if (!line.startsWith(`trace: ${mark}`)) {
      printed.push(line);
      if (printed.length > 2 * KEPT_LINES) printed = printed.slice(-KEPT_LINES);
      return;
    }
    const message = messageIn(line.slice(`trace: ${mark}`.length));
    if (message === null) return;
    if ('start' in message) {
      current = message.start;
      printed = [];
      request.onHost(message.start, false);
      return;
    }
    const { out, ...result } = message.result;
    results.set(message.done, { kind: 'evaluated', outPath: out, ...result });
    current = null;
    request.onHost(message.done, true);
  };
  let watch: NodeJS.Timeout | undefined;
  const onStart = (pid: number) => {
    watch = setInterval(async () => {
      if (results.size === 0 || (await residentMemory(pid)) <= request.memory) return;
      outgrown = true;
      killGroup(pid, 'SIGTERM');
    }, 500);
  };
  const expression = hostsExpression(mark, request.hosts);
  const output = await nix
    .nix(
      [
        'eval',
        '--json',
        '--show-trace',
        ...AS_LOCKED,
        ...request.flake.options,
        `${request.flake.reference}#nixosConfigurations`,
        '--apply',
        expression,
      ],
      { onStderr, onStart },
    )
    .finally(() => clearInterval(watch));
  if (output.code === 0 || outgrown) return { results, killedAt: null };
  if (output.code === KILLED) return { results, killedAt: current };
  const stderr = printed.join('\n');
  const problem = surroundingsProblem('nix eval', stderr);
  if (problem !== null) throw problem;
  if (current === null) throw results.size === 0 ? nixProblem('nix eval', stderr) : unexplained(stderr);
  results.set(current, failureOf(output, stderr));
  request.onHost(current, true);
  return { results, killedAt: null };
}

type Message =
  | { readonly start: string }
  | {
      readonly done: string;
      readonly result: Omit<EvaluatedHost, 'kind' | 'outPath'> & { readonly out: string | null };
    };

/** Null for a line that a killed evaluator has left half written. */
function messageIn(text: string): Message | null {
  try {
    return JSON.parse(text) as Message;
  } catch {
    return null;
  }
}

/** A function of `nixosConfigurations` that evaluates the hosts in order and traces `MARK {json}` as each begins and ends. */
function hostsExpression(mark: string, hosts: readonly string[]): string {
  return `configs:
let
  trace = value: builtins.trace "${mark} \${builtins.toJSON value}" null;
  text = builtins.unsafeDiscardStringContext;
  attempt = value: let tried = builtins.tryEval value; in if tried.success then tried.value else null;
  evaluate = name:
    let
      config = configs.\${name}.config;
      toplevel = config.system.build.toplevel;
      result = {
        drvPath = text toplevel.drvPath;
        # Not named outPath: toJSON takes a set that has one for a derivation.
        out = if builtins.substring 0 (builtins.stringLength builtins.storeDir) toplevel.outPath == builtins.storeDir
          then text toplevel.outPath else null;
        system = toplevel.system;
        stateVersion = attempt (config.system.stateVersion or null);
        label = attempt (config.system.nixos.label or null);
      };
    in builtins.seq (trace { start = name; }) (trace { done = name; inherit result; });
in builtins.foldl' (_: name: evaluate name) null [ ${hosts.map(nixString).join(' ')} ]`;
}

/** A Nix string literal; everything but backslash, double quote and the beginning of an interpolation stands for itself. */
function nixString(text: string): string {
  return `"${text.replace(/[\\"]|\$(?=\{)/g, '\\$&')}"`;
}

function failureOf(output: Output, stderr: string): EvaluationFailure {
  const full = plain(stderr).trim();
  const message = trimMessage(stderr);
  if (message !== '') return { kind: 'failed', message, full };
  const ended = `The evaluator ended with code ${output.code} and no message.`;
  return { kind: 'failed', message: ended, full: full === '' ? ended : full };
}

const KILLED = 128 + 9;

/** Lines of an evaluation's output that are kept: its error is at the end, and traces before it can be millions. */
const KEPT_LINES = 5_000;

function outOfMemory(host: string): Problem {
  return new Problem(
    `The evaluator was killed twice while it evaluated ${host}: there is probably too little memory.`,
    'Close other programs, add memory or swap, or look at fewer hosts at a time: --hosts.',
  );
}

function unexplained(stderr: string): Problem {
  return new Problem(`nix eval failed between two hosts:\n${trimMessage(stderr)}`);
}

/** Bytes of memory that a process holds; 0 where the system has no /proc. */
async function residentMemory(pid: number): Promise<number> {
  const statm = await readFile(`/proc/${pid}/statm`, 'utf8').catch(() => '0 0');
  return Number(statm.split(' ')[1] ?? 0) * 4096;
}
