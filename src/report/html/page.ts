import { createHash } from 'node:crypto';
import { plain } from '../text.ts';
import { html, type Markup, trusted } from './markup.ts';
import { SCRIPT } from './script.ts';
import { STYLE } from './style.ts';

/** The numbers of hosts for a `data-hosts` attribute: "0 3 5". */
export type Numbers = (names: readonly string[]) => string;

/** Numbers hosts in the report's order. */
export function numbering(names: readonly string[]): Numbers {
  const places = new Map(names.map((name, index) => [name, index]));
  return (some) => some.map((name) => places.get(name) ?? -1).join(' ');
}

/** A section with a heading; hidden while a search finds nothing in it. */
export function section(title: string, content: Markup): Markup {
  return html`<section class="box">
<h2>${title}</h2>
${content}
</section>
`;
}

/** Names of hosts as code, with commas. */
export function hostNames(names: readonly string[]): Markup {
  return html`${names.map((name, index) => html`${index > 0 && html`, `}<code>${name.trim() === '' ? '(empty)' : name}</code>`)}`;
}

/** The whole document. Its content security policy allows its own style and script and nothing else, no address is ever asked. */
export function page({
  title,
  hosts,
  content,
}: {
  readonly title: string;
  readonly hosts: readonly string[];
  readonly content: Markup;
}): string {
  const policy = `default-src 'none'; style-src '${hash(STYLE)}'; script-src '${hash(SCRIPT)}'; base-uri 'none'; form-action 'none'`;
  return html`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta http-equiv="Content-Security-Policy" content="${trusted(policy)}">
<meta name="color-scheme" content="light dark">
<title>${title}</title>
<style>${trusted(STYLE)}</style>
</head>
<body>
<main>
<h1>${title}</h1>
<form class="filter" role="search" hidden>
<label>Search (press /)<input type="search" autocomplete="off" spellcheck="false" placeholder="a package, a unit, an error"></label>
<label>Host<select><option value="">All hosts</option>${hosts.map((name, index) => html`<option value="${index}">${plain(name, 60) || '(empty)'}</option>`)}</select></label>
<button type="reset">Clear</button>
<div role="status"></div>
</form>
${content}</main>
<script>${trusted(SCRIPT)}</script>
</body>
</html>
`.markup;
}

function hash(text: string): string {
  return `sha256-${createHash('sha256').update(text).digest('base64')}`;
}
