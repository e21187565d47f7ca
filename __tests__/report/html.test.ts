import { createHash } from 'node:crypto';
import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { html } from '../../src/report/html/markup.ts';
import { renderHtml } from '../../src/report/html.ts';
import { REPORTS } from '../support/reports.ts';
import { hostileReport } from './hostile.ts';

const TAGS =
  'html head meta title style body main h1 h2 h3 form label input select option button div section table thead tbody tr th td br small p ' +
  'span strong code a article pre details summary ul li dl dt dd footer script';
const ATTRIBUTES =
  'lang charset name content http-equiv class role hidden type autocomplete spellcheck placeholder value data-hosts scope tabindex title ' +
  'aria-label href rel';

/** Tags and attributes of a document, and how often tags open and close. */
function marksOf(document: string) {
  const marks = {
    tags: new Set<string>(),
    attributes: new Set<string>(),
    links: new Set<string>(),
    open: [] as string[],
    faults: [] as string[],
  };
  const body = document.replace(/<!doctype html>/, '').replace(/(<(style|script)>).*?(<\/\2>)/gs, '$1$3');
  for (const [, closing, tag = '', attributes = ''] of body.matchAll(/<(\/?)([^\s>]*)([^>]*)>/g)) {
    marks.tags.add(tag);
    if (closing) {
      if (marks.open.pop() !== tag) marks.faults.push(`</${tag}>`);
    } else if (!/^(meta|input|br)$/.test(tag)) marks.open.push(tag);
    for (const [, name = '', value] of attributes.matchAll(/([^\s=]+)(?:="([^"]*)")?/g)) {
      marks.attributes.add(name);
      if (name === 'href') marks.links.add(value ?? '');
    }
  }
  return marks;
}

test("nothing from outside becomes markup: tags, attributes and links are the page's own, and well nested", () => {
  const [tags, attributes] = [TAGS.split(' '), ATTRIBUTES.split(' ')];
  fc.assert(
    fc.property(hostileReport, (report) => {
      const marks = marksOf(renderHtml(report));
      expect([...marks.tags].filter((tag) => !tags.includes(tag))).toEqual([]);
      expect([...marks.attributes].filter((name) => !attributes.includes(name))).toEqual([]);
      expect([...marks.links].filter((link) => !link.startsWith('https://'))).toEqual([]);
      expect([marks.faults, marks.open]).toEqual([[], []]);
    }),
    { numRuns: 100 },
  );
});

test('a text is escaped wherever it is put, and what is not seen is shown', () => {
  const text = `"><script>alert('1 & 2')</script>\u202e`;
  expect(html`<p title="${text}">${text}</p>`.markup).toMatchInlineSnapshot(
    `"<p title="&quot;&gt;&lt;script&gt;alert(&#39;1 &amp; 2&#39;)&lt;/script&gt;�">&quot;&gt;&lt;script&gt;alert(&#39;1 &amp; 2&#39;)&lt;/script&gt;�</p>"`,
  );
});

test.each(Object.entries(REPORTS))(
  '%s: the policy allows exactly the style and the script that are on the page',
  (_, report) => {
    const page = renderHtml(report);
    const policy = /Content-Security-Policy" content="([^"]*)"/.exec(page)?.[1] ?? '';
    for (const element of ['style', 'script']) {
      const text = new RegExp(`<${element}>(.*?)</${element}>`, 's').exec(page)?.[1] ?? '';
      expect(policy).toContain(
        `${element}-src 'sha256-${createHash('sha256').update(text).digest('base64')}'`,
      );
    }
    expect(policy).toMatch(/^default-src 'none';/);
  },
);

test('the same report gives the same bytes', () => {
  for (const report of Object.values(REPORTS))
    expect(renderHtml(structuredClone(report))).toBe(renderHtml(report));
});

test('60 hosts fit into a mail', () => {
  expect(Buffer.byteLength(renderHtml(REPORTS['large-fleet']!))).toBeLessThan(500_000);
});
