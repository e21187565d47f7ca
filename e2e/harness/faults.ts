import { readFileSync } from 'node:fs';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { request } from 'node:https';
import type { AddressInfo } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import type { ForgeServer } from './server.ts';

/** What becomes of the first requests that match; later ones go through. */
export type Fault = {
  /** Matched against "METHOD /path". */
  readonly on: RegExp;
  readonly times: number;
  /**
   * A status with headers and body instead of the forge's; 'cut': the forge does it, and the connection ends before the answer;
   * 'slow': the answer comes after three seconds.
   */
  readonly answer:
    | 'cut'
    | 'slow'
    | { readonly status: number; readonly headers?: Record<string, string>; readonly body?: string };
};

export type FaultyForge = {
  /** To be given as FORGEJO_API_URL, which outranks what the runner sets. */
  readonly apiUrl: string;
  /** Every request, "METHOD /path STATUS", faults included. */
  readonly requests: readonly string[];
  readonly stop: () => Promise<void>;
};

/** A server before the forge's API that lets requests fail, each kind so many times. */
export async function startFaultyForge(forge: ForgeServer, faults: readonly Fault[]): Promise<FaultyForge> {
  const ca = readFileSync(forge.certificate);
  const left = faults.map((fault) => ({ ...fault }));
  const requests: string[] = [];
  const handle = async (asked: IncomingMessage, answer: ServerResponse) => {
    const name = `${asked.method} ${asked.url}`;
    const fault = left.find(({ on, times }) => times > 0 && on.test(name));
    if (fault) fault.times--;
    if (fault && typeof fault.answer === 'object') {
      requests.push(`${name} ${fault.answer.status}`);
      asked.resume();
      answer.writeHead(fault.answer.status, fault.answer.headers ?? {}).end(fault.answer.body ?? '');
      return;
    }
    const real = await forward(asked, { url: `${forge.url}${asked.url}`, ca });
    requests.push(`${name} ${fault?.answer ?? real.status}`);
    if (fault?.answer === 'cut') return void asked.socket.destroy();
    if (fault?.answer === 'slow') await sleep(3000);
    answer.writeHead(real.status, { 'content-type': 'application/json' }).end(real.body);
  };
  const server = createServer((asked, answer) => {
    handle(asked, answer).catch((error) => answer.writeHead(599).end(String(error)));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return {
    apiUrl: `http://127.0.0.1:${port}/api/v1`,
    requests,
    stop: () => {
      server.closeAllConnections();
      return new Promise((resolve) => server.close(() => resolve()));
    },
  };
}

function forward(
  asked: IncomingMessage,
  to: { readonly url: string; readonly ca: Buffer },
): Promise<{ status: number; body: Buffer }> {
  return new Promise((resolve, reject) => {
    const { host: _, connection: __, ...headers } = asked.headers;
    const sent = request(to.url, { method: asked.method, headers, ca: to.ca, agent: false }, (real) => {
      const parts: Buffer[] = [];
      real.on('data', (part: Buffer) => parts.push(part));
      real.once('end', () => resolve({ status: real.statusCode ?? 0, body: Buffer.concat(parts) }));
    });
    sent.once('error', reject);
    asked.pipe(sent);
  });
}
