/**
 * The benchmark: `tsc && node lib/bench/run.js [--json FILE] [--hosts 5,20,50] [--rounds 5] [--guide-rounds 1] [--guide-hosts 20] [--paths 2700] [--work 8000]`.
 * Uses the `nix` on PATH; prints tables. Figures are compared within one run only: they are ratios, so that the machine hardly matters.
 */
import { execFileSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { cpus, totalmem } from 'node:os';
import { parseArgs } from 'node:util';
import { programExists } from './contestants.ts';
import { measureFleet } from './fleets.ts';
import { measurePure } from './pure.ts';
import { measureStart } from './start.ts';
import { fleetTable, pureTable, startTable } from './tables.ts';

const { values } = parseArgs({
  options: {
    json: { type: 'string' },
    hosts: { type: 'string', default: '5,20,50' },
    rounds: { type: 'string', default: '5' },
    'guide-rounds': { type: 'string', default: '1' },
    'guide-hosts': { type: 'string', default: '20' },
    paths: { type: 'string', default: '2700' },
    work: { type: 'string', default: '8000' },
  },
});

const machine = {
  cpu: cpus()[0]?.model ?? 'unknown',
  cores: cpus().length,
  memory: totalmem(),
  node: process.version,
  nix: execFileSync('nix', ['--version'], { encoding: 'utf8' }).trim().split(' ').at(-1)!,
};
console.log(
  `${machine.cores} cores (${machine.cpu}), ${Math.round(machine.memory / 2 ** 30)} GiB, node ${machine.node}, nix ${machine.nix}\n`,
);
if (!programExists())
  console.log('dist/cli/index.js is missing: only the floor and the guide are measured.\n');

const options = {
  rounds: Number(values.rounds),
  guideRounds: Number(values['guide-rounds']),
  guideHosts: Number(values['guide-hosts']),
  paths: Number(values.paths),
  work: Number(values.work),
  nixVersion: machine.nix,
};
const fleets = [];
for (const hosts of values.hosts.split(',')) fleets.push(await measureFleet(Number(hosts), options));
console.log(fleetTable(fleets));

const pure = await measurePure();
console.log(pureTable(pure));

const start = programExists() ? await measureStart() : null;
if (start !== null) console.log(startTable(start));

if (values.json !== undefined) {
  writeFileSync(values.json, `${JSON.stringify({ machine, options, fleets, pure, start }, null, 2)}\n`);
}
