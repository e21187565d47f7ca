import { httpsClient } from './http.ts';
import { PASSWORD, type User } from './people.ts';
import type { ForgeServer } from './server.ts';

/** Asks for a page as somebody who is logged in, and gives its HTML. */
export type Page = (method: string, path: string, form?: Readonly<Record<string, string>>) => Promise<string>;

/** Logs in by the web form: for what the API does not offer. */
export async function logIn(server: ForgeServer, user: User): Promise<Page> {
  const ask = httpsClient(server.certificate);
  const cookies = new Map<string, string>();
  let csrf = '';
  const page: Page = async (method, path, form) => {
    const cookie = [...cookies].map(([name, value]) => `${name}=${value}`).join('; ');
    const headers = { cookie, 'content-type': 'application/x-www-form-urlencoded' };
    const body = form && new URLSearchParams({ _csrf: csrf, ...form }).toString();
    const answer = await ask(`${server.url}${path}`, { method, headers }, body);
    for (const set of answer.cookies) {
      const [name = '', value = ''] = (set.split(';')[0] ?? '').split('=', 2);
      cookies.set(name, value);
    }
    csrf = /name="_csrf" value="([^"]+)"/.exec(answer.body)?.[1] ?? csrf;
    return answer.body;
  };
  await page('GET', '/user/login');
  await page('POST', '/user/login', { user_name: user.name, password: PASSWORD });
  return page;
}
