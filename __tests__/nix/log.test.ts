import { expect, test } from '@jest/globals';
import { type BuildProgress, openBuildLog } from '../../src/nix/log.ts';
import { fixture } from './fixtures.ts';

function read(version: string, file: string) {
  const seen: BuildProgress[] = [];
  const log = openBuildLog((progress) => seen.push(progress));
  for (const line of fixture(version, file).split('\n')) log.take(line);
  return { log, seen };
}

const tell = (version: string, file: string) =>
  read(version, file)
    .log.failures()
    .map(({ kind, summary, logTail }) => ({ kind, summary, logTail }))
    .sort((a, b) => (a.summary < b.summary ? -1 : 1));

const ZLIB = {
  kind: 'build',
  summary: expect.stringMatching(/^zlib-1.3.1: (builder )?failed with exit code 2$/),
  logTail: ['checking for gcc... no', 'configure: error: no acceptable C compiler found in $PATH'],
};
const OWN = {
  kind: 'build',
  summary: expect.stringMatching(/^nixos-system-own-25.05: (builder )?failed with exit code 1$/),
};

test.each([
  // Nix 2.8 keeps silent about a failing toplevel when another one fails, too: it is built again alone and tells then.
  ['2.8.0', [ZLIB]],
  ['2.26.3', [OWN, ZLIB]],
  ['2.34.8', [OWN, ZLIB]],
])('what failed itself is told with its log, what only depends on it is not: Nix %s', (version, expected) => {
  expect(tell(version, 'build-failure.internal-json.log')).toMatchObject(expected);
});

test.each(['2.8.0', '2.26.3', '2.34.8'])(
  'a derivation for a system that nobody serves is no failure of its builder: Nix %s',
  (version) => {
    expect(tell(version, 'build-other-system.internal-json.log')).toEqual(
      expect.arrayContaining([
        expect.objectContaining({
          kind: 'platform',
          summary: expect.stringMatching(/ needs a builder for aarch64-linux$/),
        }),
      ]),
    );
  },
);

test.each(['2.8.0', '2.26.3', '2.34.8'])('progress counts builds: Nix %s', (version) => {
  const { seen } = read(version, 'build-failure.internal-json.log');
  expect(Math.max(...seen.map((progress) => progress.toBuild))).toBeGreaterThanOrEqual(2);
  expect(seen.some((progress) => progress.latest === 'zlib-1.3.1')).toBe(true);
});

test('a log of millions of lines keeps its last forty, and each line a thousand characters', () => {
  const log = openBuildLog(() => {});
  const drv = '/nix/store/78djlpaj49vl7kkaafzm74hv4faivhqi-loud-1.drv';
  const event = (value: object) => log.take(`@nix ${JSON.stringify(value)}`);
  event({ action: 'start', id: 1, type: 105, fields: [drv, '', 1, 1] });
  for (let line = 0; line < 100_000; line += 1)
    event({ action: 'result', id: 1, type: 101, fields: [`\u001b[31m${line}${'x'.repeat(2_000)}`] });
  event({ action: 'msg', level: 0, msg: `builder for '${drv}' failed with exit code 1` });
  const [failure] = log.failures();
  expect(failure?.logTail).toHaveLength(40);
  expect(failure?.logTail[39]).toBe(`99999${'x'.repeat(995)}`);
});
