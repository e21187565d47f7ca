import { expect } from '@jest/globals';
import { hostileNames } from '../../__tests__/support/reports.ts';
import { renderMarkdown } from '../../src/report/markdown.ts';
import { eventually } from '../harness/daemon.ts';
import { httpsClient } from '../harness/http.ts';
import { createUser } from '../harness/people.ts';
import { scenario } from '../harness/scenario.ts';

export default scenario(
  'nothing in a name or a log notifies a person, links an issue or closes one, on the page and by a merge',
  async (forge) => {
    const repository = await forge.repository('hostile-names', { 'flake.lock': '{}\n' });
    const at = `/repos/${repository.path}`;
    const { api } = forge.owner;
    await api('POST', `${at}/issues`, { title: 'The issue that hostile names refer to' });
    const everyone = await createUser(forge.server, 'everyone');
    const notified = async () =>
      ((await everyone.api<readonly unknown[] | null>('GET', '/notifications')) ?? []).length;
    const told = async () =>
      ((await api<readonly { type: string }[] | null>('GET', `${at}/issues/1/timeline`)) ?? []).map(
        ({ type }) => type,
      );
    const ask = httpsClient(forge.server.certificate);

    for (const maxBytes of [65_536, 4096, 1024]) {
      const branch = `update-${maxBytes}`;
      await repository.push({ 'flake.lock': `{ "limit": ${maxBytes} }\n` }, { branch });
      const body = renderMarkdown(hostileNames, { maxBytes, fullReport: null, previousBody: null });
      const title = 'flake.lock: update nixpkgs';
      const pull = await api<{ number: number; html_url: string }>('POST', `${at}/pulls`, {
        head: branch,
        base: 'main',
        title,
        body,
      });
      const text = textOf((await ask(pull.html_url)).body);
      expect(text).toContain('1 of 51 hosts changes');
      expect(text).not.toMatch(/class="[^"]*(mention|ref-issue|commit|task-list)[^"]*"/);
      // Our own mark of a host that breaks is the only one.
      const emoji = text.match(/class="emoji" aria-label="[^"]*"/g) ?? [];
      expect(emoji.filter((one) => !one.includes('"cross mark"'))).toEqual([]);
      expect(text).not.toMatch(/<(script|img|b|i|h1|input|s)[ >]/);
      expect(text.match(/<details>/g)?.length).toBe(text.match(/<\/details>/g)?.length);
      await repository.push({ 'README.md': `Before the merge of ${maxBytes}\n` });
      await eventually(
        async () =>
          (await api<{ mergeable: boolean }>('GET', `${at}/pulls/${pull.number}`)).mergeable || null,
        { what: 'the forge to see that the pull request can be merged' },
      );
      expect([await notified(), await told()]).toEqual([0, []]);
      // What the page fills in for a squash: the pull request's own text, in which nothing is code any more.
      const merge = { Do: 'squash', MergeTitleField: title, MergeMessageField: body };
      expect((await api.raw('POST', `${at}/pulls/${pull.number}/merge`, merge)).status).toBe(200);
      if (maxBytes > 1024) await repository.push({ 'flake.lock': '{}\n' });
    }

    // The forge works on the messages of commits in the background and in their order: once this one has closed its issue, ours are done.
    const control = await api<{ number: number }>('POST', `${at}/issues`, { title: 'The control' });
    await repository.push(
      { 'README.md': 'Control\n' },
      { message: `Something else\n\nfixes #${control.number}` },
    );
    const state = async (issue: number) =>
      (await api<{ state: string }>('GET', `${at}/issues/${issue}`)).state;
    await eventually(async () => (await state(control.number)) === 'closed' || null, {
      what: 'the control to be closed',
    });
    expect(await state(1)).toBe('open');

    await api('POST', `${at}/issues/1/comments`, { body: '@everyone look' });
    await eventually(async () => (await notified()) > 0 || null, { what: 'the control to notify' });
  },
);

/** The pull request's own text on its page, as the forge rendered it. */
function textOf(page: string): string {
  const [, text = ''] = page.split(/<div[^>]*class="[^"]*render-content markup[^"]*"[^>]*>/);
  return text.split(/<div[^>]*class="[^"]*(?:raw-content|edit-content-zone)/)[0] ?? '';
}
