import type { FleetChange } from '../../diff/fleet.ts';
import type { ChangeKind } from '../../diff/packages.ts';
import {
  type Group,
  groups,
  growthWorthTelling,
  isSetback,
  matters,
  place,
  placeShortly,
  versions,
} from '../outline/changes.ts';
import type { Report } from '../report.ts';
import { sizeChange } from '../size.ts';
import { count } from '../text.ts';
import { html, type Markup } from './markup.ts';
import { hostNames, type Numbers, section } from './page.ts';

const MARKS: Readonly<Record<ChangeKind, { readonly mark: string; readonly colour: string }>> = {
  upgraded: { mark: '↑', colour: 'green' },
  downgraded: { mark: '↓', colour: 'red' },
  changed: { mark: '~', colour: 'amber' },
  added: { mark: '+', colour: 'green' },
  removed: { mark: '−', colour: 'amber' },
  rebuilt: { mark: '=', colour: 'muted' },
};

/** The changes that an owner reads first, with what is to be done before a switch. */
export function mattersSection(report: Report, numbers: Numbers): Markup | null {
  const items = matters(report).map(
    ({ change, what, advice }) => html`<li class="item" data-hosts="${numbers(change.hosts)}">
<span>${markOf(change)}${nameOf(change)}</span> <span>${stepOf(change)}</span> <span>${placeShortly(change.hosts, report)}</span>
<span class="muted">${what ?? 'selected'}</span>
${advice !== null && html`<p class="advice">${advice}</p>`}</li>
`,
  );
  return items.length === 0
    ? null
    : section(
        'What matters',
        html`<ul class="matters">
${items}</ul>`,
      );
}

/** Every package change once, by the hosts that share it; what is only rebuilt is folded. */
export function packagesSection(report: Report, numbers: Numbers): Markup | null {
  const all = groups(report);
  if (all.length === 0) return null;
  return section('Packages', html`${all.map((group) => groupMarkup(group, report, numbers))}`);
}

function groupMarkup({ hosts, changes, rebuilt }: Group, report: Report, numbers: Numbers): Markup {
  const { words, names } = place(hosts, report);
  const label = words === '' ? 'On this host' : `${words[0]!.toUpperCase()}${words.slice(1)}`;
  const few = names.length <= 8;
  return html`<section class="box" data-hosts="${numbers(hosts)}">
<h3>${label}${few && names.length > 0 && html` ${hostNames(names)}`}</h3>
${!few && html`<p>${hostNames(names)}</p>`}
${
  changes.length > 0 &&
  html`<table class="packages"><thead class="unseen"><tr><th scope="col">Package</th><th scope="col">Versions</th><th scope="col" class="number">Size</th></tr></thead><tbody>
${changes.map(changeRow)}</tbody></table>`
}
${
  rebuilt.length > 0 &&
  html`<details><summary>${count(rebuilt.length, 'package')} only rebuilt</summary><p>${rebuilt.map((name, index) => html`${index > 0 && html`, `}<span class="item">${name}</span>`)}</p></details>`
}
</section>
`;
}

function changeRow(change: FleetChange): Markup {
  const growth = growthWorthTelling(change);
  return html`<tr class="item"><th scope="row">${markOf(change)}${nameOf(change)}</th><td>${stepOf(change)}</td><td class="number muted">${growth === null ? '' : sizeChange(growth)}</td></tr>
`;
}

function markOf(change: FleetChange): Markup {
  const { mark, colour } = MARKS[change.kind];
  const loud = change.selectedOn.length > 0 && isSetback(change);
  return html`<span class="mark ${loud ? 'red' : colour}" title="${change.kind}" role="img" aria-label="${change.kind}">${mark}</span>`;
}

function nameOf(change: FleetChange): Markup {
  const selected = change.selectedOn.length > 0;
  return html`<span${selected && html` class="chosen"`}>${change.name}</span>${selected && html` <span title="selected by a host's owner" aria-label="selected">★</span>`}`;
}

function stepOf(change: FleetChange): Markup {
  const { before, after, outputs } = versions(change);
  const arrow = before !== '' && after !== '' && html` → `;
  const gone = change.kind === 'removed';
  return html`<span class="muted">${before}</span>${gone && html` removed`}${arrow}${after}${outputs !== '' && html` ${outputs}`}${change.kind === 'added' && html` new`}`;
}
