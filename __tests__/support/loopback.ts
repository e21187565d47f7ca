import { createServer, type IncomingHttpHeaders, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

/** One request as a server saw it. */
export type Asked = {
  readonly method: string;
  readonly path: string;
  readonly headers: IncomingHttpHeaders;
  readonly raw: readonly string[];
  readonly body: string;
};

export type Loopback = {
  readonly url: string;
  readonly asked: readonly Asked[];
  readonly stop: () => Promise<void>;
};

/** A server on the loopback interface that writes down what it is asked. */
export async function startLoopback(
  answer: (asked: Asked, response: ServerResponse) => void,
): Promise<Loopback> {
  const asked: Asked[] = [];
  const server = createServer((request, response) => {
    const parts: Buffer[] = [];
    request.on('data', (part: Buffer) => parts.push(part));
    request.once('end', () => {
      const { method = '', url = '', headers, rawHeaders: raw } = request;
      asked.push({ method, path: url, headers, raw, body: Buffer.concat(parts).toString() });
      answer(asked.at(-1)!, response);
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    asked,
    stop: () => {
      server.closeAllConnections();
      return new Promise((resolve) => server.close(() => resolve()));
    },
  };
}
