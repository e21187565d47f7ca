import type { Report } from '../report.ts';
import { type Section, section, WORTH } from '../section.ts';
import { code, plain, prose } from '../text.ts';
import { hostList } from '../where.ts';

/** How to get this report again, what was compared with what by which versions, and what was not built and why. */
export function footerSections(report: Report): readonly Section[] {
  return [
    ...notBuilt(report),
    section({
      worth: WORTH.footer,
      head: `---\n\nThe same on your machine: ${code(report.reproduce, 500)}\\\n${compared(report)}\n`,
      noun: '',
    }),
  ];
}

function compared({ comparison: { kind, base, head, flakeDir }, versions }: Report): string {
  const of = kind === 'closures' ? 80 : 12;
  const short = (revision: string) =>
    code(kind === 'closures' ? plain(revision.replace(/^.*\//, ''), of) : revision.slice(0, of));
  const where = flakeDir === '' || flakeDir === '.' ? '' : ` in ${code(flakeDir)}`;
  const what =
    base === null
      ? ''
      : head === null
        ? `Base ${short(base)}${where}; `
        : `${short(base)} against ${short(head)}${where}; `;
  return `${what}flake-update-diff ${code(versions.tool, 40)}, ${code(versions.nix, 60)}.`;
}

function notBuilt({ hosts }: Report): readonly Section[] {
  const reasons = new Map<string, string[]>();
  for (const { name, state, reason } of hosts) {
    if (reason === null || state === 'skipped' || state === 'unchanged') continue;
    reasons.set(reason, [...(reasons.get(reason) ?? []), name]);
  }
  if (reasons.size === 0) return [];
  return [
    section({
      worth: WORTH.notBuilt,
      head: '**Not built:**\n\n',
      items: [...reasons].map(([reason, names]) => `- ${hostList(names, 20)}: ${prose(reason)}\n`),
      noun: 'unbuilt host',
    }),
  ];
}
