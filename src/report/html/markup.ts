import { plain } from '../text.ts';

/** HTML that is known to be whole and safe; only `html` makes it. */
export type Markup = { readonly markup: string };

/** What can stand in a template: text, which is made harmless, markup, or a list of both; null and false are nothing. */
export type Part = string | number | Markup | null | false | readonly Part[];

/**
 * A template of HTML. Every text that is put into it is escaped, so that nothing from outside can become markup, in elements as in quoted
 * attributes; the template itself is the program's own. What is not seen (controls, direction marks) is taken out as everywhere else.
 */
export function html(strings: TemplateStringsArray, ...parts: readonly Part[]): Markup {
  let markup = strings[0]!;
  parts.forEach((part, index) => {
    markup += written(part) + strings[index + 1]!;
  });
  return { markup };
}

/** Lines of a log or a program, of which white space matters; made harmless by the caller (`plainLines`). */
export function verbatim(lines: readonly string[]): Markup {
  return { markup: escaped(lines.join('\n')) };
}

/** The program's own style or script, which is markup already. */
export function trusted(markup: string): Markup {
  return { markup };
}

function written(part: Part): string {
  if (part === null || part === false) return '';
  if (typeof part === 'number') return String(part);
  if (typeof part === 'string') return escaped(plain(part, 1000));
  if ('markup' in part) return part.markup;
  return part.map(written).join('');
}

const ESCAPES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};

function escaped(text: string): string {
  return text.replace(/[&<>"']/g, (character) => ESCAPES[character]!);
}
