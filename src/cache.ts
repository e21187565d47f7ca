import type { NixOption } from './nix/command.ts';
import { connectNix } from './nix/command.ts';
import { nixProblem } from './nix/message.ts';
import type { Run } from './process.ts';
import type { Progress } from './progress.ts';
import type { Report } from './report/report.ts';

/** Copies what was built for the updated hosts, with all that it needs, to a cache of the user's. Throws a Problem where nix cannot. */
export async function copyBuilt(
  { run, progress }: { readonly run: Run; readonly progress: Progress },
  what: {
    readonly to: string;
    readonly nixOptions: readonly NixOption[];
    readonly reports: readonly Report[];
  },
): Promise<void> {
  const paths = what.reports.flatMap(({ hosts }) =>
    hosts.flatMap(({ after }) => (after?.outPath && after.closureSize !== null ? [after.outPath] : [])),
  );
  if (paths.length === 0) return;
  progress.stage(`Copying ${paths.length} systems to the cache`);
  const nix = await connectNix(run, what.nixOptions);
  const copied = await nix.nix(['copy', '--to', what.to, ...paths]);
  if (copied.code !== 0) throw nixProblem(`nix copy --to ${what.to}`, copied.stderr);
}
