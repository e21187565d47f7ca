import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, test } from '@jest/globals';
import type { Browser } from 'playwright-core';
import { startChromium } from '../../__tests__/browser/chromium.ts';
import { forgeBinaries } from '../harness/binaries.ts';
import { createUser } from '../harness/people.ts';
import { createRepository } from '../harness/repository.ts';
import { type ForgeServer, startServer } from '../harness/server.ts';
import { drawHtml, drawPullRequests, drawTerminal } from './pages.ts';

// Run by scripts/gallery, not with the tests: it writes docs/gallery.
let browser: Browser;
let folder: string;
let server: ForgeServer | undefined;

beforeAll(async () => {
  browser = await startChromium();
  folder = await mkdtemp(path.join(tmpdir(), 'gallery-'));
}, 600_000);
afterAll(async () => {
  await browser?.close();
  await server?.stop();
  await rm(folder, { recursive: true, force: true });
});

test('pull requests on a live forge', async () => {
  server = await startServer(await forgeBinaries(), path.join(folder, 'forge'));
  const owner = await createUser(server, 'alice');
  // Whoever and whatever hostile names would reach, if they reached anything.
  for (const name of ['everyone', 'me']) await createUser(server, name);
  const repository = await createRepository(server, owner, {
    name: 'fleet',
    files: { 'README.md': '# Fleet\n' },
  });
  await owner.api('POST', `/repos/${repository.path}/issues`, { title: 'The first issue' });
  await drawPullRequests(browser, repository, owner);
}, 1_800_000);

test('the HTML page', () => drawHtml(browser), 600_000);

test('the terminal', () => drawTerminal(browser), 600_000);
