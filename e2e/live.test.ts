import { readdirSync } from 'node:fs';
import path from 'node:path';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { type Forge, type Scenario, startForge } from './harness/scenario.ts';

// Every file of scenarios/ is one test. They share one forge and one runner, which take longer to start than a scenario.
const folder = path.join(import.meta.dirname, 'scenarios');
const scenarios: Scenario[] = [];
for (const file of readdirSync(folder).sort()) {
  const { default: found } = (await import(path.join(folder, file))) as { default: Scenario };
  scenarios.push(found);
}

let forge: Forge;
const took: string[] = [];
beforeAll(async () => {
  forge = await startForge();
}, 1_800_000);
afterAll(async () => {
  await forge?.stop();
  console.log(`What each scenario took:\n${took.join('\n')}`);
});

for (const { title, run } of scenarios) {
  test(title, async () => {
    const started = performance.now();
    await run(forge);
    took.push(`${((performance.now() - started) / 1000).toFixed(1).padStart(6)} s  ${title}`);
    expect(await forge.leaked()).toEqual([]);
  }, 300_000);
}
