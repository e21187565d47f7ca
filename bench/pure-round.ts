/** `node pure-round.js HOSTS PATHS`: does the pure part once and prints what it took, as JSON. */
import { compareHost, type Store } from '../src/diff/compare.ts';
import { groupFailures } from '../src/diff/failures.ts';
import { fleetDiff } from '../src/diff/fleet.ts';
import { rememberedIdentity } from '../src/diff/identity.ts';
import { parsePathInfo } from '../src/nix/closure.ts';
import { syntheticFleet } from './synthetic.ts';

const [hosts, paths] = process.argv.slice(2).map(Number) as [number, number];
const fleet = syntheticFleet(hosts, paths);
// What making the input took is not to be counted: only what is used beyond it, and the input's text itself.
const inputBytes = process.memoryUsage().rss;
const begin = performance.now();

const store: Store = {
  graph: parsePathInfo(fleet.pathInfo, '2.34.8'),
  toplevels: new Map(),
  identify: rememberedIdentity(),
};
const reports = fleet.hosts.map((host) => compareHost(host, store));
const failures = groupFailures(fleet.hosts);
const diff = fleetDiff(reports.flatMap(({ name, diff }) => (diff === null ? [] : [{ name, diff }])));

const seconds = (performance.now() - begin) / 1000;
const peakBytes = process.resourceUsage().maxRSS * 1024;
const changes = diff.groups.reduce((sum, group) => sum + group.changes.length, 0);
if (changes === 0 || failures.length > 0) throw new Error('the synthetic fleet gave no changes');
console.log(JSON.stringify({ hosts, paths, seconds, peakBytes, inputBytes, changes }));
