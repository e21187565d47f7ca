import type { Report } from './report.ts';
import { failureSections } from './sections/failures.ts';
import { footerSections } from './sections/footer.ts';
import { hostSections } from './sections/hosts.ts';
import { inputSections, inputWarnings } from './sections/inputs.ts';
import { mattersSection } from './sections/matters.ts';
import { notesSection, trendSections, verdictSection } from './sections/opening.ts';
import { packageSections } from './sections/packages.ts';
import { switchingSections } from './sections/switching.ts';
import { shorten } from './shorten.ts';
import { code } from './text.ts';
import { recall, remember } from './trend.ts';

export type MarkdownOptions = {
  /** Most bytes of UTF-8; null is no limit. From 1 KB on the verdict and the failures' names are always in it. */
  readonly maxBytes: number | null;
  /** Where the whole report is, for one that had to be shortened: an address or a file's name; null where it is nowhere. */
  readonly fullReport: string | null;
  /** The text that this one replaces, for saying what is new since then; null where there is none. */
  readonly previousBody: string | null;
};

/**
 * The report as Markdown that GitHub, Forgejo and Gitea render alike. The same report gives the same bytes. Whatever comes from outside
 * stands in code, so that no forge reads a mention, a reference or markup in it.
 */
export function renderMarkdown(report: Report, options: MarkdownOptions): string {
  const memory = remember(report, recall(options.previousBody, report), options.fullReport);
  const { trend, kept } = trendSections(memory);
  const sections = [
    verdictSection(report),
    ...trend,
    ...inputWarnings(report),
    ...notesSection(report),
    ...hostSections(report),
    ...failureSections(report),
    ...mattersSection(report),
    ...switchingSections(report),
    ...inputSections(report),
    ...packageSections(report),
    ...footerSections(report),
    ...kept,
  ];
  return shorten(sections, { maxBytes: options.maxBytes, whereWhole: whereWhole(memory.whole) });
}

function whereWhole(fullReport: string | null): string {
  if (fullReport === null || fullReport.length > 300) return '';
  const isAddress = /^https?:\/\/[\w.:/@%~+-]+$/.test(fullReport);
  return isAddress ? `[The whole report](${fullReport})` : `The whole report: ${code(fullReport)}`;
}
