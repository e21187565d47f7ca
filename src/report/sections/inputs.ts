import type { InputChange } from '../../diff/inputs.ts';
import type { LockedInput } from '../../nix/lock.ts';
import { compareLink } from '../compare-link.ts';
import type { Report } from '../report.ts';
import { type Section, section, WORTH } from '../section.ts';
import { code, count } from '../text.ts';

/** What should make a reader stop: content that changed behind a fixed revision, and inputs that come from another place. */
export function inputWarnings({ inputs }: Report): readonly Section[] {
  return [
    ...warning(
      'CAUTION',
      inputs.filter(({ kind }) => kind === 'rehashed'),
      rehashed,
    ),
    ...warning(
      'WARNING',
      inputs.filter(({ kind }) => kind === 'redirected'),
      redirected,
    ),
  ];
}

function warning(
  level: 'CAUTION' | 'WARNING',
  changes: readonly InputChange[],
  told: (change: InputChange) => string,
): readonly Section[] {
  if (changes.length === 0) return [];
  return [
    section({
      worth: WORTH.warnings,
      head: `> [!${level}]\n`,
      items: changes.map((change) => `> - ${told(change)}\n`),
      noun: 'input warning',
      more: (missing) => `> - … and ${missing} more\n`,
      brief: `**${count(changes.length, 'input')} to look at twice: ${level === 'CAUTION' ? 'content changed behind a fixed revision' : 'another source'}.**\n`,
    }),
  ];
}

function rehashed({ path, after }: InputChange): string {
  return `**The content of ${name(path)} changed while its revision stayed ${shortRevision(after) ?? 'the same'}.** That never happens by itself: do not merge before you know why.`;
}

function redirected({ path, before, after }: InputChange): string {
  return `**${name(path)} comes from another place now:** ${place(before)} → ${place(after)}. Merge only if that was intended.`;
}

/** The changed inputs: those of the flake itself, and folded those that inputs have themselves. */
export function inputSections({ inputs }: Report): readonly Section[] {
  const own = inputs.filter(({ path }) => path.length === 1);
  const nested = inputs.filter(({ path }) => path.length > 1);
  const list = (changes: readonly InputChange[]) => changes.map((change) => `- ${inputLine(change)}\n`);
  return [
    ...(own.length > 0
      ? [section({ worth: WORTH.inputs, head: '## Inputs\n\n', items: list(own), noun: 'input' })]
      : []),
    ...(nested.length > 0
      ? [
          section({
            worth: WORTH.nestedInputs,
            head: `<details>\n<summary>${count(nested.length, 'input')} of inputs</summary>\n\n`,
            items: list(nested),
            tail: '\n</details>\n',
            noun: 'nested input',
          }),
        ]
      : []),
  ];
}

/** One changed input in a line of Markdown: revisions, dates, how far it moved, and where to see what came. */
export function inputLine(change: InputChange): string {
  const { path, kind, before, after } = change;
  const who = `**${name(path)}**`;
  switch (kind) {
    case 'added':
      return `${who} added: ${place(after)}${at(after)}`;
    case 'removed':
      return `${who} removed: ${place(before)}`;
    case 'refollowed':
      return after?.follows == null
        ? `${who} no longer follows ${follows(before)}: ${place(after)}${at(after)}`
        : `${who} follows ${follows(after)} now${before?.follows == null ? '' : `, no longer ${follows(before)}`}`;
    case 'rehashed':
      return `${who} ${shortRevision(after) ?? ''} **has other content than before**`;
    case 'redirected':
      return `${who} ${step(before, after)}, **from another place**`;
    case 'updated':
      return `${who} ${step(before, after)}${link(change)}`;
  }
}

/** The first seven characters of a revision as code; null where there is none. */
export function shortRevision(input: LockedInput | null): string | null {
  return input?.revision == null ? null : code(input.revision.slice(0, 7));
}

function step(before: LockedInput | null, after: LockedInput | null): string {
  const [old, fresh] = [shortRevision(before), shortRevision(after)];
  const revisions =
    old === null && fresh === null
      ? 'other content'
      : old === fresh
        ? `${old} as before`
        : `${old ?? '?'} → ${fresh ?? '?'}`;
  const [from, to] = [dateOf(before), dateOf(after)];
  if (from === null || to === null) return revisions;
  return `${revisions}, ${from === to ? from : `${from} → ${to}`}${advance(before, after)}`;
}

/** How far the new revision is from the old one, in days; there is no clock in a report. */
function advance(before: LockedInput | null, after: LockedInput | null): string {
  const seconds = (after?.lastModified ?? 0) - (before?.lastModified ?? 0);
  const days = Math.round(Math.abs(seconds) / 86_400);
  if (days === 0) return '';
  return seconds > 0 ? ` (${count(days, 'day')} newer)` : ` (**${count(days, 'day')} older**)`;
}

function at(input: LockedInput | null): string {
  const parts = [shortRevision(input), dateOf(input)].filter((part) => part !== null);
  return parts.length === 0 ? '' : ` at ${parts.join(', ')}`;
}

function dateOf(input: LockedInput | null): string | null {
  const seconds = input?.lastModified ?? null;
  if (seconds === null || Math.abs(seconds) > 8.64e12) return null;
  return new Date(seconds * 1000).toISOString().slice(0, 10);
}

function link({ before, after }: InputChange): string {
  const address = compareLink(before, after);
  return address === null ? '' : `, [${address.includes('/log/') ? 'log' : 'compare'}](${address})`;
}

function name(path: readonly string[]): string {
  return code(path.join('/'), 80);
}

function place(input: LockedInput | null): string {
  return input === null || input.url === '' ? '' : code(input.url, 160);
}

function follows(input: LockedInput | null): string {
  return code((input?.follows ?? []).join('/') || 'nothing', 80);
}
