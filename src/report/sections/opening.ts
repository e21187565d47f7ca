import type { Report } from '../report.ts';
import { type Section, section, WORTH } from '../section.ts';
import { code, prose } from '../text.ts';
import { type Memory, memoryComment, trendLine } from '../trend.ts';
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
    least: line(12, 1),
    essential: true,
  });
}

/** What is new since the version before, and what is kept for the next one. */
export function trendSections(memory: Memory): { readonly trend: Section[]; readonly kept: Section[] } {
  const line = trendLine(memory);
  return {
    trend: line === null ? [] : [section({ worth: WORTH.trend, head: line, noun: '', returns: false })],
    kept: [section({ worth: WORTH.memory, head: memoryComment(memory), noun: '', returns: false })],
  };
}

/** What a reader must know to trust the report. The texts are this program's own, but may name files. */
export function notesSection({ notes }: Report): readonly Section[] {
  if (notes.length === 0) return [];
  return [
    section({
      worth: WORTH.warnings,
      head: '> [!NOTE]\n',
      items: notes.map((note) => `> - ${prose(note)}\n`),
      noun: 'note',
      more: (missing) => `> - … and ${missing} more\n`,
    }),
  ];
}
