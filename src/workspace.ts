import { chmod, mkdtemp, readdir, realpath, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Problem } from './problem.ts';

/** A run's own temporary folder. */
export type Workspace = {
  readonly path: string;
  /** Removes it with all that is in it, read-only folders too. */
  readonly remove: () => Promise<void>;
};

/** Makes an empty folder that only this user may read, below TMPDIR (or `parent`). */
export async function makeWorkspace(parent: string = tmpdir()): Promise<Workspace> {
  const path = await realpath(parent)
    .then((real) => mkdtemp(join(real, 'flake-update-diff-')))
    .catch((error: Error) => {
      throw new Problem(
        `No temporary folder can be made in ${parent}: ${error.message}`,
        'Set TMPDIR to a folder that can be written to.',
      );
    });
  return { path, remove: () => removeWorkspace(path) };
}

/** Removes a folder with all that is in it; one that is gone already is no error. */
export async function removeWorkspace(path: string): Promise<void> {
  try {
    await rm(path, { recursive: true, force: true });
  } catch {
    await makeWritable(path);
    await rm(path, { recursive: true, force: true });
  }
}

async function makeWritable(folder: string): Promise<void> {
  await chmod(folder, 0o700);
  for (const entry of await readdir(folder, { withFileTypes: true })) {
    if (entry.isDirectory()) await makeWritable(join(folder, entry.name));
  }
}
