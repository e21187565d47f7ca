import { type Section, sectionText } from './section.ts';
import { count } from './text.ts';

/** Bytes kept free for saying what was left out. */
const NOTE = 260;

type Shortened = { readonly text: string; readonly missing: number };

/**
 * Joins sections, a blank line between them, to at most `maxBytes` bytes of UTF-8; null is no limit. Where they do not fit,
 * the sections of least worth lose their items, then themselves, until the rest fits; a note behind the first section says what
 * was left out, and `whereWhole` (Markdown, may be '') where the whole is. Never inside a line, and so never inside a fence, a tag or a row. A limit
 * below what is essential (verdict, names of failures: under 1 KB) is exceeded only when that alone does not fit.
 */
export function shorten(
  sections: readonly Section[],
  { maxBytes, whereWhole }: { readonly maxBytes: number | null; readonly whereWhole: string },
): string {
  const texts = sections.map(sectionText);
  if (maxBytes === null || total(texts) <= maxBytes) return join(texts);
  const missing = sections.map(() => 0);
  const noteRoom = NOTE + bytes(whereWhole);
  let over = total(texts) - (maxBytes - noteRoom);
  const leastFirst = sections
    .map((section, index) => ({ section, index }))
    .sort((a, b) => a.section.worth - b.section.worth || b.index - a.index);
  const replace = (index: number, other: Shortened) => {
    const old = texts[index]!;
    over += taken(other.text) - taken(old);
    texts[index] = other.text;
    missing[index] = other.missing;
  };
  for (const { section, index } of leastFirst) {
    const shorter = over > 0 ? within(section, bytes(texts[index]!) - over) : null;
    if (shorter !== null && bytes(shorter.text) < bytes(texts[index]!)) replace(index, shorter);
  }
  for (const form of ['least', 'nothing'] as const) {
    for (const { section, index } of leastFirst) {
      if (over <= 0 || (form === 'nothing' && section.essential)) continue;
      const text = form === 'least' ? section.least : '';
      if (bytes(text) < bytes(texts[index]!))
        replace(index, { text, missing: Math.max(1, section.items.length) });
    }
  }
  // What went last may have been large: what it leaves is given back, to the worthiest first.
  for (const { section, index } of leastFirst.toReversed()) {
    if (missing[index] === 0 || !section.returns) continue;
    const longer = within(section, bytes(texts[index]!) - over - 1);
    if (taken(longer.text) - taken(texts[index]!) <= -over && longer.missing <= missing[index]!)
      replace(index, longer);
  }
  return join(texts.toSpliced(1, 0, note(sections, missing, whereWhole)));
}

/** The section in at most `budget` bytes, or its brief form whatever that takes. */
function within(section: Section, budget: number): Shortened {
  const { head, items, tail, keep, more, brief } = section;
  const whole = sectionText(section);
  if (bytes(whole) <= budget) return { text: whole, missing: 0 };
  const inOrder = keep === 'first' ? items : items.toReversed();
  let used = bytes(head) + bytes(tail) + bytes(more(items.length));
  let kept = 0;
  for (const item of inOrder) {
    used += bytes(item);
    if (used > budget) break;
    kept++;
  }
  if (kept === 0) return { text: brief, missing: Math.max(1, items.length) };
  const missing = items.length - kept;
  const rest = missing === 0 ? '' : more(missing);
  const text =
    keep === 'first'
      ? `${head}${items.slice(0, kept).join('')}${rest}${tail}`
      : `${head}${rest}${items.slice(missing).join('')}${tail}`;
  return { text, missing };
}

/** The kinds of what is missing, most first, as far as the room that is kept for it. */
function note(sections: readonly Section[], missing: readonly number[], whereWhole: string): string {
  const numbers = new Map<string, number>();
  sections.forEach(({ noun }, index) => {
    const number = missing[index]!;
    if (number > 0 && noun !== '') numbers.set(noun, (numbers.get(noun) ?? 0) + number);
  });
  const kinds = [...numbers]
    .sort(([a, x], [b, y]) => y - x || (a < b ? -1 : 1))
    .map(([noun, number]) => count(number, noun));
  const shown: string[] = [];
  for (const kind of kinds) {
    if ([...shown, kind].join(', ').length > NOTE - 80) break;
    shown.push(kind);
  }
  const others = shown.length < kinds.length ? ' and more' : '';
  const what = shown.length === 0 ? 'less important parts' : `${shown.join(', ')}${others}`;
  return `*Shortened to fit: ${what} left out.${whereWhole === '' ? '' : ` ${whereWhole}`}*\n`;
}

function join(texts: readonly string[]): string {
  return texts.filter((text) => text !== '').join('\n');
}

function total(texts: readonly string[]): number {
  return texts.reduce((sum, text) => sum + taken(text), 0);
}

/** With the blank line that comes behind it. */
function taken(text: string): number {
  return text === '' ? 0 : bytes(text) + 1;
}

function bytes(text: string): number {
  return Buffer.byteLength(text);
}
