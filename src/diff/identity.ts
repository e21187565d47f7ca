import { configurationRule } from './configuration.ts';
import { type PackageName, packageName, storeName } from './name.ts';

/** What one store path is. */
export type PathIdentity = PackageName & {
  /** The name under which it is told as configuration; null where its name is a package's. */
  readonly configuration: string | null;
};

/** Gives the identity of a store path, from its name and, where known, its deriver's. */
export type Identify = (path: string, deriver: string | null) => PathIdentity;

/** What a store path is, by its name alone; the name of a package where no rule says that it is configuration. */
export function identity(path: string, deriver: string | null): PathIdentity {
  const named = packageName(path, deriver);
  const whole = storeName(path).replace(/\.drv$/, '');
  const rule = configurationRule(whole);
  const configuration = rule === null ? null : rule.told === 'whole' ? whole : named.name;
  return { ...named, configuration };
}

/** `identity` that remembers every path: the hosts of a fleet share most of theirs. Keep one for a whole run. */
export function rememberedIdentity(): Identify {
  const known = new Map<string, PathIdentity>();
  return (path, deriver) => {
    const seen = known.get(path);
    if (seen !== undefined) return seen;
    const fresh = identity(path, deriver);
    known.set(path, fresh);
    return fresh;
  };
}
