// Adds up what jest wrote for each suite. A suite that wrote nothing, or a file that could not be loaded, counts as failed.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';

const [folder, ...suites] = process.argv.slice(2);
const counts = suites.map((suite) => {
  try {
    const result = JSON.parse(readFileSync(join(folder, `${suite}.json`), 'utf8'));
    const failed = result.numFailedTests + result.numRuntimeErrorTestSuites;
    return {
      suite,
      passed: result.numPassedTests,
      failed: failed + (result.numTotalTests === 0 ? 1 : 0),
      skipped: result.numPendingTests,
    };
  } catch (error) {
    return { suite, passed: 0, failed: 1, skipped: 0, error };
  }
});
for (const { suite, passed, failed, skipped, error } of counts) {
  console.log(
    `${suite}: ${passed} passed, ${failed} failed, ${skipped} skipped${error ? ` (${error.message})` : ''}`,
  );
}
const sum = (key) => counts.reduce((total, count) => total + count[key], 0);
if (sum('skipped') > 0) console.log(`${sum('skipped')} tests were skipped`);
console.log(`${sum('passed')} passed, ${sum('failed')} failed`);
process.exitCode = sum('failed') > 0 || sum('passed') === 0 ? 1 : 0;
