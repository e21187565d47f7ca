import type { InputChange } from '../../diff/inputs.ts';
import type { LockedInput } from '../../nix/lock.ts';
import { compareLink } from '../compare-link.ts';
import type { Made } from '../made.ts';
import type { Report } from '../report.ts';
import { count } from '../text.ts';

const SECONDS_A_DAY = 86_400;

/** One changed input in words. All texts come from lock files: a view makes them harmless. */
export type InputLine = {
  readonly name: string;
  readonly nested: boolean;
  readonly kind: InputChange['kind'];
  /** "2b2a4f1 → 9f918d6", a place, or what it follows. */
  readonly step: string;
  /** "2025-05-21 → 2025-06-24", or one date; '' where none is known. */
  readonly dates: string;
  /** "34 days newer", "3 days older"; '' within a day. */
  readonly advance: string;
  /** How old the new revision is: "12 days old"; '' where the view knows no clock, or no date is known. */
  readonly age: string;
  /** The page that shows what came between, or null. */
  readonly link: string | null;
  /** Why a reader should stop; null for what is usual. */
  readonly alarm: string | null;
};

/** Every changed input, those of the flake itself before those of its inputs. */
export function inputLines({ inputs }: Report, made: Made | null = null): readonly InputLine[] {
  const lines = inputs.map((change) => inputLine(change, made));
  return [...lines.filter(({ nested }) => !nested), ...lines.filter(({ nested }) => nested)];
}

function inputLine(change: InputChange, made: Made | null): InputLine {
  const { path, kind, before, after } = change;
  return {
    name: path.join('/'),
    nested: path.length > 1,
    kind,
    step: stepWords(change),
    dates: kind === 'refollowed' ? '' : dates(before, after),
    advance: kind === 'updated' || kind === 'redirected' ? advance(before, after) : '',
    age: made === null ? '' : age(after, made.at),
    link: compareLink(before, after),
    alarm: alarm(change),
  };
}

function stepWords({ kind, before, after }: InputChange): string {
  const [old, fresh] = [shortRevision(before), shortRevision(after)];
  switch (kind) {
    case 'added':
      return [after?.url, fresh].filter(Boolean).join(' at ');
    case 'removed':
      return [before?.url, old].filter(Boolean).join(' at ');
    case 'refollowed':
      return `${followed(before)} → ${followed(after)}`;
    case 'rehashed':
      return fresh ?? '';
    case 'updated':
    case 'redirected':
      return old === null && fresh === null ? 'other content' : `${old ?? '?'} → ${fresh ?? '?'}`;
  }
}

function followed(input: LockedInput | null): string {
  if (input === null) return 'nothing';
  return input.follows === null ? input.url : `follows ${input.follows.join('/') || 'nothing'}`;
}

function alarm({ kind, before, after }: InputChange): string | null {
  if (kind === 'rehashed')
    return 'Its content changed while its revision stayed the same. That never happens by itself: find out why before merging.';
  if (kind === 'redirected')
    return `It comes from another place now: ${before?.url ?? '?'} → ${after?.url ?? '?'}. Merge only if that was intended.`;
  return null;
}

/** The first seven characters of a revision, or null where there is none. */
function shortRevision(input: LockedInput | null): string | null {
  return input?.revision?.slice(0, 7) ?? null;
}

function dates(before: LockedInput | null, after: LockedInput | null): string {
  const [from, to] = [dateOf(before), dateOf(after)];
  if (from === null || to === null) return from ?? to ?? '';
  return from === to ? from : `${from} → ${to}`;
}

function dateOf(input: LockedInput | null): string | null {
  const seconds = input?.lastModified ?? null;
  // Outside of it JavaScript knows no date (ECMAScript, "Time Values and Time Range").
  if (seconds === null || Math.abs(seconds) > 8.64e12) return null;
  return new Date(seconds * 1000).toISOString().slice(0, 10);
}

function advance(before: LockedInput | null, after: LockedInput | null): string {
  if (before?.lastModified == null || after?.lastModified == null) return '';
  const days = Math.round((after.lastModified - before.lastModified) / SECONDS_A_DAY);
  return days === 0 ? '' : `${count(Math.abs(days), 'day')} ${days > 0 ? 'newer' : 'older'}`;
}

function age(after: LockedInput | null, at: number): string {
  if (after?.lastModified == null) return '';
  const days = Math.floor((at - after.lastModified) / SECONDS_A_DAY);
  return days < 0 ? '' : days === 0 ? 'from today' : `${count(days, 'day')} old`;
}

/** What moved between the state that worked and the one that does not: "nixpkgs 2b2a4f1 → 9f918d6", or the two revisions. */
export function sinceWords({ comparison, inputs }: Report): readonly string[] {
  const { kind, base, head } = comparison;
  if (kind === 'revisions')
    return base === null || head === null ? [] : [`${base.slice(0, 12)} → ${head.slice(0, 12)}`];
  return inputs
    .filter(({ path, kind: change }) => path.length === 1 && change !== 'removed')
    .map((change) => `${change.path.join('/')} ${stepWords(change)}`);
}
