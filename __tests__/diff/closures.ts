import { createHash } from 'node:crypto';
import type { ClosureView } from '../../src/diff/families.ts';

/** A store path of that name; another build of the same name has another hash: "openssl-3.0.13#2". */
export function storePath(spec: string): string {
  const hash = createHash('sha256').update(spec).digest('hex').replace(/e/g, 'z').slice(0, 32);
  return `/nix/store/${hash}-${spec.replace(/#.*$/, '')}`;
}

/**
 * A closure from a line of names: "*vim-9.1 openssl-3.0.13 openssl-3.0.13-bin glibc-2.39#2:500". A star selects, a number
 * after "#" tells builds of the same name apart, a number after ":" is the size in bytes (1 otherwise).
 */
export function closure(line: string): ClosureView {
  const entries = line
    .split(/\s+/)
    .filter((spec) => spec !== '')
    .map((spec) => {
      const [, star, name, size] = /^(\*?)([^:]+)(?::(\d+))?$/.exec(spec)!;
      return { path: storePath(name!), selected: star === '*', narSize: Number(size ?? 1) };
    });
  return {
    paths: new Map(entries.map(({ path, narSize }) => [path, { narSize, deriver: null }])),
    selected: new Set(entries.filter(({ selected }) => selected).map(({ path }) => path)),
  };
}
