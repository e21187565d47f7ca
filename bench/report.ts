/**
 * `tsc && node lib/bench/report.js [HOSTS] [PATHS]`: what rendering the report of a large fleet takes in every format, the median of some rounds in one
 * process after a first one that is told apart, because a command renders once.
 */
import { compareHost, type Store } from '../src/diff/compare.ts';
import { groupFailures } from '../src/diff/failures.ts';
import { fleetDiff } from '../src/diff/fleet.ts';
import { rememberedIdentity } from '../src/diff/identity.ts';
import { parsePathInfo } from '../src/nix/closure.ts';
import type { Toplevel } from '../src/nix/toplevel.ts';
import { renderHtml } from '../src/report/html.ts';
import { renderJson } from '../src/report/json.ts';
import { renderMarkdown } from '../src/report/markdown.ts';
import type { Report } from '../src/report/report.ts';
import { renderTerminal } from '../src/report/terminal.ts';
import { median } from './measure.ts';
import { syntheticFleet } from './synthetic.ts';

const ROUNDS = 11;
const [hosts = 60, paths = 3000] = process.argv.slice(2).map(Number);
const report = reportOf(hosts, paths);
const memory = renderMarkdown(report, { maxBytes: null, fullReport: null, previousBody: null });

const VIEWS: Readonly<Record<string, () => string>> = {
  Markdown: () => renderMarkdown(report, { maxBytes: null, fullReport: null, previousBody: memory }),
  'Markdown in 65,536 bytes': () =>
    renderMarkdown(report, { maxBytes: 65_536, fullReport: 'report.md', previousBody: memory }),
  'Markdown in 4,096 bytes': () =>
    renderMarkdown(report, { maxBytes: 4096, fullReport: 'report.md', previousBody: memory }),
  terminal: () => renderTerminal(report, { width: 100, colour: true }),
  HTML: () => renderHtml(report),
  JSON: () => renderJson(report),
};

console.log(`${hosts} hosts of ${paths} paths, ${changesIn(report)} changes told once\n`);
console.log('| view | first, ms | median, ms | kB |\n| --- | --: | --: | --: |');
for (const [view, render] of Object.entries(VIEWS)) {
  const [first, ...others] = Array.from({ length: ROUNDS }, () => timed(render));
  const bytes = Buffer.byteLength(render());
  console.log(`| ${view} | ${ms(first!)} | ${ms(median(others))} | ${Math.round(bytes / 1000)} |`);
}

function timed(work: () => unknown): number {
  const begin = performance.now();
  work();
  return performance.now() - begin;
}

function ms(time: number): string {
  return time.toFixed(time < 10 ? 1 : 0);
}

function changesIn({ fleet }: Report): number {
  return fleet.groups.reduce((sum, { changes }) => sum + changes.length, 0);
}

/** The report on a synthetic fleet of which every host changes, restarts a service and needs a reboot. */
function reportOf(count: number, size: number): Report {
  const { pathInfo, hosts: outcomes, systemPaths } = syntheticFleet(count, size);
  const store: Store = {
    graph: parsePathInfo(pathInfo, '2.34.8'),
    toplevels: new Map([...systemPaths].map(([out, systemPath]) => [out, toplevel(out, systemPath)])),
    identify: rememberedIdentity(),
  };
  const compared = outcomes.map((host) => compareHost(host, store));
  return {
    comparison: { kind: 'update', base: 'b'.repeat(40), head: null, flakeDir: '' },
    evalOnly: false,
    inputs: [],
    hosts: compared,
    failures: groupFailures(outcomes),
    fleet: fleetDiff(compared.flatMap(({ name, diff }) => (diff === null ? [] : [{ name, diff }]))),
    notes: [],
    versions: { tool: '0', nix: 'Nix 2.34.8' },
    reproduce: 'flake-update-diff',
  };
}

function toplevel(kernel: string, systemPath: string): Toplevel {
  const nothing = { initrd: null, kernelModules: null, label: null, accounts: null, fstab: '' };
  const units = { units: new Map(), aliases: new Map(), pulledIn: new Map() };
  return { ...nothing, kernel, systemPath, units };
}
