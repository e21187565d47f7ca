import { mkdir, readFile, rename, rm, symlink, writeFile } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import type { HostOutcomes } from './diff/compare.ts';

/**
 * Makes links to what was built in `folder`: `HOST.before` and `HOST.after` (a `/` in a name becomes `%2F`). The garbage collector keeps the
 * results because `nix build` has registered its own links in `roots`, a folder inside.
 */
export async function linkResults(folder: string, outcomes: readonly HostOutcomes[]): Promise<void> {
  await mkdir(folder, { recursive: true });
  for (const { name, before, after } of outcomes) {
    for (const [side, outcome] of [
      ['before', before],
      ['after', after],
    ] as const) {
      if (outcome.kind !== 'built') continue;
      const link = join(folder, `${name.replaceAll('/', '%2F')}.${side}`);
      await rm(link, { force: true });
      await symlink(outcome.outPath, link);
    }
  }
}

/** Replaces a file at once: a reader, or a power cut, meets the old text or the new, never a half. */
export async function replaceFile(path: string, text: string): Promise<void> {
  const temporary = join(dirname(path), `.${basename(path)}.flake-update-diff`);
  try {
    await writeFile(temporary, text);
    await rename(temporary, path);
  } catch (error) {
    await rm(temporary, { force: true });
    throw error;
  }
}

/** A file's text, or null where there is no such file. */
export async function textOf(path: string): Promise<string | null> {
  try {
    return await readFile(path, 'utf8');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return null;
    throw error;
  }
}
