import type { Report } from './report.ts';
import { code, listed } from './text.ts';

/** Names of hosts as code, at most `most` of them. */
export function hostList(names: readonly string[], most = Number.POSITIVE_INFINITY): string {
  return listed(
    names.map((name) => code(name, 60)),
    most,
  );
}

/** How many hosts the update concerns: all but skipped and removed ones. */
export function hostsInAll(report: Report): number {
  return report.hosts.filter(({ state }) => state !== 'skipped' && state !== 'removed').length;
}

/** Where a change happens, shortly: "on all 14 hosts", "on 12 of 14 hosts", "on `db1` and `db2`"; '' where there is one host only. */
export function onHosts(names: readonly string[], inAll: number): string {
  if (inAll <= 1) return '';
  if (names.length >= inAll) return inAll === 2 ? 'on both hosts' : `on all ${inAll} hosts`;
  return names.length <= 3 ? `on ${hostList(names)}` : `on ${names.length} of ${inAll} hosts`;
}
