import { expect } from '@jest/globals';
import { createFleetRepository, expression } from '../harness/fleet.ts';
import { scenario } from '../harness/scenario.ts';

const LIMIT = 4000;

export default scenario(
  'thirty hosts: the text stays within the limit, and the file has the whole report',
  async (forge) => {
    const packages = Object.fromEntries(Array.from({ length: 60 }, (_, index) => [`package${index}`, '1.0']));
    const hosts = Object.fromEntries(
      Array.from({ length: 30 }, (_, index) => [
        `host${index}`,
        { packages: [`package${index}`, `package${index + 30}`] },
      ]),
    );
    const fleet = await createFleetRepository(
      forge,
      { name: 'thirty-hosts', packages, hosts },
      {
        with: { 'max-body-bytes': String(LIMIT) },
        afterwards: `- run: echo "the whole report has $(wc -c <"${expression('steps.update.outputs.report-path')}") bytes"\n`,
      },
    );
    fleet.advance(Object.fromEntries(Object.keys(packages).map((name) => [name, '1.1'])));

    const run = await fleet.dispatch();

    expect(run.state).toBe('success');
    expect(JSON.parse(run.outputs['changed-hosts'] ?? '')).toHaveLength(30);
    const [pull] = await fleet.pulls();
    expect(Buffer.byteLength(pull?.body ?? '')).toBeLessThanOrEqual(LIMIT);
    expect(Number(/the whole report has (\d+) bytes/.exec(run.log)?.[1])).toBeGreaterThan(LIMIT);
  },
);
