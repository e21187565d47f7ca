import { mattersSection, packagesSection } from './html/changes.ts';
import { failureSections } from './html/failures.ts';
import { detailsSection, hostsSection, sizesSection } from './html/hosts.ts';
import { inputAlarms, inputsSection } from './html/inputs.ts';
import { html, type Markup } from './html/markup.ts';
import { numbering, page } from './html/page.ts';
import { durationWords, type Made } from './made.ts';
import type { Report } from './report.ts';
import { verdict } from './verdict.ts';

/**
 * The report as one self-contained HTML page: no address is asked, no script is needed (one adds search and a filter by host), light and dark
 * by the reader's own setting, printable. Nothing from outside becomes markup. The same report (and the same `made`) gives the same bytes.
 */
export function renderHtml(report: Report, made: Made | null = null): string {
  const names = report.hosts.map(({ name }) => name);
  const numbers = numbering(names);
  const content = html`${report.notes.map(
    (note) => html`<p class="notice">${note}</p>
`,
  )}${inputAlarms(report)}${[
    hostsSection(report, numbers),
    ...failureSections(report, numbers),
    mattersSection(report, numbers),
    inputsSection(report, made),
    packagesSection(report, numbers),
    detailsSection(report, numbers),
    sizesSection(report, numbers),
  ]}${footer(report, made)}`;
  return page({ title: `${verdict(report)}.`, hosts: names, content });
}

function footer(
  { reproduce, versions, fleet, comparison: { kind, base, head } }: Report,
  made: Made | null,
): Markup {
  const short = (state: string) => (kind === 'closures' ? state : state.slice(0, 12));
  const starred = fleet.groups.some(({ changes }) => changes.some(({ selectedOn }) => selectedOn.length > 0));
  return html`<footer>
<h2>How to get this report again</h2>
<pre tabindex="0">${reproduce}</pre>
<p class="muted">${base !== null && html`Base <code>${short(base)}</code>. `}${head !== null && html`Head <code>${short(head)}</code>. `}${
    starred && html`★ marks what a host's owner selected (<code>environment.systemPackages</code>). `
  }Made by flake-update-diff ${versions.tool} with ${versions.nix}${made !== null && html` in ${durationWords(made.took)}`}.</p>
</footer>
`;
}
