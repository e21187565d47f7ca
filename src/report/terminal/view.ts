import type { Made } from '../made.ts';
import type { Paint } from './paint.ts';

/** What every part of the terminal view is drawn with: columns that a line may take, and how colours are put on. */
export type View = { readonly width: number; readonly paint: Paint; readonly made: Made | null };

/** A section: a heading, and its lines between empty ones; nothing at all where it has no lines. */
export function titled(title: string, lines: readonly string[], { paint }: View): readonly string[] {
  return lines.length === 0 ? [] : ['', paint(['bold', 'underline'], title), '', ...lines];
}
