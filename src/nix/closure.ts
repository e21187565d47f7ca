import { Problem } from '../problem.ts';
import type { Nix } from './command.ts';
import { nixProblem } from './message.ts';
import { atLeast } from './version.ts';

/** One path of the store. `narSize` in bytes; `references` and `deriver` are whole paths, `deriver` null where unknown. */
export type PathEntry = {
  readonly path: string;
  readonly narSize: number;
  readonly references: readonly string[];
  readonly deriver: string | null;
};

/** Every path that was asked for with everything it refers to, by path. */
export type StoreGraph = ReadonlyMap<string, PathEntry>;

/**
 * The closures of all the paths as one graph, with one `nix path-info -r` (a second one where there are .drv files among them). An empty list
 * gives an empty graph. Throws a Problem where Nix does not know a path or answers in a shape that is not known.
 */
export async function readGraph(nix: Nix, paths: readonly string[]): Promise<StoreGraph> {
  const isDerivation = (path: string) => path.endsWith('.drv');
  const outputs = await pathInfo(
    nix,
    paths.filter((path) => !isDerivation(path)),
    [],
  );
  // Without the flag, Nix before 2.13 takes a .drv file for its outputs; with it, every Nix takes an output for its .drv file.
  const derivations = await pathInfo(nix, paths.filter(isDerivation), ['--derivation']);
  return derivations.size === 0 ? outputs : new Map([...outputs, ...derivations]);
}

async function pathInfo(nix: Nix, paths: readonly string[], flags: readonly string[]): Promise<StoreGraph> {
  if (paths.length === 0) return new Map();
  const format = atLeast(nix.version.number, 2, 33) ? ['--json-format', '1'] : [];
  const output = await nix.nix([
    'path-info',
    '--json',
    ...format,
    '--recursive',
    ...flags,
    ...new Set(paths),
  ]);
  if (output.code !== 0) throw nixProblem('nix path-info', output.stderr);
  return parsePathInfo(output.stdout, nix.version.text);
}

/** The paths that `root` refers to, directly or not, and itself, in no order. Throws a Problem where the graph does not hold one of them. */
export function closureOf(graph: StoreGraph, root: string): readonly PathEntry[] {
  const { numbers, entries, references } = linksOf(graph);
  const first = numbers.get(root);
  if (first === undefined) throw new Problem(`nix path-info did not tell of ${root}.`);
  const seen = new Uint8Array(entries.length);
  const closure: PathEntry[] = [];
  const queue = [first];
  seen[first] = 1;
  for (let number = queue.pop(); number !== undefined; number = queue.pop()) {
    closure.push(entries[number]!);
    for (const reference of references(number)) {
      if (seen[reference] === 1) continue;
      seen[reference] = 1;
      queue.push(reference);
    }
  }
  return closure;
}

type Links = {
  readonly numbers: ReadonlyMap<string, number>;
  readonly entries: readonly PathEntry[];
  /** The numbers of the paths that a path refers to. */
  readonly references: (number: number) => readonly number[];
};

/** A fleet walks the same graph twice for each host: its references are looked up once only, and known by number from then on. */
const known = new WeakMap<StoreGraph, Links>();

function linksOf(graph: StoreGraph): Links {
  const before = known.get(graph);
  if (before !== undefined) return before;
  const entries = [...graph.values()];
  const numbers = new Map(entries.map((entry, number) => [entry.path, number]));
  const found: (readonly number[] | undefined)[] = new Array(entries.length);
  const lookUp = (number: number) =>
    entries[number]!.references.map((path) => {
      const reference = numbers.get(path);
      if (reference === undefined)
        throw new Problem(`nix path-info did not tell of ${path}, which ${entries[number]!.path} refers to.`);
      return reference;
    });
  const links: Links = {
    numbers,
    entries,
    references: (number) => {
      found[number] ??= lookUp(number);
      return found[number];
    },
  };
  known.set(graph, links);
  return links;
}

/**
 * Reads `nix path-info --json` in all its shapes: an array of objects (Nix up to 2.18, all Lix), an object from path to entry (2.19 and newer,
 * format 1), and {version: 2, storeDir, info} with base names (format 2). Throws a Problem that names the command and `version` for others.
 */
export function parsePathInfo(text: string, version: string): StoreGraph {
  const unknown = (what: string) =>
    new Problem(
      `nix path-info --json of Nix ${version} answered in a shape that is not known: ${what}.`,
      'Please report it with the output of "nix path-info --json /nix/store/SOME-PATH", or use another Nix.',
    );
  const value = parseJson(text, unknown);
  const graph = new Map<string, PathEntry>();
  for (const [path, entry] of entriesOf(value, unknown)) {
    if (!isRecord(entry) || typeof entry['narSize'] !== 'number' || !isTexts(entry['references'])) {
      throw unknown(`no narSize and references at ${path}, but ${JSON.stringify(entry).slice(0, 120)}`);
    }
    const folder = path.slice(0, path.lastIndexOf('/') + 1);
    const whole = (name: string) => (name.startsWith('/') ? name : folder + name);
    const deriver = entry['deriver'];
    graph.set(path, {
      path,
      narSize: entry['narSize'],
      references: entry['references'].map(whole),
      deriver: typeof deriver === 'string' && deriver.endsWith('.drv') ? whole(deriver) : null,
    });
  }
  return graph;
}

function entriesOf(
  value: unknown,
  unknown: (what: string) => Problem,
): readonly (readonly [string, unknown])[] {
  if (Array.isArray(value)) {
    return value.map((entry: unknown) => {
      if (!isRecord(entry) || typeof entry['path'] !== 'string')
        throw unknown('an array whose elements have no path');
      return [entry['path'], entry] as const;
    });
  }
  if (!isRecord(value)) throw unknown(typeof value);
  if (isRecord(value['info']) && typeof value['storeDir'] === 'string') {
    const { storeDir, info } = value;
    return Object.entries(info as Record<string, unknown>).map(
      ([name, entry]) => [`${storeDir}/${name}`, entry] as const,
    );
  }
  const entries = Object.entries(value);
  const strange = entries.find(([path]) => !path.startsWith('/'));
  if (strange !== undefined)
    throw unknown(`an object with the key ${JSON.stringify(strange[0].slice(0, 80))}`);
  return entries;
}

function parseJson(text: string, unknown: (what: string) => Problem): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw unknown(`no JSON, but ${JSON.stringify(text.slice(0, 80))}`);
  }
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function isTexts(value: unknown): value is readonly string[] {
  return Array.isArray(value) && value.every((element) => typeof element === 'string');
}
