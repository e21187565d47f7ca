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

/** A text in as many lines as it needs, broken between characters wherever a line is full: nothing of a log's line is lost. */
export function folded(text: string, width: number): readonly string[] {
  const lines: string[] = [];
  let [line, taken] = ['', 0];
  const characters = PLAIN.test(text)
    ? text
    : [...new Intl.Segmenter('en', { granularity: 'grapheme' }).segment(text)].map(({ segment }) => segment);
  for (const character of characters) {
    const columns = widthOf(character);
    if (taken + columns > width) {
      lines.push(line);
      [line, taken] = ['', 0];
    }
    line += character;
    taken += columns;
  }
  return [...lines, line];
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

/** A column is never made narrower than this for the sake of a table's width. */
const NARROW = 4;

/**
 * Rows with aligned cells, two spaces between the columns. A column without a text is left out, as is one that has nothing but
 * its heading where the first row holds headings. Where a row would take more than `width` columns, the widest left-aligned
 * ones are cut: words stay readable when cut, numbers do not.
 */
export function table(
  rows: readonly (readonly Cell[])[],
  columns: readonly Column[],
  { headed, width }: { readonly headed: boolean; readonly width: number },
): readonly string[] {
  const used = columns
    .map((column, index) => ({ ...column, index }))
    .filter(({ index }) => rows.some((row, place) => (place > 0 || !headed) && row[index]?.text !== ''));
  const wanted = used.map(({ index, most }) =>
    rows.reduce((widest, row) => Math.min(most, Math.max(widest, widthOf(row[index]!.text))), 0),
  );
  const widths = narrowed(wanted, { columns: used, width });
  return rows.map((row) =>
    used
      .map(({ index, align }, place) => {
        const { text, paint = (same: string) => same } = row[index]!;
        const shown = cutTo(text, widths[place]!);
        const space = ' '.repeat(Math.max(0, widths[place]! - widthOf(shown)));
        return align === 'left' ? paint(shown) + space : space + paint(shown);
      })
      .join('  ')
      .trimEnd(),
  );
}

/** The widths, with those of left-aligned columns made smaller, the widest first, until a row fits or all are narrow. */
function narrowed(
  wanted: readonly number[],
  { columns, width }: { readonly columns: readonly Column[]; readonly width: number },
): readonly number[] {
  const widths = [...wanted];
  let over = widths.reduce((sum, one) => sum + one + 2, -2) - width;
  for (; over > 0; over--) {
    const widest = columns.reduce(
      (found, { align }, index) =>
        align === 'left' && widths[index]! > (widths[found] ?? NARROW) ? index : found,
      -1,
    );
    if (widest < 0) break;
    widths[widest]!--;
  }
  return widths;
}
