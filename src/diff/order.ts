/**
 * The order of versions. It is Nix's (`compareVersions` in libstore/names.cc: runs of digits and runs of other
 * characters, `.` and `-` between them, `pre` before everything), and differs from it on purpose in five points:
 *  - dev, alpha, beta, preview and rc come before the release as `pre` does, and in that order;
 *  - `a` and `b` between two digits are alpha and beta (PEP 440: 3.13.0a1 is before 3.13.0); 1.1.1w stays after 1.1.1;
 *  - numbers of any length are compared as numbers, where Nix overflows at 32 bits;
 *  - a date is the same date as 20250102 and as 2025-01-02;
 *  - `relation` says "unordered" where the order means nothing: git hashes, a date against a release number.
 */

type Token = { readonly rank: number; readonly text: string; readonly at: number };

/** How two versions stand to each other; 'older' means that the first is the older one. */
export type VersionRelation = 'older' | 'newer' | 'equal' | 'unordered';

const PRERELEASE: Readonly<Record<string, number>> = {
  dev: 0,
  nightly: 0,
  canary: 0,
  snapshot: 0,
  alpha: 1,
  beta: 2,
  pre: 3,
  preview: 3,
  prerelease: 3,
  rc: 4,
  cr: 4,
};
/** Ranks above the prereleases: nothing, a word, a number. */
const END = 5;
const WORD = 6;
const NUMBER = 7;
const NOTHING: Token = { rank: END, text: '', at: -1 };

const DATE = /^((?:19[789]|20\d)\d)(0[1-9]|1[0-2])(0[1-9]|[12]\d|3[01])$/;

/**
 * Compares two versions: -1 when `a` is the older one, 1 when it is the newer one, 0 when both are the same version though
 * perhaps spelled differently (1.0-1 and 1.0.1). A total preorder: antisymmetric and transitive for any two texts.
 */
export function compareVersions(a: string, b: string): -1 | 0 | 1 {
  return a === b ? 0 : (firstDifference(tokens(a), tokens(b))?.order ?? 0);
}

/** `compareVersions`, and by code units where that says 0: a strict order of texts, for sorting. */
export function orderVersions(a: string, b: string): -1 | 0 | 1 {
  const order = compareVersions(a, b);
  if (order !== 0 || a === b) return order;
  return a < b ? -1 : 1;
}

/** Says what version `a` is to version `b`; relation(b, a) is always its mirror image. */
export function relation(a: string, b: string): VersionRelation {
  if (a === b) return 'equal';
  if (a === '' || b === '') return 'unordered';
  const [left, right] = [tokens(a), tokens(b)];
  const difference = firstDifference(left, right);
  if (difference === null) return 'equal';
  if (isHash(a, difference.a.at) || isHash(b, difference.b.at)) return 'unordered';
  if (difference.index === 0 && startsWithDate(a) !== startsWithDate(b)) return 'unordered';
  return difference.order < 0 ? 'older' : 'newer';
}

/** The components of a version, spelled so that two are equal exactly when the order says so. */
export function versionComponents(version: string): readonly string[] {
  return tokens(version).map(({ rank, text }) => (rank < END ? `${rank}` : `${rank}${text}`));
}

type Difference = { readonly index: number; readonly order: -1 | 1; readonly a: Token; readonly b: Token };

function firstDifference(left: readonly Token[], right: readonly Token[]): Difference | null {
  for (let index = 0; index < Math.max(left.length, right.length); index++) {
    const a = left[index] ?? NOTHING;
    const b = right[index] ?? NOTHING;
    const order = compareTokens(a, b);
    if (order !== 0) return { index, order, a, b };
  }
  return null;
}

function compareTokens(a: Token, b: Token): -1 | 0 | 1 {
  if (a.rank !== b.rank) return a.rank < b.rank ? -1 : 1;
  if (a.rank < END || a.text === b.text) return 0;
  if (a.rank === NUMBER && a.text.length !== b.text.length) return a.text.length < b.text.length ? -1 : 1;
  return a.text < b.text ? -1 : 1;
}

/** A fleet compares the same few thousand versions again and again. */
const known = new Map<string, readonly Token[]>();

function tokens(version: string): readonly Token[] {
  const seen = known.get(version);
  if (seen !== undefined) return seen;
  if (known.size >= 50_000) known.clear();
  const fresh = tokenize(version);
  known.set(version, fresh);
  return fresh;
}

function tokenize(version: string): readonly Token[] {
  const found: Token[] = [];
  for (const match of version.matchAll(/\d+|[^\d.-]+/g)) {
    const [text] = match;
    const at = match.index;
    const date = DATE.exec(text);
    if (date !== null) found.push(...date.slice(1).map((part) => number(part, at)));
    else if (/^\d/.test(text)) found.push(number(text, at));
    else found.push(word(text, version, at));
  }
  return found;
}

function number(digits: string, at: number): Token {
  return { rank: NUMBER, text: digits.replace(/^0+(?=\d)/, ''), at };
}

function word(text: string, version: string, at: number): Token {
  const plain = text.toLowerCase().replace(/^[_~]+|[_~]+$/g, '');
  const betweenDigits = /\d/.test(version[at - 1] ?? '') && /\d/.test(version[at + text.length] ?? '');
  const spelled = betweenDigits && plain === 'a' ? 'alpha' : betweenDigits && plain === 'b' ? 'beta' : plain;
  const rank = Object.hasOwn(PRERELEASE, spelled) ? PRERELEASE[spelled] : undefined;
  return rank === undefined ? { rank: WORD, text, at } : { rank, text: spelled, at };
}

/** Whether the letters and digits around a place are a git hash: 7 to 64 hex digits, a letter among them, "g" before it allowed. */
function isHash(version: string, at: number): boolean {
  if (at < 0) return false;
  let start = at;
  let end = at;
  while (start > 0 && /[0-9A-Za-z]/.test(version[start - 1]!)) start--;
  while (end < version.length && /[0-9A-Za-z]/.test(version[end]!)) end++;
  const run = version.slice(start, end);
  return /^g?[0-9a-f]{7,64}$/.test(run) && /[a-f]/.test(run) && !DATE.test(run.replace(/[a-f]$/, ''));
}

function startsWithDate(version: string): boolean {
  return DATE.test(/^\d+/.exec(version.replace(/^(\d{4})-(\d\d)-(\d\d)(?!\d)/, '$1$2$3'))?.[0] ?? '');
}
