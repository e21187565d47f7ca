import type { Made } from '../made.ts';
import { type InputLine, inputLines } from '../outline/inputs.ts';
import type { Report } from '../report.ts';
import { html, type Markup } from './markup.ts';
import { section } from './page.ts';

/** Every changed input, those with an alarm told above the table as well. */
export function inputsSection(report: Report, made: Made | null): Markup | null {
  const inputs = inputLines(report, made);
  if (inputs.length === 0) return null;
  return section(
    'Inputs',
    html`<table><thead><tr><th scope="col">Input</th><th scope="col">Revisions</th><th scope="col">Dates</th></tr></thead><tbody>
${inputs.map(inputRow)}</tbody></table>`,
  );
}

/** What should make a reader stop, for the top of the page. */
export function inputAlarms(report: Report): Markup {
  return html`${inputLines(report)
    .filter(({ alarm }) => alarm !== null)
    .map(
      ({
        name,
        alarm,
      }) => html`<p class="notice alarm"><strong class="red">Input <code>${name}</code>.</strong> ${alarm}</p>
`,
    )}`;
}

function inputRow({ name, kind, step, dates, advance, age, link, alarm }: InputLine): Markup {
  const older = advance.endsWith('older');
  return html`<tr class="item"><th scope="row"><code>${name}</code>${kind !== 'updated' && html`<br><small${alarm !== null && html` class="red"`}>${kind}</small>`}</th>
<td>${step}${link !== null && html` <a href="${link}" rel="noreferrer">compare<span class="wide"> revisions</span></a>`}</td>
<td>${dates}${advance !== '' && html`<br><small${older && html` class="red"`}>${advance}</small>`}${age !== '' && html`<br><small>${age}</small>`}</td></tr>
`;
}
