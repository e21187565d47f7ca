/// <reference lib="dom" />
import type { Page } from 'playwright-core';

/** A text that is hard to read: what it is, and its contrast with what is behind it. */
export type Faint = { readonly text: string; readonly contrast: number };

/**
 * The texts on a page whose contrast is below WCAG 2.2's level AA (1.4.3): 4.5, or 3 where they are large. From computed styles; a
 * background is that of the nearest element that has one.
 */
export function faintTexts(page: Page): Promise<readonly Faint[]> {
  return page.evaluate(() => {
    type Colour = readonly [number, number, number, number];
    const colourOf = (text: string): Colour => {
      const [red = 0, green = 0, blue = 0, alpha = 1] = (text.match(/[\d.]+/g) ?? []).map(Number);
      return [red, green, blue, alpha];
    };
    const luminance = (colour: Colour) => {
      const [red, green, blue] = colour.slice(0, 3).map((value) => {
        const part = value / 255;
        return part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4;
      }) as [number, number, number];
      return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
    };
    const backgroundOf = (element: Element | null): Colour => {
      for (let one = element; one !== null; one = one.parentElement) {
        const colour = colourOf(getComputedStyle(one).backgroundColor);
        if (colour[3] > 0) return colour;
      }
      return [255, 255, 255, 1];
    };
    const faint: { text: string; contrast: number }[] = [];
    const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
    for (let node = walker.nextNode(); node !== null; node = walker.nextNode()) {
      const element = node.parentElement;
      const text = node.textContent?.trim() ?? '';
      if (element === null || text === '' || !element.checkVisibility()) continue;
      const style = getComputedStyle(element);
      const size = Number.parseFloat(style.fontSize);
      const large = size >= 24 || (size >= 18.66 && Number(style.fontWeight) >= 700);
      const lights = [luminance(colourOf(style.color)), luminance(backgroundOf(element))].sort();
      const contrast = (lights[1]! + 0.05) / (lights[0]! + 0.05);
      if (contrast < (large ? 3 : 4.5)) faint.push({ text: text.slice(0, 40), contrast });
    }
    return faint;
  });
}
