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

/** The table of hosts, worst first. */
export function hostsSection(report: Report, numbers: Numbers): Markup | null {
  const rows = hostRows(report);
  if (rows.length === 0) return null;
  const several = new Set(report.hosts.flatMap(({ system }) => system ?? [])).size > 1;
  return section(
    'Hosts',
    html`<table><thead><tr><th scope="col">Host</th><th scope="col">State</th><th scope="col" class="number">Packages</th><th scope="col" class="number">Size</th><th scope="col">A switch</th></tr></thead>
<tbody>
${rows.map((row) => hostRow(row, { numbers, several }))}</tbody></table>`,
  );
}

type RowOptions = { readonly numbers: Numbers; readonly several: boolean };

function hostRow(row: HostRow, { numbers, several }: RowOptions): Markup {
  const { host, state, packages, growth, reboot, units } = row;
  const rebuilt =
    packages !== null && packages.rebuilt > 0 && html`<br><small>${packages.rebuilt} rebuilt</small>`;
  return html`<tr class="item" data-hosts="${numbers([host.name])}"><th scope="row">${hostNames([host.name])}${several && host.system !== null && html`<br><small>${host.system}</small>`}</th>
<td><span class="${COLOURS[host.state]}">${state}</span>${host.state === 'skipped' && host.reason !== null && html`<br><small>${host.reason}</small>`}</td>
<td class="number">${packages === null ? '' : packages.changed}${rebuilt}</td>
<td class="number">${growth === null ? (packages === null ? '' : 'not built') : sizeChange(growth)}</td>
<td>${reboot && html`<strong class="amber">reboot</strong>`}${reboot && units !== '' && html`, `}${units}</td></tr>
`;
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
