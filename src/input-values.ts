import { Problem } from './problem.ts';

/** Readers of single inputs: each gives the value, or throws a Problem that names the input, what it is and what would be right. */

/** What may stand in braces in titles and messages. */
export const PLACEHOLDERS = ['inputs', 'date', 'report', 'changed', 'broken'] as const;

const wrong = (name: string, value: string, right: string) =>
  new Problem(`The input ${name} is "${value}"; it should be ${right}.`);

/** Words between spaces, commas and line ends. */
export const words = (text: string) => text.split(/[\s,]+/).filter((word) => word !== '');

/** One a line, or separated by spaces where there is one line only; a comma belongs to a pattern: {web,db}-*. */
export const patterns = (text: string) =>
  text.includes('\n') ? lines(text) : text.split(/\s+/).filter((word) => word !== '');

/** Lines that are not blank. */
export const lines = (text: string) =>
  text
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line !== '');

/** Items between commas and line ends; they may hold spaces. */
export const list = (text: string) =>
  text
    .split(/[,\n]/)
    .map((item) => item.trim())
    .filter((item) => item !== '');

/** A text that must not be empty. */
export function required(name: string, value: string): string {
  if (value === '')
    throw new Problem(`The input ${name} is empty.`, 'Leave it out to use the automatic token.');
  return value;
}

/** true or false. */
export function flag(name: string, value: string): boolean {
  if (/^true$/i.test(value)) return true;
  if (/^false$/i.test(value)) return false;
  throw wrong(name, value, 'true or false');
}

/** One of some words. */
export function choice<T extends string>(name: string, value: string, choices: readonly T[]): T {
  const found = choices.find((each) => each === value);
  if (found === undefined) throw wrong(name, value, `one of ${choices.join(', ')}`);
  return found;
}

/** A whole number. */
export function count(name: string, value: string, least: number): number {
  if (!/^\d{1,9}$/.test(value) || Number(value) < least)
    throw wrong(name, value, `a whole number from ${least} on`);
  return Number(value);
}

/** Minutes, with or without a fraction. */
export function minutes(name: string, value: string): number {
  if (!/^\d{1,5}(\.\d+)?$/.test(value)) throw wrong(name, value, 'a number of minutes, or 0 for no limit');
  return Number(value);
}

/** The source of a regular expression. */
export function pattern(name: string, value: string): string {
  try {
    new RegExp(value);
    return value;
  } catch (error) {
    throw wrong(name, value, `a regular expression (${(error as Error).message})`);
  }
}

/** Folders inside the repository only: the commit could not hold others. */
export function flakeDir(value: string): string {
  const parts = value.split('/').filter((part) => part !== '' && part !== '.');
  if (value.startsWith('/') || parts.includes('..')) {
    throw wrong('path-to-flake-dir', value, 'a folder in the repository, relative to its top');
  }
  return parts.join('/') || '.';
}

/** The rules of git-check-ref-format(1), on what the pattern gives for some day. */
export function branchPattern(name: string, value: string): string {
  const example = fillIn(template(name, value, ['date']), { date: '2026-01-01' });
  const bad =
    /[\x00-\x20\x7f~^:?*[\\]|\.\.|@\{|\/\/|\/\.|\.lock(\/|$)/.test(example) ||
    /^[-/.]|[/.]$|^@$/.test(example);
  if (bad) throw wrong(name, value, 'a name that git accepts for a branch, as auto/flake-update');
  if (example.startsWith('refs/')) throw wrong(name, value, "a branch's name without refs/heads/");
  return value;
}

/** A text with {words} that stand for something. */
export function template(name: string, value: string, allowed: readonly string[] = PLACEHOLDERS): string {
  const unknown = [...value.matchAll(/\{(\w+)\}/g)].find(([, word = '']) => !allowed.includes(word));
  if (unknown) {
    const known = allowed.map((word) => `{${word}}`).join(', ');
    throw new Problem(`The input ${name} has ${unknown[0]}, which stands for nothing; known are ${known}.`);
  }
  return value;
}

/** Replaces {word} by its value; words that have none stay as they are. */
export function fillIn(text: string, values: Readonly<Record<string, string>>): string {
  return text.replace(/\{(\w+)\}/g, (whole, word: string) => values[word] ?? whole);
}

/** Words as a shell would split them, with quotes and backslashes but nothing else of a shell's. */
export function commandLine(name: string, text: string): readonly string[] {
  const found = text.matchAll(/((?:[^\s"'\\]|\\.|"(?:[^"\\]|\\.)*"|'[^']*')+)|(\S)/gs);
  return [...found].map(([, word, stray]) => {
    if (word === undefined) throw wrong(name, text, `options with closed quotes (see ${stray})`);
    return word.replace(/"((?:[^"\\]|\\.)*)"|'([^']*)'|\\(.)/gs, (_, double, single, escaped) =>
      double === undefined ? (single ?? escaped) : double.replace(/\\(["\\$`])/g, '$1'),
    );
  });
}

/**
 * Command line options of nix as settings: every setting is an option there, `--cores 2`, a flag where it is a truth value, `--fallback`
 * and `--no-fallback`, and any can be written `--option cores 2` (Nix manual, "nix.conf", "Command line flags").
 */
export function nixSettings(name: string, text: string): readonly (readonly [name: string, value: string])[] {
  const settings: [string, string][] = [];
  const rest = [...commandLine(name, text)];
  while (rest.length > 0) {
    const option = rest.shift() ?? '';
    if (!/^(--[a-z][a-z-]*|-j)$/.test(option))
      throw wrong(name, text, `options, as --option cores 2 (see ${option})`);
    const values = option === '--option' ? 2 : rest[0] === undefined || rest[0].startsWith('-') ? 0 : 1;
    const [first, second] = rest.splice(0, values);
    if (option === '--option') {
      if (first === undefined || second === undefined)
        throw wrong(name, text, '--option with a name and a value');
      settings.push([first, second]);
    } else if (option === '--impure') settings.push(['pure-eval', 'false']);
    else if (first !== undefined) settings.push([option === '-j' ? 'max-jobs' : option.slice(2), first]);
    else settings.push(option.startsWith('--no-') ? [option.slice(5), 'false'] : [option.slice(2), 'true']);
  }
  return settings;
}

/** HOST=TOKEN words, in the format of nix.conf's access-tokens. The value is secret, so that it is not in the message. */
export function accessTokens(value: string | null): string | null {
  if (value === null) return null;
  if (words(value).every((word) => /^[^=\s]+=\S+$/.test(word))) return words(value).join(' ');
  throw new Problem(
    'The input nix-access-tokens is not a list of HOST=TOKEN.',
    'Write it as in nix.conf: github.com=TOKEN gitlab.example.org=PAT:TOKEN.',
  );
}
