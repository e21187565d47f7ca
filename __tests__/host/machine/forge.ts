import { spawn } from 'node:child_process';
import { mkdir, readFile } from 'node:fs/promises';
import { createServer as createPlainServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { createServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { must } from './command.ts';

export type Asked = {
  readonly method: string;
  readonly path: string;
  readonly authorization: string;
  readonly body: string;
};

/** A server on loopback: git over HTTPS (git's own http-backend), and whatever is posted to it, written down. */
export type Forge = {
  readonly url: string;
  readonly asked: Asked[];
  /** Answers everything from now on with this status; undefined: as usual. */
  answer: number | undefined;
  /** Sends everything from now on to this address. */
  redirect: string | undefined;
  /** The environment that lets git and curl trust its certificate. */
  readonly trust: Readonly<Record<string, string>>;
  readonly close: () => Promise<void>;
  /** Listens again, on the same port. */
  readonly open: () => Promise<void>;
};

export type ForgeOptions = { readonly folder: string; readonly served: string; readonly token?: string };

/** Starts the server for the bare repositories under `served`; with `token`, git must give it as the password. */
export async function startForge(options: ForgeOptions): Promise<Forge> {
  const certificate = await makeCertificate(join(options.folder, 'tls'));
  const asked: Asked[] = [];
  const handle = (request: IncomingMessage, response: ServerResponse) =>
    answerRequest(forge, options, { request, response });
  const server = createServer(
    { key: await readFile(certificate.key), cert: await readFile(certificate.certificate) },
    handle,
  );
  const listen = (port: number) => new Promise<void>((resolve) => server.listen(port, '127.0.0.1', resolve));
  await listen(0);
  const port = (server.address() as AddressInfo).port;
  const forge: Forge = {
    url: `https://localhost:${port}`,
    asked,
    answer: undefined,
    redirect: undefined,
    trust: { GIT_SSL_CAINFO: certificate.certificate, CURL_CA_BUNDLE: certificate.certificate },
    open: () => listen(port),
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
  return forge;
}

/** A server that only writes down what it is sent; plain HTTP, for webhooks. */
export async function startListener(): Promise<{
  readonly url: string;
  readonly asked: Asked[];
  readonly close: () => Promise<void>;
}> {
  const asked: Asked[] = [];
  const server = createPlainServer(async (request, response) => {
    asked.push(described(request, await bodyOf(request)));
    response.end();
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const close = () =>
    new Promise<void>((resolve) => {
      server.close(() => resolve());
      server.closeAllConnections();
    });
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, asked, close };
}

async function makeCertificate(folder: string) {
  await mkdir(folder, { recursive: true });
  const key = join(folder, 'key.pem');
  const certificate = join(folder, 'certificate.pem');
  await must(
    [
      'openssl',
      'req',
      '-x509',
      '-newkey',
      'ec',
      '-pkeyopt',
      'ec_paramgen_curve:prime256v1',
      '-nodes',
      '-days',
      '2',
    ].concat([
      '-subj',
      '/CN=localhost',
      '-addext',
      'subjectAltName=DNS:localhost,IP:127.0.0.1',
      '-keyout',
      key,
      '-out',
      certificate,
    ]),
  );
  return { key, certificate };
}

async function bodyOf(request: IncomingMessage): Promise<Buffer> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks);
}

const described = (request: IncomingMessage, body: Buffer): Asked => ({
  method: request.method ?? '',
  path: request.url ?? '',
  authorization: request.headers.authorization ?? '',
  body: body.toString(),
});

type Exchange = { readonly request: IncomingMessage; readonly response: ServerResponse };

async function answerRequest(
  forge: Forge,
  options: ForgeOptions,
  { request, response }: Exchange,
): Promise<void> {
  const body = await bodyOf(request);
  const path = request.url ?? '';
  const isGit = /\.git\//.test(path);
  forge.asked.push(described(request, isGit ? Buffer.alloc(0) : body));
  if (forge.answer !== undefined) {
    response.writeHead(forge.answer).end();
  } else if (forge.redirect !== undefined) {
    response.writeHead(302, { location: forge.redirect + path }).end();
  } else if (!isGit) {
    response.writeHead(201, { 'content-type': 'application/json' }).end('{}');
  } else if (options.token !== undefined && passwordOf(request) !== options.token) {
    response.writeHead(401, { 'www-authenticate': 'Basic realm="forge"' }).end();
  } else {
    serveGit(options.served, body, { request, response });
  }
}

const passwordOf = (request: IncomingMessage): string =>
  Buffer.from((request.headers.authorization ?? '').replace(/^Basic /, ''), 'base64')
    .toString()
    .replace(/^[^:]*:/, '');

/** CGI, as RFC 3875 and git-http-backend(1) have it. */
function serveGit(served: string, body: Buffer, { request, response }: Exchange): void {
  const url = new URL(request.url ?? '/', 'https://localhost');
  const backend = spawn('git', ['http-backend'], {
    env: {
      PATH: process.env['PATH'],
      GIT_PROJECT_ROOT: served,
      GIT_HTTP_EXPORT_ALL: '1',
      PATH_INFO: url.pathname,
      QUERY_STRING: url.search.slice(1),
      REQUEST_METHOD: request.method,
      CONTENT_TYPE: request.headers['content-type'] ?? '',
      CONTENT_LENGTH: String(body.length),
      HTTP_CONTENT_ENCODING: request.headers['content-encoding'] ?? '',
      GIT_PROTOCOL: String(request.headers['git-protocol'] ?? ''),
    },
  });
  const output: Buffer[] = [];
  backend.stdout.on('data', (chunk) => output.push(chunk));
  backend.stdin.on('error', () => {});
  backend.stdin.end(body);
  backend.on('close', () => {
    const all = Buffer.concat(output);
    const end = all.indexOf('\r\n\r\n');
    const headers = all
      .subarray(0, end)
      .toString()
      .split('\r\n')
      .map((line) => line.split(': ') as [string, string]);
    const status = headers.find(([name]) => name === 'Status');
    response.writeHead(
      status ? Number.parseInt(status[1], 10) : 200,
      Object.fromEntries(headers.filter(([name]) => name !== 'Status')),
    );
    response.end(all.subarray(end + 4));
  });
}
