import { failuresOn, type ToldFailure } from '../outline/failures.ts';
import { sinceWords } from '../outline/inputs.ts';
import type { Report } from '../report.ts';
import { count, plainLines } from '../text.ts';
import { html, type Markup, verbatim } from './markup.ts';
import { hostNames, type Numbers, section } from './page.ts';

const LOG_LINES = 200;
const MESSAGE_LINES = 40;
/** Log lines that are seen without unfolding. */
const SEEN_LINES = 12;

/** What the update breaks, each failure once; then, quieter, what was broken before; then what is mended. */
export function failureSections(report: Report, numbers: Numbers): readonly (Markup | null)[] {
  const fresh = failuresOn(report, 'after');
  const lasting = failuresOn(report, 'both');
  const mended = failuresOn(report, 'before');
  const since = sinceWords(report);
  return [
    fresh.length === 0
      ? null
      : section(
          'What breaks',
          html`${since.length > 0 && html`<p class="muted">Since ${since.map((words, index) => html`${index > 0 && html`, `}${words}`)}</p>`}
${fresh.map((told) => freshMarkup(told, numbers))}`,
        ),
    lasting.length === 0
      ? null
      : section('Broken before as well', html`${lasting.map((told) => lastingMarkup(told, numbers))}`),
    mended.length === 0
      ? null
      : section(
          'Mended',
          html`<ul>${mended.map(({ title, failure }) => html`<li class="item" data-hosts="${numbers(failure.hosts)}"><code>${title}</code> on ${hostNames(failure.hosts)}</li>`)}</ul>`,
        ),
  ];
}

function freshMarkup({ title, failure, message }: ToldFailure, numbers: Numbers): Markup {
  return html`<article class="breaks item" data-hosts="${numbers(failure.hosts)}">
<h3 class="red">${title}</h3>
<p>Breaks ${failure.hosts.length > 1 && html`${count(failure.hosts.length, 'host')}: `}${hostNames(failure.hosts)}</p>
${explanation({ failure, message })}
</article>
`;
}

function lastingMarkup({ title, failure, message }: ToldFailure, numbers: Numbers): Markup {
  return html`<details class="item" data-hosts="${numbers(failure.hosts)}"><summary>${title}: ${count(failure.hosts.length, 'host')}</summary>
<p>On ${hostNames(failure.hosts)}</p>
${explanation({ failure, message })}</details>
`;
}

function explanation({ failure, message }: Pick<ToldFailure, 'failure' | 'message'>): Markup {
  const said = plainLines(message.slice(0, MESSAGE_LINES), MESSAGE_LINES);
  const log = plainLines(failure.logTail, LOG_LINES);
  const seen = log.slice(-SEEN_LINES);
  return html`${said.length > 0 && html`<pre tabindex="0">${verbatim(said)}</pre>`}${
    seen.length > 0 && html`<p class="muted">The end of the log:</p><pre tabindex="0">${verbatim(seen)}</pre>`
  }${
    log.length > seen.length &&
    html`<details><summary>The log's last ${log.length} lines</summary><pre tabindex="0">${verbatim(log)}</pre></details>`
  }`;
}
