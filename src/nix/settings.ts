import { z } from 'zod';
import { Problem } from '../problem.ts';
import type { Nix } from './command.ts';
import { nixProblem } from './message.ts';
import { atLeast } from './version.ts';

const Setting = <T extends z.ZodType>(value: T) => z.object({ value }).optional();

const Settings = z.object({
  system: Setting(z.string()),
  'extra-platforms': Setting(z.array(z.string())),
  builders: Setting(z.string()),
});

/**
 * The systems that can be built here: this machine's, those that it emulates, and those of its remote builders, as Nix's own settings tell
 * (`system`, `extra-platforms`, `builders`; format of the last: Nix manual, "Remote builds"). `readFile` reads a machines file.
 */
export async function buildableSystems(
  nix: Nix,
  readFile: (path: string) => Promise<string>,
): Promise<ReadonlySet<string>> {
  const command = atLeast(nix.version.number, 2, 20)
    ? ['config', 'show', '--json']
    : ['show-config', '--json'];
  const output = await nix.nix(command);
  if (output.code !== 0) throw nixProblem(`nix ${command.join(' ')}`, output.stderr);
  const parsed = Settings.safeParse(JSON.parse(output.stdout));
  if (!parsed.success) {
    throw new Problem(
      `nix ${command.join(' ')} of Nix ${nix.version.text} answered in a shape that is not known: ${z.prettifyError(parsed.error)}`,
    );
  }
  const { system, builders, 'extra-platforms': extra } = parsed.data;
  const own = [system?.value ?? '', ...(extra?.value ?? [])];
  return new Set([...own, ...(await systemsOfBuilders(builders?.value ?? '', readFile))]);
}

async function systemsOfBuilders(
  builders: string,
  readFile: (path: string) => Promise<string>,
): Promise<readonly string[]> {
  const systems: string[] = [];
  for (const line of builders.split(/[;\n]/)) {
    const entry = line.replace(/#.*/, '').trim();
    if (entry.startsWith('@')) {
      const text = await readFile(entry.slice(1)).catch(() => '');
      systems.push(...(await systemsOfBuilders(text, readFile)));
    } else {
      const field = entry.split(/\s+/)[1] ?? '-';
      if (field !== '-') systems.push(...field.split(','));
    }
  }
  return systems;
}
