import { detailsOfHosts, type HostRow, hostRows } from '../outline/hosts.ts';
import type { Report } from '../report.ts';
import { size, sizeChange } from '../size.ts';
import { count } from '../text.ts';
import { html, type Markup } from './markup.ts';
import { hostNames, type Numbers, section } from './page.ts';

const COLOURS: Readonly<Record<HostRow['host']['state'], string>> = {
  'newly-broken': 'red',
  'still-broken': 'muted',
  fixed: 'green',
  changed: '',
  new: 'green',
  removed: 'amber',
  unchanged: 'muted',
  skipped: 'muted',
};

/** The table of hosts, worst first; those that stay as they are or are skipped in a line below it. */
export function hostsSection(report: Report, numbers: Numbers): Markup | null {
  const rows = hostRows(report);
  if (rows.length === 0) return null;
  const isQuiet = ({ host }: HostRow) => host.state === 'unchanged' || host.state === 'skipped';
  const told = rows.filter((row) => !isQuiet(row));
  const usual = commonestSystem(report);
  return section(
    'Hosts',
    html`${
      told.length > 0 &&
      html`<table class="hosts"><thead><tr><th scope="col">Host</th><th scope="col">State</th><th scope="col" class="number">Packages</th><th scope="col" class="number wide">Rebuilt</th><th scope="col" class="number">Size</th><th scope="col">A switch</th></tr></thead>
<tbody>
${told.map((row) => hostRow(row, { numbers, usual }))}</tbody></table>`
    }${quietHosts(rows.filter(isQuiet), numbers)}${usual !== null && html`<p class="muted">System: ${usual}, where no other is named.</p>`}`,
  );
}

/** The system that needs no word, because most hosts are of it. */
function commonestSystem({ hosts }: Report): string | null {
  const counts = new Map<string, number>();
  for (const { system } of hosts) if (system !== null) counts.set(system, (counts.get(system) ?? 0) + 1);
  return [...counts].toSorted((a, b) => b[1] - a[1])[0]?.[0] ?? null;
}

type RowOptions = { readonly numbers: Numbers; readonly usual: string | null };

function hostRow(row: HostRow, { numbers, usual }: RowOptions): Markup {
  const { host, state, packages, growth, reboot, units } = row;
  const { name, system } = host;
  return html`<tr class="item" data-hosts="${numbers([name])}"><th scope="row">${hostNames([name])}${system !== null && system !== usual && html`<br><small>${system}</small>`}</th>
<td><span class="${COLOURS[host.state]}">${state}</span></td>
<td class="number">${packages === null ? '' : packages.changed}</td>
<td class="number wide muted">${packages !== null && packages.rebuilt > 0 && packages.rebuilt}</td>
<td class="number">${growth === null ? (packages === null ? '' : 'not built') : sizeChange(growth)}</td>
<td>${reboot && html`<strong class="amber">reboot</strong>`}${reboot && units !== '' && html`, `}${units}</td></tr>
`;
}

function quietHosts(rows: readonly HostRow[], numbers: Numbers): Markup {
  const reasons = [...new Set(rows.map(({ host, state }) => JSON.stringify([state, host.reason])))];
  return html`${reasons.map((key) => {
    const [state, reason] = JSON.parse(key) as readonly [string, string | null];
    const same = rows.filter(({ host, state: other }) => other === state && host.reason === reason);
    const title = `${state[0]!.toUpperCase()}${state.slice(1)}`;
    return html`<p class="box muted">${title}${reason !== null && html` (${reason})`}:
${same.map(({ host }, index) => html`${index > 0 && html`, `}<span class="item" data-hosts="${numbers([host.name])}">${hostNames([host.name])}</span>`)}</p>
`;
  })}`;
}

/** What a switch does and what is particular, by hosts of which the same is to be told. */
export function detailsSection(report: Report, numbers: Numbers): Markup | null {
  const told = detailsOfHosts(report);
  if (told.length === 0) return null;
  return section(
    'Host by host',
    html`${told.map(
      ({
        names,
        details,
      }) => html`<div class="item" data-hosts="${numbers(names)}"><h3>${hostNames(names)}</h3>
<dl>${details.map(({ what, about, grave }) => html`<dt${grave && html` class="amber"`}>${what}</dt><dd>${about.map((one, index) => html`${index > 0 && html`, `}<code>${one}</code>`)}</dd>`)}</dl></div>
`,
    )}`,
  );
}

/** Closure sizes before and after, the largest growth first; folded, as the table of hosts has the differences. */
export function sizesSection({ hosts }: Report, numbers: Numbers): Markup | null {
  const sized = hosts
    .flatMap(({ name, basis, diff }) => (basis === 'closure' && diff !== null ? [{ name, ...diff }] : []))
    .toSorted((a, b) => b.size.after - b.size.before - (a.size.after - a.size.before));
  if (sized.length === 0) return null;
  const rows = sized.map(
    ({
      name,
      size: { before, after },
      paths,
    }) => html`<tr class="item" data-hosts="${numbers([name])}"><th scope="row">${hostNames([name])}</th>
<td class="number">${size(before)}</td><td class="number">${size(after)}</td><td class="number">${sizeChange(after - before)}</td><td class="wide">${count(paths.added, 'new path')}, ${paths.removed} gone</td></tr>
`,
  );
  return section(
    'Sizes',
    html`<details><summary>Closures of ${count(sized.length, 'host')}</summary>
<table><thead><tr><th scope="col">Host</th><th scope="col" class="number">Before</th><th scope="col" class="number">After</th><th scope="col" class="number">Change</th><th scope="col" class="wide">Store paths</th></tr></thead><tbody>
${rows}</tbody></table></details>`,
  );
}
