import { parseArgs } from 'node:util';
import { Problem } from './problem.ts';

export const FORMATS = ['markdown', 'terminal', 'json', 'html'] as const;
export type Format = (typeof FORMATS)[number];

/** What both subcommands take. */
export type OutputOptions = {
  /** Null: terminal on a terminal, else Markdown. */
  readonly format: Format | null;
  /** File for the report; null: stdout. */
  readonly output: string | null;
  readonly nixOptions: readonly (readonly [name: string, value: string])[];
  /** Milliseconds for the whole run; null: none. */
  readonly timeout: number | null;
  readonly quiet: boolean;
  readonly verbose: boolean;
};

export type UpdateArguments = OutputOptions & {
  readonly command: 'update';
  readonly mode: 'update' | 'skip-update' | 'revisions';
  readonly flake: string;
  readonly inputs: readonly string[];
  /** Globs; empty: all hosts. */
  readonly hosts: readonly string[];
  /** Source of a regular expression that must match a host's whole name to leave it out; null: none is left out. */
  readonly exclude: string | null;
  readonly base: string | null;
  readonly head: string | null;
  readonly evalOnly: boolean;
  readonly write: boolean;
  readonly keepResults: string | null;
};

export type DiffArguments = OutputOptions & {
  readonly command: 'diff';
  readonly before: string;
  readonly after: string;
};

export type Arguments =
  | UpdateArguments
  | DiffArguments
  | { readonly command: 'help' }
  | { readonly command: 'version' };

/** Hosts that are left out unless --exclude says otherwise. */
export const DEFAULT_EXCLUDE = '.*-minimal';

const OPTIONS = {
  'skip-update': { type: 'boolean' },
  flake: { type: 'string' },
  input: { type: 'string', multiple: true },
  hosts: { type: 'string', multiple: true },
  exclude: { type: 'string' },
  base: { type: 'string' },
  head: { type: 'string' },
  'eval-only': { type: 'boolean' },
  format: { type: 'string' },
  output: { type: 'string', short: 'o' },
  'no-write': { type: 'boolean' },
  'nix-option': { type: 'string', multiple: true },
  'keep-results': { type: 'string' },
  timeout: { type: 'string' },
  quiet: { type: 'boolean', short: 'q' },
  verbose: { type: 'boolean', short: 'v' },
  version: { type: 'boolean', short: 'V' },
  help: { type: 'boolean', short: 'h' },
} as const;

/** Options that take all the words behind them, up to the next option. */
const VARIADIC: ReadonlySet<string> = new Set(['input', 'hosts']);

/** Options that belong to `flake-update-diff` alone, and not to `flake-update-diff diff`. */
const UPDATE_ONLY = [
  'skip-update',
  'flake',
  'input',
  'hosts',
  'exclude',
  'base',
  'head',
  'eval-only',
  'no-write',
  'keep-results',
] as const;

/** Reads the command line (without node and script). Throws a Problem for anything that makes no sense, before anything is done. */
export function parseArguments(words: readonly string[]): Arguments {
  const { values, tokens } = tokenise(words);
  if (values.help) return { command: 'help' };
  if (values.version) return { command: 'version' };
  const lists = collectLists(tokens);
  const output: OutputOptions = {
    format: values.format === undefined ? null : formatNamed(values.format),
    output: values.output ?? null,
    nixOptions: lists.nixOptions,
    timeout: values.timeout === undefined ? null : duration(values.timeout),
    quiet: values.quiet ?? false,
    verbose: values.verbose ?? false,
  };
  const [command, ...operands] = lists.operands;
  if (command === undefined) return updateArguments(values, lists, output);
  if (command === 'diff') return diffArguments(operands, values, output);
  throw new Problem(
    `Unknown command or argument ${JSON.stringify(command)}.`,
    'The only command is "diff OLD NEW"; see flake-update-diff --help.',
  );
}

function tokenise(words: readonly string[]) {
  try {
    return parseArgs({
      args: [...words],
      options: OPTIONS,
      allowPositionals: true,
      strict: true,
      tokens: true,
    });
  } catch (error) {
    // Node's messages name the option and what is wrong with it; its second sentence is about its own API.
    const message =
      error instanceof Error ? error.message.split(/\. (?=To specify|Did you forget)/)[0] : String(error);
    throw new Problem(`${message}`, 'See flake-update-diff --help for all options.');
  }
}

type Tokenised = ReturnType<typeof tokenise>;
type Values = Tokenised['values'];
type Lists = {
  readonly inputs: readonly string[];
  readonly hosts: readonly string[];
  readonly nixOptions: readonly (readonly [string, string])[];
  readonly operands: readonly string[];
};

/** Words behind a variadic option belong to it, and the one behind `--nix-option NAME` is its value; the others are operands. */
function collectLists(tokens: Tokenised['tokens']): Lists {
  const lists = { input: [] as string[], hosts: [] as string[], operands: [] as string[] };
  const nixOptions: (readonly [string, string])[] = [];
  let taker: string | null = null;
  let pending: string | null = null;
  for (const token of tokens) {
    if (token.kind === 'option') {
      if (pending !== null) break;
      taker = VARIADIC.has(token.name) ? token.name : null;
      if (token.name === 'input' || token.name === 'hosts') lists[token.name].push(token.value ?? '');
      if (token.name === 'nix-option') pending = token.value ?? '';
    } else if (token.kind === 'positional') {
      if (pending !== null) {
        nixOptions.push([pending, token.value]);
        pending = null;
      } else lists[taker === 'input' || taker === 'hosts' ? taker : 'operands'].push(token.value);
    } else taker = null;
  }
  if (pending !== null) {
    throw new Problem(`--nix-option ${pending} has no value.`, 'It takes two words: --nix-option max-jobs 4');
  }
  return { inputs: lists.input, hosts: lists.hosts, operands: lists.operands, nixOptions };
}

function diffArguments(operands: readonly string[], values: Values, output: OutputOptions): DiffArguments {
  const misplaced = UPDATE_ONLY.find((name) => values[name] !== undefined);
  if (misplaced !== undefined) {
    throw new Problem(`--${misplaced} does not go with "diff OLD NEW".`, 'See flake-update-diff --help.');
  }
  const [before, after, ...rest] = operands;
  if (before === undefined || after === undefined || rest.length > 0) {
    throw new Problem(
      `diff takes two closures, and was given ${operands.length}.`,
      'For example: flake-update-diff diff /run/booted-system /run/current-system',
    );
  }
  return { command: 'diff', before, after, ...output };
}

function updateArguments(values: Values, { inputs, hosts }: Lists, output: OutputOptions): UpdateArguments {
  const skip = values['skip-update'] ?? false;
  const head = values.head ?? null;
  if (skip && head !== null)
    throw new Problem('--skip-update and --head exclude each other.', 'Leave one of them out.');
  if (inputs.length > 0 && (skip || head !== null)) {
    throw new Problem(
      `--input names what to update, and ${skip ? '--skip-update' : '--head'} updates nothing.`,
      'Leave one of them out.',
    );
  }
  if (hosts.includes(''))
    throw new Problem('--hosts "" names no host.', 'It takes names and globs, such as "web*".');
  return {
    command: 'update',
    mode: skip ? 'skip-update' : head === null ? 'update' : 'revisions',
    flake: values.flake ?? '.',
    inputs,
    hosts,
    exclude: exclusion(values.exclude ?? DEFAULT_EXCLUDE),
    base: values.base ?? null,
    head,
    evalOnly: values['eval-only'] ?? false,
    write: !(values['no-write'] ?? false),
    keepResults: values['keep-results'] ?? null,
    ...output,
  };
}

function formatNamed(text: string): Format {
  const format = FORMATS.find((known) => known === text);
  if (format !== undefined) return format;
  throw new Problem(`--format ${JSON.stringify(text)} is not known.`, `One of: ${FORMATS.join(', ')}.`);
}

function exclusion(source: string): string | null {
  if (source === '') return null;
  try {
    new RegExp(source, 'u');
    return source;
  } catch (error) {
    throw new Problem(
      `--exclude ${JSON.stringify(source)} is no regular expression: ${(error as Error).message}`,
      'It must match the whole name of a host, such as ".*-minimal"; an empty one leaves nothing out.',
    );
  }
}

const UNIT_SECONDS = { '': 1, s: 1, m: 60, h: 3600 } as const;

/** A timer of Node's counts milliseconds in 31 bits, and one that is set for longer fires at once. */
const LONGEST = 2 ** 31 - 1;

function duration(text: string): number {
  const [, number = '', unit = ''] = /^(\d+)([smh]?)$/.exec(text) ?? [];
  const milliseconds = Number(number) * UNIT_SECONDS[unit as keyof typeof UNIT_SECONDS] * 1000;
  if (milliseconds > LONGEST) {
    throw new Problem(
      `--timeout ${JSON.stringify(text)} is too long.`,
      'At most 24 days can be waited for: 596h.',
    );
  }
  if (number !== '' && milliseconds > 0) return milliseconds;
  throw new Problem(`--timeout ${JSON.stringify(text)} is no duration.`, 'For example: 90 or 90s, 45m, 2h.');
}
