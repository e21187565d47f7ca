/**
 * A piece of a report that can be shortened without being broken: items between a head and a tail. Every text is whole
 * lines, each ended by a newline; a fence, a table or a <details> that the head opens is closed by the tail.
 */
export type Section = {
  /** The higher, the longer it stays; see WORTH. */
  readonly worth: number;
  readonly head: string;
  readonly items: readonly string[];
  readonly tail: string;
  /** Which items stay when not all do: of a log it is the last ones that tell what happened. */
  readonly keep: 'first' | 'last';
  /** What an item is, for "12 more package changes"; of a section without items, what the section is; '' where nobody misses it. */
  readonly noun: string;
  /** The line that stands for so many missing items, in the form that the place asks for. */
  readonly more: (missing: number) => string;
  /** Stands for the whole section when not even one item fits; '' drops it. */
  readonly brief: string;
  /** Stands for it when even the brief form is too much; '' drops it. */
  readonly least: string;
  /** Whether even that may go, when nothing else is left to take away. */
  readonly essential: boolean;
  /** Whether it may come back when there is room again. */
  readonly returns: boolean;
};

/** What is given up first comes first. */
export const WORTH = {
  rebuilt: 0,
  dependencies: 5,
  packages: 10,
  notBuilt: 15,
  switching: 20,
  lastingLog: 25,
  lastingFailure: 30,
  nestedInputs: 35,
  log: 40,
  hosts: 45,
  inputs: 50,
  alarms: 55,
  matters: 60,
  footer: 65,
  /** Before the memory: what is told must be remembered, or the next report would no longer tell it. */
  trend: 70,
  memory: 75,
  message: 80,
  warnings: 85,
  failure: 90,
  verdict: 100,
} as const;

type Optional = 'items' | 'tail' | 'keep' | 'more' | 'brief' | 'least' | 'essential' | 'returns';

/** A section with the usual settings: the first items stay, a list item counts the rest, and it may go as a whole. */
export function section(given: Omit<Section, Optional> & Partial<Pick<Section, Optional>>): Section {
  return {
    items: [],
    tail: '',
    keep: 'first',
    more: (missing) => `- … and ${missing} more\n`,
    brief: '',
    least: '',
    essential: false,
    returns: true,
    ...given,
  };
}

/** The whole section as text. */
export function sectionText({ head, items, tail }: Section): string {
  return `${head}${items.join('')}${tail}`;
}
