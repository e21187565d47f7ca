import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { createDemoFleet } from '../support/fleet/demo.ts';
import { nixEnvironment, projectRoot } from '../support/nix.ts';

let folder = '';
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'readme-'));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

test('the report on the first screen is what the demo prints', () => {
  const { flake } = createDemoFleet(folder);
  const report = execFileSync(
    process.execPath,
    [join(projectRoot(), 'dist/cli/index.js'), '--format', 'markdown', '--quiet'],
    {
      cwd: flake,
      env: nixEnvironment(),
      encoding: 'utf8',
    },
  );
  const readme = readFileSync(join(projectRoot(), 'README.md'), 'utf8');
  const quoted = readme.split('\n').filter((line) => line.startsWith('> ') && /^> (?:\*\*4|\|)/.test(line));
  expect(quoted.length).toBeGreaterThan(5);
  const printed = report.replace(/[\u00a0\u202f]/g, ' ').split('\n');
  for (const line of quoted) expect(printed).toContain(line.slice(2));
});
