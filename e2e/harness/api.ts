import { httpsClient } from './http.ts';
import type { ForgeServer } from './server.ts';

export type Api = {
  /** Asks for `path` below /api/v1 and gives the JSON; fails unless the status is 2xx. */
  <T = unknown>(method: string, path: string, body?: unknown): Promise<T>;
  /** The same, and gives the status and the text whatever they are. */
  readonly raw: (method: string, path: string, body?: unknown) => Promise<{ status: number; body: string }>;
};

/** The forge's API for one token. */
export function apiOf(server: Pick<ForgeServer, 'url' | 'certificate'>, token: string): Api {
  const ask = httpsClient(server.certificate);
  const raw: Api['raw'] = (method, path, body) =>
    ask(
      `${server.url}/api/v1${path}`,
      { method, headers: { authorization: `token ${token}`, 'content-type': 'application/json' } },
      body === undefined ? undefined : JSON.stringify(body),
    );
  const json = async <T>(method: string, path: string, body?: unknown): Promise<T> => {
    const answer = await raw(method, path, body);
    if (answer.status >= 300) throw new Error(`${method} ${path}: ${answer.status} ${answer.body}`);
    return (answer.body === '' ? undefined : JSON.parse(answer.body)) as T;
  };
  return Object.assign(json, { raw });
}
