import type { ServerResponse } from 'node:http';
import { afterEach, describe, expect, test } from '@jest/globals';
import { patientFetch } from '../../src/forge/request.ts';
import { type Loopback, startLoopback } from '../support/loopback.ts';

let server: Loopback;
afterEach(() => server.stop());

const PATIENCE = { timeout: 300, attempts: 4, longestPause: 60_000 };

/** Asks a server that answers in turn as told, and gives the last answer, the pauses in milliseconds, and how often it was asked. */
async function ask(method: string, path: string, answers: readonly ((response: ServerResponse) => void)[]) {
  server = await startLoopback((_, response) =>
    answers[Math.min(server.asked.length, answers.length) - 1]!(response),
  );
  const pauses: number[] = [];
  const log: string[] = [];
  const fetching = patientFetch(
    { fetch, sleep: async (milliseconds) => void pauses.push(milliseconds), log: (line) => log.push(line) },
    PATIENCE,
  );
  const outcome = await fetching(`${server.url}${path}`, { method }).then(
    (response) => response.status,
    (error: Error) => error.name,
  );
  return { outcome, pauses, asked: server.asked.length, log };
}

const status =
  (code: number, headers: Record<string, string> = {}) =>
  (response: ServerResponse) =>
    void response.writeHead(code, headers).end();
const cut = (response: ServerResponse) => void response.socket?.destroy();
const cutInTheBody = (response: ServerResponse) => {
  response.writeHead(200, { 'content-length': '100' }).write('half');
  setTimeout(() => response.socket?.destroy(), 20);
};
const never = () => {};

describe('what is tried again', () => {
  test.each<[string, string, string, ((response: ServerResponse) => void)[], unknown]>([
    [
      'a read after a server error',
      'GET',
      '/x',
      [status(500), status(200)],
      { outcome: 200, pauses: [1000], asked: 2 },
    ],
    [
      'a read three times at most',
      'GET',
      '/x',
      [status(502)],
      { outcome: 502, pauses: [1000, 2000, 4000], asked: 4 },
    ],
    ['a read that was cut', 'GET', '/x', [cut, status(200)], { outcome: 200, pauses: [1000], asked: 2 }],
    [
      'a read that was cut in its body',
      'GET',
      '/x',
      [cutInTheBody, status(200)],
      { outcome: 200, pauses: [1000], asked: 2 },
    ],
    [
      'a read that takes too long',
      'GET',
      '/x',
      [never, status(200)],
      { outcome: 200, pauses: [1000], asked: 2 },
    ],
    ['an edit', 'PATCH', '/x', [status(500), status(201)], { outcome: 201, pauses: [1000], asked: 2 }],
    ['a status', 'POST', '/r/statuses/abc', [cut, status(201)], { outcome: 201, pauses: [1000], asked: 2 }],
    [
      'a throttled create: it was not carried out',
      'POST',
      '/r/pulls',
      [status(429, { 'retry-after': '7' }), status(201)],
      { outcome: 201, pauses: [7000], asked: 2 },
    ],
    [
      'a 403 with a time to wait',
      'POST',
      '/r/pulls',
      [status(403, { 'retry-after': '2' }), status(201)],
      { outcome: 201, pauses: [2000], asked: 2 },
    ],
  ])('%s', async (_, method, path, answers, expected) => {
    expect(await ask(method, path, answers)).toMatchObject(expected as object);
  });
});

describe('what is not tried again', () => {
  test.each<[string, string, string, ((response: ServerResponse) => void)[], unknown]>([
    [
      'a create after a server error: it may have been carried out',
      'POST',
      '/r/pulls',
      [status(500)],
      { outcome: 500, asked: 1 },
    ],
    ['a create that was cut', 'POST', '/r/pulls', [cut], { outcome: 'TypeError', asked: 1 }],
    [
      'a comment that took too long',
      'POST',
      '/r/issues/1/comments',
      [never],
      { outcome: 'TimeoutError', asked: 1 },
    ],
    ['a refusal', 'GET', '/x', [status(404)], { outcome: 404, asked: 1 }],
    [
      'a forge that wants to be left alone for an hour',
      'GET',
      '/x',
      [status(429, { 'retry-after': '3600' })],
      { outcome: 429, asked: 1, pauses: [] },
    ],
  ])('%s', async (_, method, path, answers, expected) => {
    expect(await ask(method, path, answers)).toMatchObject(expected as object);
  });
});

test('a Retry-After may be a date', async () => {
  const inTenSeconds = new Date(Date.now() + 10_000).toUTCString();
  const { pauses } = await ask('GET', '/x', [status(503, { 'retry-after': inTenSeconds }), status(200)]);
  expect(pauses[0]).toBeGreaterThan(8000);
  expect(pauses[0]).toBeLessThanOrEqual(10_000);
});

test('a create that never reached the server is tried again', async () => {
  server = await startLoopback((_, response) => response.writeHead(201).end());
  const { url } = server;
  let refused = 0;
  const refusing = async (...args: Parameters<typeof fetch>) => {
    if (refused++ > 0) return fetch(...args);
    throw Object.assign(new TypeError('fetch failed'), { cause: { code: 'ECONNREFUSED' } });
  };
  const fetching = patientFetch({ fetch: refusing, sleep: async () => {}, log: () => {} }, PATIENCE);
  expect((await fetching(`${url}/r/pulls`, { method: 'POST' })).status).toBe(201);
});

test('the log says what went wrong, without the query', async () => {
  const { log } = await ask('GET', '/x?secret=1', [status(500), cut, status(200)]);
  expect(log).toMatchInlineSnapshot(`
[
  "GET /x answered 500; trying again in 1 s",
  "GET /x failed (other side closed); trying again in 2 s",
]
`);
});
