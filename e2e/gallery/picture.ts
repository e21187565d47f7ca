import { mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import type { Browser, Page } from 'playwright-core';

export const WIDTHS = { phone: 390, desktop: 1280 } as const;
export type Width = keyof typeof WIDTHS;

const FOLDER = path.resolve(import.meta.dirname, '../../docs/gallery');

/** Most pixels from top to bottom, in CSS pixels: what is read in a minute. */
const TALLEST = { phone: 2000, desktop: 1700 } as const;

/**
 * Saves what a page shows as docs/gallery/NAME.webp, from its top to as far as a reader reads, and fails where the page is wider
 * than the screen: nothing of it may have to be scrolled sideways, except within a table or a fence.
 */
export async function takePicture(browser: Browser, page: Page, name: string, width: Width): Promise<void> {
  // Scripts for the page are texts: this program's own types know no browser.
  const [wide, high] = await page.evaluate<[number, number]>(
    '[document.documentElement.scrollWidth, document.documentElement.scrollHeight]',
  );
  if (wide > WIDTHS[width])
    throw new Error(`${name}: the page is ${wide} px wide on a screen of ${WIDTHS[width]}`);
  const png = await page.screenshot({
    fullPage: true,
    clip: { x: 0, y: 0, width: WIDTHS[width], height: Math.min(high, TALLEST[width]) },
    animations: 'disabled',
  });
  mkdirSync(FOLDER, { recursive: true });
  writeFileSync(path.join(FOLDER, `${name}.webp`), await toWebp(browser, png));
}

/** A screenshot as WebP, which is a fifth of the size; the browser itself knows how. */
async function toWebp(browser: Browser, png: Buffer): Promise<Buffer> {
  const page = await browser.newPage();
  try {
    const bytes = await page.evaluate<number[]>(`(async () => {
      const image = new Image();
      image.src = 'data:image/png;base64,${png.toString('base64')}';
      await image.decode();
      const canvas = new OffscreenCanvas(image.width, image.height);
      canvas.getContext('2d').drawImage(image, 0, 0);
      const blob = await canvas.convertToBlob({ type: 'image/webp', quality: 0.75 });
      return [...new Uint8Array(await blob.arrayBuffer())];
    })()`);
    return Buffer.from(bytes);
  } finally {
    await page.close();
  }
}
