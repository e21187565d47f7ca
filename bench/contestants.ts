/** The ways to learn what an update changes on every host: what no design can avoid, the guide's script, and this program. */
import { cpSync, existsSync, mkdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import type { Fleet } from '../__tests__/support/fleet.ts';
import { nixEnvironment, projectRoot } from '../__tests__/support/nix.ts';
import { runCommand } from './measure.ts';

/** A fleet, a scratch folder for the contestants, and the environment in which `nix` is the one to measure with. */
export type Arena = {
  readonly fleet: Fleet;
  readonly scratch: string;
  readonly env: NodeJS.ProcessEnv;
  readonly modern: boolean;
};

const experimental = ['--extra-experimental-features', 'nix-command flakes'];

/** Names the arena for a Nix version such as 2.34.8. */
export function arena(fleet: Fleet, scratch: string, version: string): Arena {
  const [, minor = 0] = version.split('.').map(Number);
  mkdirSync(scratch, { recursive: true });
  return { fleet, scratch, env: nixEnvironment(), modern: minor >= 19 };
}

/** Every update is of new commits, which no cache knows: without this, all rounds but the first would find their evaluations done. */
const uncached = ['--option', 'eval-cache', 'false'];

function nix({ env }: Arena, cwd: string, args: readonly string[]) {
  return runCommand({ argv: ['nix', ...experimental, ...args], cwd, env });
}

/**
 * The floor: one update, one evaluation per state, both at once as two cores allow, one build of what differs and one path-info of
 * all closures; nothing is read of their output but what the next command needs. The trees lie ready.
 */
export async function floor(arena: Arena): Promise<void> {
  const { fleet, scratch } = arena;
  const [before, after] = ['before', 'after'].map((side) => {
    const tree = join(scratch, 'floor', side);
    rmSync(tree, { recursive: true, force: true });
    cpSync(fleet.flake, tree, { recursive: true, filter: (path) => !path.endsWith('.git') });
    return tree;
  }) as [string, string];
  await nix(arena, after, ['flake', 'update', ...(arena.modern ? ['--flake'] : []), `path:${after}`]);
  const states = await Promise.all([before, after].map((tree) => toplevels(arena, tree)));
  const [base, head] = states as [Toplevels, Toplevels];
  const differing = [...new Set([...base, ...head])].filter(([drvPath]) => drvPath !== undefined);
  const installables = differing.map(([drvPath]) => (arena.modern ? `${drvPath}^*` : drvPath));
  await nix(arena, scratch, ['build', '--no-link', '--keep-going', ...installables]);
  const format = arena.modern && (await jsonFormat(arena)) ? ['--json-format', '1'] : [];
  await nix(arena, scratch, [
    'path-info',
    '--json',
    ...format,
    '-r',
    ...differing.map(([, outPath]) => outPath),
  ]);
}

type Toplevels = readonly (readonly [drvPath: string, outPath: string])[];

async function toplevels(arena: Arena, tree: string): Promise<Toplevels> {
  const revision = `rev=${arena.fleet.git('rev-parse', 'HEAD')}`;
  const attributes = 'map (host: with host.config.system.build.toplevel; [ drvPath outPath ])';
  const apply = `hosts: ${attributes} (builtins.attrValues hosts)`;
  const flags = ['--no-write-lock-file', ...uncached];
  const reference = `path:${tree}?${revision}#nixosConfigurations`;
  const { stdout } = await nix(arena, tree, ['eval', '--json', ...flags, reference, '--apply', apply]);
  return JSON.parse(stdout);
}

let knowsJsonFormat: boolean | undefined;

async function jsonFormat(arena: Arena): Promise<boolean> {
  knowsJsonFormat ??= await nix(arena, arena.scratch, [
    'path-info',
    '--json',
    '--json-format',
    '1',
    '/nix/store',
  ])
    .then(() => true)
    .catch((error: Error) => !error.message.includes('unrecognised flag'));
  return knowsJsonFormat;
}

/** The guide's way: build every host, update, build every host again, and one `nix store diff-closures` for each. */
export async function guide(arena: Arena, hosts: readonly string[]): Promise<void> {
  const tree = join(arena.scratch, 'guide');
  rmSync(tree, { recursive: true, force: true });
  cpSync(arena.fleet.repository, tree, { recursive: true });
  for (const side of ['before', 'after']) {
    if (side === 'after') await nix(arena, tree, ['flake', 'update']);
    for (const host of hosts) {
      const toplevel = `.#nixosConfigurations."${host}".config.system.build.toplevel`;
      await nix(arena, tree, [
        'build',
        ...uncached,
        '--out-link',
        join(tree, `result-${side}-${host}`),
        toplevel,
      ]);
    }
  }
  for (const host of hosts) {
    const links = ['before', 'after'].map((side) => join(tree, `result-${side}-${host}`));
    await nix(arena, tree, ['store', 'diff-closures', ...links]);
  }
}

const program = join(projectRoot(), 'dist/cli/index.js');

/** Whether the bundled program is there to be measured. */
export function programExists(): boolean {
  return existsSync(program);
}

/** This program, doing all of it: states, evaluations, builds, closures, diff and a JSON report of it. */
export async function wholeProgram({ fleet, scratch, env }: Arena): Promise<void> {
  const report = join(scratch, 'report.json');
  const options = ['--flake', fleet.flake, '--no-write', '--quiet', '--format', 'json', '--output', report];
  await runCommand({ argv: [process.execPath, program, ...options], cwd: scratch, env, codes: [0] });
}

/** The program's help, and the shortest program there can be. */
export const help = () =>
  runCommand({ argv: [process.execPath, program, '--help'], cwd: '/', env: process.env });
export const nothing = () => runCommand({ argv: [process.execPath, '-e', '0'], cwd: '/', env: process.env });
