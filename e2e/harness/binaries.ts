import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import path from 'node:path';
import { promisify } from 'node:util';
import { projectRoot } from '../../__tests__/support/nix.ts';

/** The programs under test beside ours. `staticFolder` is null where the server carries its pages in its binary. */
export type ForgeBinaries = {
  readonly server: string;
  readonly runner: string;
  readonly staticFolder: string | null;
};

/** The forge server and its runner: FORGE_SERVER and FORGE_RUNNER, or what `scripts/forge-binaries` builds once. */
export async function forgeBinaries(): Promise<ForgeBinaries> {
  const script = path.join(projectRoot(), 'scripts/forge-binaries');
  const { stdout } = await promisify(execFile)(script, { maxBuffer: 1 << 26 });
  const [server = '', runner = ''] = stdout.trim().split('\n');
  // A server built from Go alone has no stylesheets; FORGE_STATIC names a folder that has them, for pictures.
  const folder = process.env.FORGE_STATIC ?? path.join(path.dirname(server), 'static');
  return { server, runner, staticFolder: existsSync(folder) ? folder : null };
}
