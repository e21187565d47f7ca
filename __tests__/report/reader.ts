import MarkdownIt from 'markdown-it';

const parser = new MarkdownIt({ html: true, linkify: true });
type Token = ReturnType<typeof parser.parse>[number];

/** What a Markdown text becomes where it is shown. */
export type Page = {
  /** All text that is neither in code nor a link's address. */
  readonly prose: string;
  /** All text in code spans and fences. */
  readonly code: string;
  readonly links: readonly string[];
  readonly images: number;
  /** HTML as it stands in the text. */
  readonly html: readonly string[];
  /** What is broken in the structure: a fence, a <details> or a row that does not end. */
  readonly faults: readonly string[];
};

/** Reads Markdown with a real parser (CommonMark, with tables and bare links as forges have them). */
export function read(markdown: string): Page {
  const tokens = parser.parse(markdown, {}).flatMap((token) => [token, ...(token.children ?? [])]);
  const of = (...types: readonly string[]) =>
    tokens.filter(({ type }) => types.includes(type)).map(({ content }) => content);
  const html = of('html_block', 'html_inline').flatMap((text) => text.trim().split('\n'));
  return {
    prose: of('text').join('\n'),
    code: of('code_inline', 'fence', 'code_block').join('\n'),
    links: tokens.filter(({ type }) => type === 'link_open').map((token) => `${token.attrGet('href')}`),
    images: of('image').length,
    html,
    faults: [
      ...openFences(tokens, markdown.split('\n')),
      ...unbalanced(html),
      ...raggedRows(markdown, tokens),
    ],
  };
}

function openFences(tokens: readonly Token[], lines: readonly string[]): readonly string[] {
  return tokens
    .filter(({ type, map, markup }) => type === 'fence' && lines[(map?.[1] ?? 0) - 1]?.trim() !== markup)
    .map(({ content }) => `a fence is not closed: ${content.slice(0, 80)}`);
}

function unbalanced(html: readonly string[]): readonly string[] {
  const number = (tag: string) => html.filter((line) => line.includes(tag)).length;
  return [
    ...(number('<details>') === number('</details>') ? [] : ['<details> is not balanced']),
    ...(number('<summary>') === number('</summary>') ? [] : ['<summary> is not balanced']),
  ];
}

/** Rows of tables whose number of cells is not their head's; a parser would fill or cut them. */
function raggedRows(markdown: string, tokens: readonly Token[]): readonly string[] {
  const lines = markdown.split('\n');
  return tokens
    .filter(({ type }) => type === 'table_open')
    .flatMap(({ map }) => {
      const rows = lines.slice(map![0], map![1]);
      const cells = (row: string) => row.replaceAll('\\|', '').split('|').length;
      return rows.filter((row) => cells(row) !== cells(rows[0]!)).map((row) => `ragged row: ${row}`);
    });
}
