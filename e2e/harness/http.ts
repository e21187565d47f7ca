import { readFileSync } from 'node:fs';
import { type RequestOptions, request } from 'node:https';

export type Answer = {
  readonly status: number;
  readonly body: string;
  /** The Set-Cookie lines. */
  readonly cookies: readonly string[];
};

/** Gives a function that asks one HTTPS server, trusting only the certificate in `certificateFile`. */
export function httpsClient(certificateFile: string) {
  const ca = readFileSync(certificateFile);
  return (url: string, options: RequestOptions = {}, body?: string): Promise<Answer> =>
    new Promise((resolve, reject) => {
      const asked = request(url, { ...options, ca, agent: false }, (response) => {
        const parts: Buffer[] = [];
        response.on('data', (part: Buffer) => parts.push(part));
        response.once('end', () =>
          resolve({
            status: response.statusCode ?? 0,
            body: Buffer.concat(parts).toString('utf8'),
            cookies: response.headers['set-cookie'] ?? [],
          }),
        );
        response.once('error', reject);
      });
      asked.once('error', reject);
      asked.end(body);
    });
}
