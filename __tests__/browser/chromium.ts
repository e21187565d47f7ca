import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { type Browser, type BrowserContextOptions, chromium, type Page } from 'playwright-core';
import { renderHtml } from '../../src/report/html.ts';
import type { Report } from '../../src/report/report.ts';
import { projectRoot } from '../support/nix.ts';

/** Starts the system's Chromium, installing it where it is missing; asks nothing of the network. The caller closes it. */
export function startChromium(): Promise<Browser> {
  execFileSync(join(projectRoot(), 'scripts/install-chromium'), { stdio: ['ignore', 'ignore', 'inherit'] });
  return chromium.launch({
    executablePath: '/usr/bin/chromium',
    args: [
      '--headless',
      '--no-sandbox',
      '--disable-gpu',
      '--disable-quic',
      '--no-first-run',
      '--disable-background-networking',
      '--disable-component-update',
      '--disable-sync',
    ],
  });
}

/** A page that is open, with what went wrong on it: console errors, exceptions, and every address that it asked for but its own. */
export type OpenPage = {
  readonly page: Page;
  readonly problems: readonly string[];
  readonly close: () => Promise<void>;
};

/** Opens a report's HTML from a file, as a mail or an artifact is opened. */
export function openReport(
  browser: Browser,
  report: Report,
  options: BrowserContextOptions = {},
): Promise<OpenPage> {
  return openHtml(browser, renderHtml(report), options);
}

/** Opens a whole HTML document from a file. */
export async function openHtml(
  browser: Browser,
  document: string,
  options: BrowserContextOptions = {},
): Promise<OpenPage> {
  const folder = mkdtempSync(join(tmpdir(), 'report-page-'));
  const file = join(folder, 'report.html');
  writeFileSync(file, document);
  const address = pathToFileURL(file).href;
  const context = await browser.newContext(options);
  const page = await context.newPage();
  const problems: string[] = [];
  page.on('console', (message) => {
    if (message.type() === 'error' || message.type() === 'warning')
      problems.push(`console: ${message.text()}`);
  });
  page.on('pageerror', (error) => problems.push(`exception: ${error.message}`));
  page.on('dialog', (dialog) => {
    problems.push(`dialog: ${dialog.message()}`);
    void dialog.dismiss();
  });
  page.on('request', (request) => {
    if (request.url() !== address) problems.push(`asked for ${request.url()}`);
  });
  await page.goto(address);
  return {
    page,
    problems,
    close: async () => {
      await context.close();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}
