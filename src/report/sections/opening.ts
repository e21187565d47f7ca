import type { Report } from '../report.ts';
import { type Section, section, WORTH } from '../section.ts';
import { code, count, plain } from '../text.ts';
import { memoryComment, recall, remember, trendLine } from '../trend.ts';
import { verdict } from '../verdict.ts';

/** The verdict, in bold; its short form names one host of each kind only. */
export function verdictSection(report: Report): Section {
  const line = (longest: number, names: number) =>
    `**${verdict(report, { naming: (name) => code(name, longest), names })}.**\n`;
  return section({
    worth: WORTH.verdict,
    head: line(40, 4),
    noun: '',
    brief: line(12, 1),
    essential: true,
  });
}

/** What is new since the version before, and the memory for the next one. */
export function trendSections(report: Report, previousBody: string | null): readonly [Section[], Section[]] {
  const memory = remember(report, recall(previousBody, report));
  const line = trendLine(memory);
  return [
    line === null ? [] : [section({ worth: WORTH.trend, head: line, noun: '', returns: false })],
    [section({ worth: WORTH.memory, head: memoryComment(memory), noun: '', returns: false })],
  ];
}

/** What a reader must know to trust the report. The texts are this program's own, but may name files. */
export function notesSection({ notes }: Report): readonly Section[] {
  if (notes.length === 0) return [];
  return [
    section({
      worth: WORTH.warnings,
      head: '',
      items: notes.map((note) => `> ${code(plain(note, 600), 600)}\n`),
      noun: 'note',
      more: (missing) => `> and ${count(missing, 'more note')}\n`,
    }),
  ];
}
