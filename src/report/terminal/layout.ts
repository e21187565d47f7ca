import stringWidth from 'string-width';

/** Characters of one column, none of which joins with its neighbours: those of nearly all texts, and far faster to count. */
const PLAIN = /^[ -~…→−↑↓]*$/;

/** Columns that a text takes on a terminal; wide characters take two, colours none. */
export function widthOf(text: string): number {
  return PLAIN.test(text) ? text.length : stringWidth(text);
}

/** A text that takes at most `width` columns, with "…" for what is cut off. Without colours in it: cut first, paint then. */
export function cutTo(text: string, width: number): string {
  if (widthOf(text) <= width) return text;
  if (PLAIN.test(text)) return `${text.slice(0, Math.max(0, width - 1))}…`;
  let [kept, taken] = ['', 0];
  for (const { segment } of new Intl.Segmenter('en', { granularity: 'grapheme' }).segment(text)) {
    taken += widthOf(segment);
    if (taken > width - 1) break;
    kept += segment;
  }
  return `${kept}…`;
}

export function padEnd(text: string, width: number): string {
  return text + ' '.repeat(Math.max(0, width - widthOf(text)));
}

export function padStart(text: string, width: number): string {
  return ' '.repeat(Math.max(0, width - widthOf(text))) + text;
}

export type WrapOptions = {
  readonly width: number;
  /** Before the first line, part of its width. */
  readonly first: string;
  /** Before all others. */
  readonly rest: string;
};

/** Words (or list items, which stay whole) in as many lines as they need; only what is wider than a line is cut. */
export function wrap(words: readonly string[], { width, first, rest }: WrapOptions): readonly string[] {
  const lines: string[] = [];
  let line = first;
  let taken = widthOf(first);
  let empty = true;
  for (const word of words) {
    if (!empty && taken + 1 + widthOf(word) > width) {
      lines.push(line);
      [line, taken, empty] = [rest, widthOf(rest), true];
    }
    const added = empty ? cutTo(word, Math.max(8, width - taken)) : ` ${word}`;
    line += added;
    taken += widthOf(added);
    empty = false;
  }
  return [...lines, line.trimEnd()];
}

/** The words of a sentence, for `wrap`. */
export function wordsOf(sentence: string): readonly string[] {
  return sentence.split(' ').filter((word) => word !== '');
}

/** The items of a list with commas between them, for `wrap`. */
export function itemsOf(items: readonly string[]): readonly string[] {
  return items.map((item, index) => (index < items.length - 1 ? `${item},` : item));
}

export type Cell = { readonly text: string; readonly paint?: (text: string) => string };

export type Column = {
  readonly align: 'left' | 'right';
  /** Most columns that it takes. */
  readonly most: number;
};

/**
 * Rows with aligned cells, two spaces between the columns. A column without a text is left out, as is one that has nothing but
 * its heading where the first row holds headings.
 */
export function table(
  rows: readonly (readonly Cell[])[],
  columns: readonly Column[],
  { headed }: { readonly headed: boolean },
): readonly string[] {
  const used = columns
    .map((column, index) => ({ ...column, index }))
    .filter(({ index }) => rows.some((row, place) => (place > 0 || !headed) && row[index]?.text !== ''));
  const fitted = used.map((column) => {
    const cells = rows.map((row) => {
      const cell = row[column.index]!;
      return { ...cell, text: cutTo(cell.text, column.most) };
    });
    return { ...column, cells, width: Math.max(...cells.map(({ text }) => widthOf(text))) };
  });
  return rows.map((_, place) =>
    fitted
      .map(({ cells, width, align }) => {
        const { text, paint = (same: string) => same } = cells[place]!;
        const space = ' '.repeat(width - widthOf(text));
        return align === 'left' ? paint(text) + space : space + paint(text);
      })
      .join('  ')
      .trimEnd(),
  );
}
