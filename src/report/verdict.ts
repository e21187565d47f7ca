import type { HostReport, Report } from './report.ts';
import { sizeChange } from './size.ts';
import { count, listed, plain } from './text.ts';

/** Writes a name into a sentence: as it is for a terminal, as a code span for Markdown. */
export type Naming = (name: string) => string;

type Wording = {
  readonly naming?: Naming;
  /** Most names in one pair of parentheses. */
  readonly names?: number;
};

const spoken: Naming = (name) => plain(name, 40);

/**
 * The report in one line of words, without a full stop: "12 of 14 hosts change, 1 breaks (db1), 2 need a reboot; closure
 * +18 MB". The closure's change is the sum over all hosts whose closures were compared. Skipped hosts are not counted
 * among the hosts, but told.
 */
export function verdict(report: Report, { naming = spoken, names: most = 4 }: Wording = {}): string {
  if (report.comparison.kind === 'closures') return verdictOfClosures(report);
  const hosts = report.hosts.filter(({ state }) => state !== 'skipped');
  const skipped = report.hosts.length - hosts.length;
  if (hosts.length === 0) return `${verdictWithoutHosts(report)}${skipped > 0 ? `, ${skipped} skipped` : ''}`;
  const of = (state: HostReport['state']) => hosts.filter((host) => host.state === state);
  const few = (found: readonly HostReport[], one: string, many: string) => {
    if (found.length === 0) return [];
    const names = listed(
      found.map(({ name }) => naming(name)),
      most,
    );
    return [`${found.length} ${found.length === 1 ? one : many} (${names})`];
  };
  const changed = of('changed');
  const broken = of('newly-broken');
  const parts = [
    ...opening(hosts, naming),
    ...(broken.length === hosts.length ? [] : few(broken, 'breaks', 'break')),
    ...(of('still-broken').length === hosts.length
      ? []
      : few(of('still-broken'), 'is broken as before', 'are broken as before')),
    ...few(of('fixed'), 'is fixed', 'are fixed'),
    ...few(of('new'), 'is new', 'are new'),
    ...few(of('removed'), 'is removed', 'are removed'),
    ...rebootPart(changed.filter(needsReboot).length, changed.length),
    ...(skipped > 0 ? [`${skipped} skipped`] : []),
  ];
  return `${parts.join(', ')}${closing(report)}`;
}

/** Whether only a reboot completes the update of a host. */
export function needsReboot({ flags }: HostReport): boolean {
  return flags !== null && flags.reboot.length > 0;
}

/** How many packages of a host (or of the fleet) become other versions, and how many are only built anew. Equal changes of several hosts count once. */
export function countPackages(report: Report): { readonly changed: number; readonly rebuilt: number } {
  const changes = report.fleet.groups.flatMap((group) => group.changes);
  const rebuilt = changes.filter(({ kind }) => kind === 'rebuilt').length;
  return { changed: changes.length - rebuilt, rebuilt };
}

/** The change of all compared closures together, bytes; null where no closures were compared. */
export function closureChange(report: Report): number | null {
  const compared = report.hosts.filter(({ basis }) => basis === 'closure');
  if (compared.length === 0) return null;
  return compared.reduce(
    (sum, { diff }) => sum + (diff === null ? 0 : diff.size.after - diff.size.before),
    0,
  );
}

function opening(hosts: readonly HostReport[], naming: Naming): readonly string[] {
  const all = hosts.length;
  const in_ = (state: HostReport['state']) => hosts.filter((host) => host.state === state);
  const who = all === 1 ? naming(hosts[0]!.name) : all === 2 ? 'Both hosts' : `All ${all} hosts`;
  if (in_('newly-broken').length === all) return [`${who} ${all === 1 ? 'breaks' : 'break'}`];
  if (in_('still-broken').length === all) return [`${who} ${all === 1 ? 'is' : 'are'} broken as before`];
  const changed = in_('changed');
  const how = changed.length > 0 && changed.every(isOnlyRebuilt) ? ', by rebuilds only' : '';
  if (changed.length === all) return [`${who} ${all === 1 ? 'changes' : 'change'}${how}`];
  if (changed.length > 0)
    return [`${changed.length} of ${all} hosts ${changed.length === 1 ? 'changes' : 'change'}${how}`];
  if (all > 1) return [`None of ${all} hosts changes`];
  return in_('unchanged').length === 1 ? [`${who} does not change`] : [];
}

/** Nothing but the same versions built anew: no version, selection or configuration differs. */
export function isOnlyRebuilt({ diff }: HostReport): boolean {
  if (diff === null || diff.packages.length === 0) return false;
  return diff.packages.every(({ kind }) => kind === 'rebuilt') && diff.selections.length === 0;
}

function rebootPart(needing: number, changed: number): readonly string[] {
  if (needing === 0) return [];
  if (changed === 1) return ['a reboot is needed'];
  return [`${needing} ${needing === 1 ? 'needs' : 'need'} a reboot`];
}

function closing(report: Report): string {
  const change = closureChange(report);
  const closure = change === null || change === 0 ? '' : `; closure ${sizeChange(change)}`;
  return `${closure}${report.evalOnly ? '; derivations compared, nothing built' : ''}`;
}

function verdictOfClosures(report: Report): string {
  const host = report.hosts[0];
  if (host === undefined || host.state === 'unchanged') return 'Both closures are the same';
  const { changed, rebuilt } = countPackages(report);
  const others = rebuilt > 0 ? [`${count(rebuilt, 'package')} only rebuilt`] : [];
  const parts = [
    changed === 0 ? 'No package changes its version' : `${count(changed, 'package')} changed`,
    ...others,
    ...(needsReboot(host) ? ['a reboot is needed'] : []),
  ];
  return `${parts.join(', ')}${closing(report)}`;
}

function verdictWithoutHosts({ comparison, inputs }: Report): string {
  if (inputs.length > 0) return 'flake.lock changes, and no host was compared';
  return comparison.kind === 'revisions'
    ? 'Nothing differs between the two revisions'
    : 'flake.lock did not change: nothing to update';
}
