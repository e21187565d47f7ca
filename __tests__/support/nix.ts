import { execFileSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** The versions that `scripts/install-nix` gives; `newest` is what Debian testing has now. */
export type NixRelease = '2.8' | '2.26' | 'newest';

export const nixReleases: readonly NixRelease[] = ['2.8', '2.26', 'newest'];

/** Settings of a Nix without daemon, network, sandbox and registry, as root: what a test machine can offer. */
export const offlineNixConfig = [
  'experimental-features = nix-command flakes',
  'sandbox = false',
  'build-users-group =',
  'substituters =',
  'flake-registry =',
].join('\n');

/** The environment of `base` in which `nix` is that release (or the one on PATH) and works offline. */
export function nixEnvironment(
  release?: NixRelease,
  base: NodeJS.ProcessEnv = process.env,
): NodeJS.ProcessEnv {
  const path = release === undefined ? base['PATH'] : `${nixFolder(release)}:${base['PATH']}`;
  return { ...base, PATH: path, NIX_CONFIG: offlineNixConfig };
}

/** The folder that holds a release's `nix`; installs it where it is missing. */
export function nixFolder(release: NixRelease): string {
  const script = join(projectRoot(), 'scripts/install-nix');
  return execFileSync(script, ['--bin', release], { encoding: 'utf8' }).trim();
}

/** The checkout, from the sources as well as from what `tsc` wrote to lib/. */
export function projectRoot(): string {
  let folder = dirname(fileURLToPath(import.meta.url));
  while (!existsSync(join(folder, 'scripts/install-nix'))) folder = dirname(folder);
  return folder;
}
