/** `node pure-round.js HOSTS PATHS`: does the pure part once and prints what it took, as JSON. */
import { compareHost, type Store } from '../src/diff/compare.ts';
import { groupFailures } from '../src/diff/failures.ts';
import { fleetDiff } from '../src/diff/fleet.ts';
import { rememberedIdentity } from '../src/diff/identity.ts';
import { parsePathInfo } from '../src/nix/closure.ts';
import type { Toplevel } from '../src/nix/toplevel.ts';
import { renderJson } from '../src/report/json.ts';
import { renderMarkdown } from '../src/report/markdown.ts';
import type { Report } from '../src/report/report.ts';
import { type SyntheticFleet, syntheticFleet } from './synthetic.ts';

const [hosts, paths] = process.argv.slice(2).map(Number) as [number, number];
const fleet = syntheticFleet(hosts, paths);
const begin = performance.now();
const report = reportOf(fleet);
const markdown = renderMarkdown(report, { maxBytes: null, fullReport: null, previousBody: null });
const seconds = (performance.now() - begin) / 1000;
const peakBytes = process.resourceUsage().maxRSS * 1024;

const changes = report.fleet.groups.reduce((sum, group) => sum + group.changes.length, 0);
if (changes < paths / 10 || markdown === '')
  throw new Error(`the synthetic fleet gave only ${changes} changes`);
const beginJson = performance.now();
const jsonBytes = renderJson(report).length;
const jsonSeconds = (performance.now() - beginJson) / 1000;
console.log(JSON.stringify({ hosts, paths, seconds, peakBytes, changes, jsonSeconds, jsonBytes }));

/** What src/update.ts does between `nix path-info` and the report, without the world. */
function reportOf({ pathInfo, hosts, systemPaths }: SyntheticFleet): Report {
  const store: Store = {
    graph: parsePathInfo(pathInfo, '2.34.8'),
    toplevels: new Map([...systemPaths].map(([outPath, systemPath]) => [outPath, toplevel(systemPath)])),
    identify: rememberedIdentity(),
  };
  const reports = hosts.map((host) => compareHost(host, store));
  return {
    comparison: { kind: 'update', base: 'b'.repeat(40), head: null, flakeDir: '' },
    evalOnly: false,
    inputs: [],
    hosts: reports,
    failures: groupFailures(hosts),
    fleet: fleetDiff(reports.flatMap(({ name, diff }) => (diff === null ? [] : [{ name, diff }]))),
    notes: [],
    versions: { tool: '0', nix: 'Nix 2.34.8' },
    reproduce: 'flake-update-diff',
  };
}

function toplevel(systemPath: string): Toplevel {
  const nothing = { kernel: null, initrd: null, kernelModules: null, label: null, accounts: null, fstab: '' };
  return { ...nothing, systemPath, units: { units: new Map(), aliases: new Map(), pulledIn: new Map() } };
}
