import type { Browser, BrowserContextOptions, Page } from 'playwright-core';
import { openReport } from '../../__tests__/browser/chromium.ts';
import { REPORTS } from '../../__tests__/support/reports.ts';
import { renderMarkdown } from '../../src/report/markdown.ts';
import type { Report } from '../../src/report/report.ts';
import { renderTerminal } from '../../src/report/terminal.ts';
import { verdict } from '../../src/report/verdict.ts';
import type { User } from '../harness/people.ts';
import type { Repository } from '../harness/repository.ts';
import { forgeStyle } from './forge-style.ts';
import { takePicture, WIDTHS, type Width } from './picture.ts';

const SHOWN = [
  'one-host',
  'mixed-fleet',
  'large-fleet',
  'all-broken',
  'only-rebuilt',
  'hostile-names',
] as const;
const widths = Object.keys(WIDTHS) as Width[];

function options(width: Width, scheme: 'light' | 'dark' = 'light'): BrowserContextOptions {
  return {
    viewport: { width: WIDTHS[width], height: 844 },
    deviceScaleFactor: width === 'phone' ? 1.5 : 1,
    colorScheme: scheme,
    ignoreHTTPSErrors: true,
  };
}

/** Opens a pull request for every report on a live forge, as the action would, and takes pictures of its page. */
export async function drawPullRequests(browser: Browser, repository: Repository, as: User): Promise<void> {
  for (const name of SHOWN) {
    const report = REPORTS[name]!;
    await repository.push({ 'flake.lock': `{ "update": "${name}" }\n` }, { branch: name });
    const pull = await as.api<{ html_url: string }>('POST', `/repos/${repository.path}/pulls`, {
      head: name,
      base: 'main',
      title: 'flake.lock: update nixpkgs, home-manager',
      body: renderMarkdown(report, { maxBytes: 65_536, fullReport: null, previousBody: before(report) }),
    });
    for (const width of widths) {
      await onForge(browser, { address: pull.html_url, width, name: `${name}-${width}` });
    }
  }
}

/** What the pull request would have shown a day before, for the line that tells what is new. */
function before(report: Report): string | null {
  if (report !== REPORTS['mixed-fleet']) return null;
  const healthy = report.hosts.map((host) =>
    host.name === 'db1' ? { ...host, state: 'changed' as const } : host,
  );
  return renderMarkdown(
    { ...report, hosts: healthy },
    { maxBytes: null, fullReport: null, previousBody: null },
  );
}

async function onForge(
  browser: Browser,
  { address, width, name }: { readonly address: string; readonly width: Width; readonly name: string },
): Promise<void> {
  const context = await browser.newContext(options(width));
  try {
    const page = await context.newPage();
    // A server with a built front end (FORGE_STATIC, or one of a release) needs no help to look like itself.
    const styled = process.env.FORGE_STATIC !== undefined || process.env.FORGE_SERVER !== undefined;
    if (!styled) await page.route(/\/assets\//, (route) => route.abort());
    await page.goto(address, { waitUntil: 'networkidle' });
    if (!styled) await page.addStyleTag({ content: forgeStyle('light') });
    await hideTheRest(page);
    await takePicture(browser, page, `forge-${name}`, width);
  } finally {
    await context.close();
  }
}

/** The page's own frame is of no interest: what is read is the pull request's title and its text. */
async function hideTheRest(page: Page): Promise<void> {
  await page.addStyleTag({
    content: `
      #navbar, .page-footer, .repo-header, .secondary-nav, .repository > .secondary-nav,
      .issue-content-right, .timeline-item:not(.first), .timeline-item ~ .timeline-item, #comment-form,
      .timeline-avatar, .pull.tabular.menu, .context-dropdown, .comment-header-right, .comment-header relative-time,
      .ui.info.message, noscript { display: none !important }
      .issue-content-left { width: 100% !important; margin: 0 !important }
      .comment-container { margin: 0 !important }
    `,
  });
}

/** Takes pictures of the HTML page, without a forge: light, and dark for one. */
export async function drawHtml(browser: Browser): Promise<void> {
  for (const name of SHOWN) {
    for (const width of widths) await ofHtml(browser, name, { width, scheme: 'light' });
  }
  for (const width of widths) await ofHtml(browser, 'mixed-fleet', { width, scheme: 'dark' });
}

async function ofHtml(
  browser: Browser,
  name: string,
  { width, scheme }: { readonly width: Width; readonly scheme: 'light' | 'dark' },
): Promise<void> {
  const { page, problems, close } = await openReport(browser, REPORTS[name]!, options(width, scheme));
  try {
    await takePicture(browser, page, `html-${name}-${width}${scheme === 'dark' ? '-dark' : ''}`, width);
    if (problems.length > 0) throw new Error(`${name}: ${problems.join('\n')}`);
  } finally {
    await close();
  }
}

/** Takes a picture of the terminal view, drawn by a browser with a terminal's colours. */
export async function drawTerminal(browser: Browser): Promise<void> {
  const text = renderTerminal(REPORTS['mixed-fleet']!, { width: 100, colour: true });
  const context = await browser.newContext(options('desktop', 'dark'));
  try {
    const page = await context.newPage();
    await page.setContent(
      `<title>${verdict(REPORTS['mixed-fleet']!)}</title><body style="background:#1d1f21;margin:24px;overflow-x:hidden"><pre style="font:14px/1.35 'DejaVu Sans Mono';color:#d5d8d6;margin:0">${coloured(text)}</pre>`,
    );
    await takePicture(browser, page, 'terminal', 'desktop');
  } finally {
    await context.close();
  }
}

const COLOURS: Readonly<Record<string, string>> = {
  1: 'font-weight:bold',
  2: 'opacity:.6',
  4: 'text-decoration:underline',
  31: 'color:#f0777a',
  32: 'color:#a8c97a',
  33: 'color:#f0c674',
  36: 'color:#8abeb7',
};

/** Select Graphic Rendition codes as spans. Styles nest, and each code that ends one ends the innermost. */
function coloured(text: string): string {
  return text
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replace(/\u001b\[(\d+)m/g, (_, code: string) =>
      COLOURS[code] === undefined ? '</span>' : `<span style="${COLOURS[code]}">`,
    );
}
