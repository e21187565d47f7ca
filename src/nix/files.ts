import { readdirSync, readFileSync, readlinkSync, realpathSync } from 'node:fs';

/** Reading the file system; null everywhere for what is not there or is of another kind. */
export type Files = {
  /** The names in a folder, in no order. */
  readonly list: (dir: string) => readonly string[] | null;
  /** Where a link points to, as it is written. */
  readonly link: (path: string) => string | null;
  readonly text: (path: string) => string | null;
  /** The path with all links resolved. */
  readonly real: (path: string) => string | null;
};

/** The real file system. Synchronous, because thousands of tiny files are read several times faster so. */
export const storeFiles: Files = {
  list: (dir) => orNull(() => readdirSync(dir)),
  link: (path) => orNull(() => readlinkSync(path)),
  text: (path) => orNull(() => readFileSync(path, 'utf8')),
  real: (path) => orNull(() => realpathSync(path)),
};

const ELSEWHERE = new Set(['ENOENT', 'ENOTDIR', 'EINVAL', 'EISDIR', 'ELOOP']);

function orNull<T>(read: () => T): T | null {
  try {
    return read();
  } catch (error) {
    if (ELSEWHERE.has((error as NodeJS.ErrnoException).code ?? '')) return null;
    throw error;
  }
}
