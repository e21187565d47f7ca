import {
  chmod,
  chown,
  mkdir,
  readFile,
  readlink,
  realpath,
  rename,
  rm,
  stat,
  symlink,
  writeFile,
} from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import type { HostOutcomes } from './diff/compare.ts';
import { Problem } from './problem.ts';

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
      await removeOldLink(link);
      await symlink(outcome.outPath, link);
    }
  }
}

/** Only a link to a store path, such as an earlier run has made, makes way; somebody's own file does not. */
async function removeOldLink(link: string): Promise<void> {
  const target = await readlink(link).catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return null;
    throw new Problem(
      `--keep-results: ${link} is in the way.`,
      'It is no link of an earlier run. Name another folder.',
    );
  });
  if (target === null) return;
  if (!/\/[0-9a-z]{32}-/.test(target)) {
    throw new Problem(
      `--keep-results: ${link} is in the way: it points to ${target}.`,
      'Name another folder.',
    );
  }
  await rm(link);
}

/**
 * Replaces a file at once: a reader, or a power cut, meets the old text or the new, never a half. A link stays one, mode and owner stay. Throws a
 * Problem, and changes nothing, where the file no longer has the expected text: somebody has worked on it meanwhile.
 */
export async function replaceFile(
  path: string,
  { text, expected }: { readonly text: string; readonly expected: string | null },
): Promise<void> {
  const target = await realpath(path).catch(() => path);
  const found = await textOf(target);
  if (found !== null && found !== expected) {
    throw new Problem(
      `${path} was changed while this ran, and is left as it is now.`,
      'Keep it or put it back (git checkout flake.lock), then run this again.',
    );
  }
  const temporary = join(dirname(target), `.${basename(target)}.flake-update-diff`);
  try {
    // On the disk before it takes the old one's place, or a power cut could leave it empty.
    await writeFile(temporary, text, { flush: true });
    await likeBefore(target, temporary);
    await rename(temporary, target);
  } catch (error) {
    await rm(temporary, { force: true });
    throw error;
  }
}

/** Gives a new file the mode, and where that is allowed the owner, of the one that it replaces. */
async function likeBefore(old: string, fresh: string): Promise<void> {
  const before = await stat(old).catch(() => null);
  if (before === null) return;
  await chown(fresh, before.uid, before.gid).catch(() => {});
  await chmod(fresh, before.mode & 0o7777);
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
