import { afterAll, afterEach, beforeAll, describe, expect, test } from '@jest/globals';
import type { Browser, BrowserContextOptions, Page } from 'playwright-core';
import type { Report } from '../../src/report/report.ts';
import { REPORTS } from '../support/reports.ts';
import { type OpenPage, openReport, startChromium } from './chromium.ts';
import { faintTexts } from './contrast.ts';

let browser: Browser;
let open: OpenPage;

beforeAll(async () => {
  browser = await startChromium();
});
afterEach(() => open.close());
afterAll(() => browser.close());

async function show(report: Report, options: BrowserContextOptions = {}): Promise<Page> {
  open = await openReport(browser, report, options);
  return open.page;
}

const mixed = REPORTS['mixed-fleet']!;
const reports = Object.entries(REPORTS);

const status = (page: Page) => page.getByRole('status').textContent();
const visibleGroups = (page: Page) =>
  page
    .locator('section section h3')
    .evaluateAll((all) => all.flatMap((one) => (one.checkVisibility() ? [one.textContent] : [])));

async function unfold(page: Page): Promise<void> {
  await page.locator('details').evaluateAll((all) => {
    for (const one of all) one.setAttribute('open', '');
  });
}

describe.each(reports)('%s', (_, report) => {
  test('opens without an error, asks for nothing, and runs no script but its own', async () => {
    const page = await show(report);
    expect(open.problems).toEqual([]);
    expect(await page.locator('script').count()).toBe(1);
    expect(await page.locator('img, iframe, object, embed, link, [onclick], [onerror], [src]').count()).toBe(
      0,
    );
  });

  test.each(['light', 'dark'] as const)('every text can be read, %s', async (colorScheme) => {
    const page = await show(report, { colorScheme });
    await unfold(page);
    expect(await faintTexts(page)).toEqual([]);
  });

  test.each([320, 390, 1280])('fits a window of %d pixels without scrolling sideways', async (width) => {
    const page = await show(report, { viewport: { width, height: 800 } });
    expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(width);
  });

  test('has one title, headings in order, and headed tables', async () => {
    const page = await show(report);
    const levels = await page
      .locator('h1, h2, h3, h4')
      .evaluateAll((all) => all.map((one) => Number(one.tagName[1])));
    expect(levels.filter((level) => level === 1)).toHaveLength(1);
    expect(levels.filter((level, index) => level > (levels[index - 1] ?? 0) + 1)).toEqual([]);
    const loose = await page
      .locator('table')
      .evaluateAll((all) => all.filter((one) => one.querySelector('thead th[scope=col]') === null).length);
    expect(loose).toBe(0);
    expect(await page.locator('tbody tr:not(:has(th[scope=row]))').count()).toBe(0);
    expect(await page.title()).toBe(await page.locator('h1').textContent());
  });
});

describe('search and filter', () => {
  test('a word leaves what has it, and says how much that is', async () => {
    const page = await show(mixed);
    await page.getByRole('searchbox', { name: /search/i }).fill('postgresql');
    expect(await visibleGroups(page)).toEqual(['Only on db2']);
    expect(await page.getByText('goaccess').first().isVisible()).toBe(false);
    expect(await status(page)).toMatch(/^\d+ of \d+ entries$/);
  });

  test('a host leaves what happens on it, shared changes included', async () => {
    const page = await show(mixed);
    await page.getByRole('combobox', { name: 'Host' }).selectOption({ label: 'web1' });
    expect(await visibleGroups(page)).toEqual([
      'On all 9 hosts that change',
      'On 4 of 14 hosts: cloud, web1, web2, web3',
    ]);
    const rows = await page.locator('.hosts tbody tr:visible th').allTextContents();
    expect(rows).toEqual(['web1']);
    expect(await page.getByRole('heading', { name: 'What breaks' }).isVisible()).toBe(false);
  });

  test('both together, and nothing is an answer', async () => {
    const page = await show(mixed);
    await page.getByRole('combobox').selectOption({ label: 'web1' });
    await page.getByRole('searchbox').fill('postgresql');
    expect(await status(page)).toBe('Nothing matches.');
  });

  test('rebuilt packages are found in what is folded', async () => {
    const page = await show(mixed);
    await page.getByRole('searchbox').fill('libxml2');
    expect(await page.locator('.item', { hasText: 'libxml2' }).first().isVisible()).toBe(true);
  });

  test('names that look like selectors and markup can be filtered by', async () => {
    const page = await show(REPORTS['hostile-names']!);
    const options = await page.locator('select option').count();
    for (let index = 1; index < options; index++) {
      await page.getByRole('combobox').selectOption({ index });
      expect(await page.locator('.item:visible').count()).toBeGreaterThan(0);
    }
    expect(open.problems).toEqual([]);
  });
});

describe('keyboard', () => {
  test('/ goes to the search, Escape clears it, Tab goes on to hosts and the button', async () => {
    const page = await show(mixed);
    const all = await page.locator('.item:visible').count();
    await page.keyboard.press('/');
    await page.keyboard.type('nginx');
    expect(await page.locator('.item:visible').count()).toBeLessThan(all);
    await page.keyboard.press('Escape');
    await page.waitForFunction(
      (count) => document.querySelectorAll('.item:not([hidden])').length >= count,
      all,
    );
    expect(await page.locator('input').inputValue()).toBe('');
    await page.keyboard.press('Tab');
    expect(await page.evaluate(() => document.activeElement?.tagName)).toBe('SELECT');
    await page.keyboard.press('Tab');
    expect(await page.evaluate(() => document.activeElement?.textContent)).toBe('Clear');
  });

  test('folded parts open by Enter, and what has the focus is seen', async () => {
    const page = await show(mixed);
    await page.locator('summary').first().focus();
    await page.keyboard.press('Enter');
    expect(await page.locator('details').first().getAttribute('open')).not.toBeNull();
    const outline = await page
      .locator('summary')
      .first()
      .evaluate((one) => getComputedStyle(one).outlineStyle);
    expect(outline).toBe('solid');
  });
});

test('without script the page is whole, and has no controls that do nothing', async () => {
  const page = await show(mixed, { javaScriptEnabled: false });
  expect(await page.locator('form').isVisible()).toBe(false);
  expect(await page.locator('.item[hidden], .box[hidden]').count()).toBe(0);
  expect(await page.getByText('pgvector-0.8.0 does not build').isVisible()).toBe(true);
  expect(open.problems).toEqual([]);
});

test('on paper: no controls, dark text on white, and what was folded is there', async () => {
  const page = await show(mixed, { colorScheme: 'dark', javaScriptEnabled: false });
  await page.emulateMedia({ media: 'print' });
  expect(await page.locator('form').isVisible()).toBe(false);
  expect(await page.evaluate(() => getComputedStyle(document.body).color)).toBe('rgb(0, 0, 0)');
  expect(await faintTexts(page)).toEqual([]);
  const folded = page.getByText('libxml2').first();
  expect((await folded.boundingBox())?.height).toBeGreaterThan(5);
  expect((await page.pdf()).subarray(0, 5).toString()).toBe('%PDF-');
});
