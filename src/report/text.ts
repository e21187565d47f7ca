import { stripVTControlCharacters } from 'node:util';

/** Longest text that is taken from outside into one place of a report, in characters; names in the field are far below it. */
const LONGEST = 200;

/**
 * What is not seen but changes what is seen: controls, direction marks and overrides, zero-width characters, tags, half surrogates, fillers.
 * Source: Unicode's general categories, and its "Security Mechanisms" (UTS 39).
 */
const UNSEEN = /[\p{Cc}\p{Cf}\p{Cs}\u115f\u1160\u3164\uffa0]/gu;

/** What nearly all names and versions are: nothing in it is unseen, and without a keyword nothing has to be looked at. */
const PLAIN = /^[\w.+:/~=,()→-]+(?: [\w.+:/~=,()→-]+)*$/;

const KEYWORD = /clos|fix|resolv|reopen|implement/i;

/** "fixes #1", "Closes: owner/name#1", "resolves https://…/issues/1": what closes an issue when it comes into a merge's message. */
const CLOSING =
  /\b((?:close[sd]?|fix(?:e[sd])?|resolve[sd]?|reopen(?:s|ed)?|implement(?:s|ed)?)\b\s*:?\s*(?:[\w./-]*[#!]|gh-|https?:))(?=[\d/])/gi;

/**
 * A text from outside (a host, package or input name, a commit title) as one line that can be shown anywhere: no ANSI
 * codes, nothing unseen (� stands for it), no half surrogates, white space as single spaces, at most `longest` characters with "…" for the rest.
 */
export function plain(text: string, longest = LONGEST): string {
  if (text.length <= longest && PLAIN.test(text) && !KEYWORD.test(text)) return text;
  // Far more than is kept, and little enough that a text of megabytes costs nothing.
  const line = shown(text.slice(0, longest * 8))
    .replace(/\s+/g, ' ')
    .trim();
  return cut(line, longest);
}

/** The same for the lines of a log or a message: indentation is kept, and so are the last `most` lines. */
export function plainLines(lines: readonly string[], most: number): readonly string[] {
  return lines
    .slice(-most)
    .flatMap((line) => line.slice(0, 4000).split(/\r?\n|\r/))
    .slice(-most)
    .map((line) => cut(shown(line).replaceAll('\t', '    ').trimEnd(), 400));
}

/** A Markdown code span, in which no forge looks for mentions, references or closing keywords. Never empty. */
export function code(text: string, longest = LONGEST): string {
  const inner = plain(text, longest) || '(empty)';
  const fence = '`'.repeat(longestRun(inner, '`') + 1);
  const space = inner.startsWith('`') || inner.endsWith('`') ? ' ' : '';
  return `${fence}${space}${inner}${space}${fence}`;
}

/**
 * A sentence of this program's own that quotes words from outside: a word that a forge could read as a link, a revision, a reference or markup
 * stands in code. Options, files and programs do so as well, as they should.
 */
export function prose(text: string, longest = 600): string {
  return plain(text, longest).replace(/\S+/g, (word) => {
    const [, inner = word, punctuation = ''] = /^(.*?)([.,:;)]*)$/.exec(word) ?? [];
    const isWord = /^\(?[\p{L}\d]+(?:[.'’]\d+|['’-]\p{L}+)*$/u.test(inner) && !/^[0-9a-f]{7,}$/i.test(inner);
    return isWord || inner === '' ? word : `${code(inner)}${punctuation}`;
  });
}

/** The delimiter of a Markdown fence that nothing in `lines` closes. */
export function fenceFor(lines: readonly string[]): string {
  const longest = lines.reduce((most, line) => Math.max(most, longestRun(line, '`')), 2);
  return '`'.repeat(longest + 1);
}

/** A row of a Markdown table. In a table a pipe ends the cell even within code, so it is escaped. */
export function tableRow(cells: readonly string[]): string {
  return `| ${cells.map((cell) => cell.replaceAll('|', '\\|')).join(' | ')} |`;
}

/** "a", "a and b", "a, b and c"; of more than `most`: "a, b and 12 more". */
export function listed(words: readonly string[], most = Number.POSITIVE_INFINITY): string {
  if (words.length > most) return `${words.slice(0, most).join(', ')} and ${words.length - most} more`;
  const [last = '', ...others] = words.toReversed();
  return others.length === 0 ? last : `${others.toReversed().join(', ')} and ${last}`;
}

/** "1 host", "2 hosts"; the plural is regular unless given. */
export function count(number: number, noun: string, plural = `${noun}s`): string {
  return `${number} ${number === 1 ? noun : plural}`;
}

function shown(text: string): string {
  return (
    stripVTControlCharacters(text)
      .replace(/[\u2028\u2029\u0085]/g, ' ')
      .replace(UNSEEN, (character: string) =>
        character === '\t' ? character : /\s/.test(character) ? ' ' : '\ufffd',
      )
      // Invisible, and the only way to be safe where a forge copies a pull request's text into the message of a squashed commit.
      .replace(CLOSING, '$1\u2060')
  );
}

function cut(text: string, longest: number): string {
  const characters = text.length > longest ? [...text] : [];
  return characters.length > longest ? `${characters.slice(0, longest - 1).join('')}…` : text;
}

function longestRun(text: string, character: string): number {
  if (!text.includes(character)) return 0;
  let [longest, run] = [0, 0];
  for (const one of text) {
    run = one === character ? run + 1 : 0;
    longest = Math.max(longest, run);
  }
  return longest;
}
