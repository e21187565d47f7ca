import { expect } from '@jest/globals';
import { type Fault, startFaultyForge } from '../harness/faults.ts';
import { createFleetRepository, twoHosts } from '../harness/fleet.ts';
import { scenario } from '../harness/scenario.ts';

const faults: readonly Fault[] = [
  { on: /^GET .*\/version$/, times: 1, answer: { status: 500 } },
  { on: /^GET .*\/pulls\?/, times: 1, answer: { status: 429, headers: { 'retry-after': '1' } } },
  { on: /^POST .*\/pulls$/, times: 1, answer: 'cut' },
  { on: /^POST .*\/labels$/, times: 1, answer: { status: 503, headers: { 'retry-after': '1' } } },
  { on: /^POST .*\/statuses\//, times: 1, answer: 'slow' },
];

export default scenario(
  'a forge that errs, throttles, hangs up and dawdles gets one pull request all the same',
  async (forge) => {
    const faulty = await startFaultyForge(forge.server, faults);
    try {
      const fleet = await createFleetRepository(forge, twoHosts('faulty-forge'), {
        env: { FORGEJO_API_URL: faulty.apiUrl },
        with: { 'pr-labels': 'flake' },
      });
      fleet.advance({ openssl: '3.4.2' });

      const run = await fleet.dispatch();

      expect(run).toMatchObject({ state: 'success', outputs: { 'pull-request-operation': 'created' } });
      const asked = faulty.requests.map((line) =>
        line
          .replace(/\?\S*/, '')
          .replace(/\/\w{40}\b/, '/SHA')
          .replace('/api/v1/repos/alice/faulty-forge', ''),
      );
      expect(asked).toMatchInlineSnapshot(`
[
  "GET /api/v1/version 500",
  "GET /api/v1/version 200",
  "GET  200",
  "GET /pulls 429",
  "GET /pulls 200",
  "POST /pulls cut",
  "GET /pulls 200",
  "GET /pulls 200",
  "GET /pulls 200",
  "GET /pulls 200",
  "GET /labels 200",
  "GET /api/v1/orgs/alice/labels 404",
  "POST /labels 503",
  "POST /labels 201",
  "POST /issues/1/labels 200",
  "GET /commits/SHA/statuses 200",
  "POST /statuses/SHA slow",
]
`);
      expect(await fleet.pulls('all')).toMatchObject([{ labels: [{ name: 'flake' }] }]);
    } finally {
      await faulty.stop();
    }
  },
);
