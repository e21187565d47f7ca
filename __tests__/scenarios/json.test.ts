import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, expect, test } from '@jest/globals';
import { Ajv2020, type ValidateFunction } from 'ajv/dist/2020.js';
import { createDemoFleet } from '../support/fleet/demo.ts';
import { createFleet, type Fleet } from '../support/fleet.ts';
import { nixReleases, projectRoot } from '../support/nix.ts';
import { flakeUpdateDiff, useFolder } from './program.ts';

const folder = useFolder();
let valid: ValidateFunction;

beforeAll(() => {
  const schema = JSON.parse(readFileSync(join(projectRoot(), 'docs/report.schema.json'), 'utf8'));
  valid = new Ajv2020({ strict: true, allowUnionTypes: true }).compile(schema);
});

/** What the schema finds wrong in what the command prints; [] where it is as published. */
async function faults(args: readonly string[], options: Parameters<typeof flakeUpdateDiff>[1]) {
  const { stdout, stderr } = await flakeUpdateDiff([...args, '--format', 'json'], options);
  if (stdout === '') throw new Error(`no report:\n${stderr}`);
  valid(JSON.parse(stdout));
  return (valid.errors ?? []).map(({ instancePath, message }) => `${instancePath} ${message}`);
}

const small = (salt: string): Fleet =>
  createFleet(folder(), {
    packages: { openssl: '3.4.1', htop: '3.4.1' },
    hosts: { web: { packages: ['openssl'] }, db: { packages: ['htop'] }, 'web-minimal': {} },
    salt,
  });

test.each(nixReleases)('an update of the demo fleet, breakages included, with Nix %s', async (release) => {
  const fleet = createDemoFleet(folder());
  expect(await faults(['--no-write'], { cwd: fleet.flake, release })).toEqual([]);
});

test('nothing to update', async () => {
  expect(await faults([], { cwd: small('nothing').flake })).toEqual([]);
});

test('no host differs', async () => {
  const fleet = small('no-host');
  fleet.advance({ 'never-installed': '1.0' });
  expect(await faults(['--no-write'], { cwd: fleet.flake })).toEqual([]);
});

test('derivations only', async () => {
  const fleet = small('derivations');
  fleet.advance({ openssl: '3.4.2' });
  expect(await faults(['--no-write', '--eval-only'], { cwd: fleet.flake })).toEqual([]);
});

test('two revisions, with hosts that come and go', async () => {
  const fleet = small('revisions');
  fleet.git('branch', 'old');
  fleet.changeHosts({ db: null, mail: {} });
  expect(await faults(['--base', 'old', '--head', 'main'], { cwd: fleet.flake })).toEqual([]);
});
