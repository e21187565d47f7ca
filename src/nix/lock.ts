import { z } from 'zod';
import { Problem } from '../problem.ts';
import { describeSource, type SourceAttributes } from './source.ts';

/** Where a lock file pins one input. Format: flake.lock versions 5 to 7, "Lock files" in the Nix manual's `nix flake` page. */
export type LockedInput = {
  /** 'github', 'git', 'path', 'tarball', 'indirect', …; 'follows' where the input follows another one. */
  readonly type: string;
  /** Where it comes from, as a flake reference without revision: "github:NixOS/nixpkgs/nixos-unstable". */
  readonly url: string;
  /** The web address of the repository where the type or the URL tells it, else null: "https://github.com/NixOS/nixpkgs". */
  readonly web: string | null;
  readonly revision: string | null;
  /** Seconds since the epoch. */
  readonly lastModified: number | null;
  readonly narHash: string | null;
  /** The path of the input that it follows, where type is 'follows'. */
  readonly follows: readonly string[] | null;
};

/** One input of a lock file, by its path from the root. */
export type LockEntry = {
  /** ['nixpkgs'], or ['home-manager', 'nixpkgs'] for an input's own input. */
  readonly path: readonly string[];
  /** Of an input that follows, everything but type and `follows` is that of the input it ends at. */
  readonly input: LockedInput;
  /**
   * The place that the pinned content itself is fetched from, without branch and revision: "https://github.com/NixOS/nixpkgs".
   * Unlike `input.url` it is never what flake.nix asks for, so a lock file that was pointed elsewhere shows it.
   */
  readonly origin: string;
};

/** A whole lock file: every input once, those of the root first, then theirs. */
export type Lock = readonly LockEntry[];

const attributes = z.record(z.string(), z.union([z.string(), z.number(), z.boolean()]));
const nodeSchema = z.object({
  inputs: z.record(z.string(), z.union([z.string(), z.array(z.string())])).optional(),
  locked: attributes.optional(),
  original: attributes.optional(),
  /** Version 5 kept lastModified and narHash apart. */
  info: attributes.optional(),
});
const lockSchema = z.object({
  version: z.number(),
  root: z.string(),
  nodes: z.record(z.string(), nodeSchema),
});

type Node = z.infer<typeof nodeSchema>;
type Graph = { readonly root: string; readonly nodes: Readonly<Record<string, Node>> };

/**
 * Reads a lock file. `file` is how an error names it. Every input is told under the shortest path that leads to it, and
 * inputs that follow others under their own; what an input that follows leads to is told there and not again, so cycles
 * end. Throws a Problem that names the file, the place in it and what would be right.
 */
export function parseLock(text: string, file: string): Lock {
  const graph = readGraph(text, file);
  const entries: LockEntry[] = [];
  const seen = new Set([graph.root]);
  const queue: { readonly path: readonly string[]; readonly node: string }[] = [
    { path: [], node: graph.root },
  ];
  for (let next = queue.shift(); next !== undefined; next = queue.shift()) {
    for (const [name, target] of Object.entries(graph.nodes[next.node]?.inputs ?? {})) {
      const path = [...next.path, name];
      if (typeof target === 'string') {
        entries.push(nodeEntry(path, graph.nodes[target]!));
        if (!seen.has(target)) queue.push({ path, node: target });
        seen.add(target);
      } else {
        entries.push(followsEntry(path, target, graph));
      }
    }
  }
  return entries;
}

function readGraph(text: string, file: string): Graph {
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch (error) {
    const conflict = /^(<{7}|={7}|>{7})/m.test(text)
      ? ' It has conflict markers of an unfinished merge.'
      : '';
    throw new Problem(`${file} is not JSON: ${(error as Error).message}.${conflict}`);
  }
  const version = (json as { version?: unknown } | null)?.version;
  if (typeof version === 'number' && (version < 5 || version > 7)) {
    throw new Problem(`${file} has version ${version}; this program reads lock files of versions 5 to 7`);
  }
  const parsed = lockSchema.safeParse(json);
  if (!parsed.success) {
    const issue = parsed.error.issues[0]!;
    throw new Problem(
      `${file} is no lock file of a flake: ${issue.path.join('.') || 'the whole'}: ${issue.message}`,
    );
  }
  requireNodes(parsed.data, file);
  return parsed.data;
}

function requireNodes({ root, nodes }: Graph, file: string): void {
  if (!Object.hasOwn(nodes, root))
    throw new Problem(`${file} names "${root}" as its root, but has no such node`);
  for (const [name, { inputs, locked }] of Object.entries(nodes)) {
    if (name !== root && locked === undefined) {
      throw new Problem(`${file}: nodes.${name} has no "locked"; every node but the root needs one`);
    }
    for (const [input, target] of Object.entries(inputs ?? {})) {
      if (typeof target === 'string' && !Object.hasOwn(nodes, target)) {
        throw new Problem(`${file}: nodes.${name}.inputs.${input} is "${target}", but there is no such node`);
      }
    }
  }
}

function nodeEntry(path: readonly string[], node: Node): LockEntry {
  const locked: SourceAttributes = { ...node.locked, ...node.info };
  const { type, url, web, origin } = describeSource(locked, node.original ?? {});
  const { rev, lastModified, narHash } = locked;
  return {
    path,
    origin,
    input: {
      type,
      url,
      web,
      revision: typeof rev === 'string' ? rev : null,
      lastModified: typeof lastModified === 'number' ? lastModified : null,
      narHash: typeof narHash === 'string' ? narHash : null,
      follows: null,
    },
  };
}

function followsEntry(path: readonly string[], follows: readonly string[], graph: Graph): LockEntry {
  const target = resolve(follows, graph);
  const node = target === null ? undefined : graph.nodes[target];
  const { input, origin } =
    node?.locked === undefined ? { input: NOWHERE, origin: '' } : nodeEntry(path, node);
  return { path, origin, input: { ...input, type: 'follows', follows } };
}

const NOWHERE: LockedInput = {
  type: 'follows',
  url: '',
  web: null,
  revision: null,
  lastModified: null,
  narHash: null,
  follows: null,
};

/** The node at the end of a path from the root, through whatever it follows on the way; null for a cycle or a path to nothing. */
function resolve(
  path: readonly string[],
  graph: Graph,
  passed: ReadonlySet<string> = new Set(),
): string | null {
  const key = path.join('\n');
  if (passed.has(key)) return null;
  let node = graph.root;
  for (const name of path) {
    const target = graph.nodes[node]?.inputs?.[name];
    if (target === undefined) return null;
    const next = typeof target === 'string' ? target : resolve(target, graph, new Set([...passed, key]));
    if (next === null) return null;
    node = next;
  }
  return node;
}
