import { Problem } from './problem.ts';

export type Person = { readonly name: string; readonly email: string };

/** The action's inputs, checked. Lists are empty, and texts null, where nothing was given. */
export type Inputs = {
  readonly flakeInputs: readonly string[];
  /** At least one; '.' is the top. */
  readonly flakeDirs: readonly string[];
  /** Glob patterns. */
  readonly hosts: readonly string[];
  readonly exclude: string;
  readonly base: string | null;
  readonly evalOnly: boolean;
  /** Nix settings: [name, value]. */
  readonly nixOptions: readonly (readonly [name: string, value: string])[];
  readonly nixAccessTokens: string | null;
  readonly copyTo: string | null;
  /** 0: no limit. */
  readonly timeoutMinutes: number;
  /** May hold {date}. */
  readonly branch: string;
  readonly commitMessage: string;
  readonly title: string;
  readonly body: string;
  readonly maxBodyBytes: number;
  readonly labels: readonly string[];
  readonly assignees: readonly string[];
  readonly reviewers: readonly string[];
  readonly draft: (typeof CHOICES.draft)[number];
  readonly whenBroken: (typeof CHOICES.whenBroken)[number];
  readonly whenNoHostChanges: (typeof CHOICES.whenNoHostChanges)[number];
  readonly deleteBranch: boolean;
  readonly dryRun: boolean;
  readonly token: string;
  readonly sshPrivateKey: string | null;
  readonly sshKnownHosts: string | null;
  readonly pullRequestMethod: (typeof CHOICES.pullRequestMethod)[number];
  /** The key to sign with; null: commits are not signed. */
  readonly signingKey: string | null;
  readonly author: Person;
  readonly committer: Person;
};

/** The defaults that action.yml declares; a test compares them with it. */
export const DEFAULTS: Readonly<Record<string, string>> = {
  'path-to-flake-dir': '.',
  exclude: '.*-minimal',
  'eval-only': 'false',
  'timeout-minutes': '170',
  branch: 'auto/flake-update',
  'commit-msg': 'flake.lock: update {inputs}',
  'pr-title': 'Update {inputs}',
  'pr-body': '{report}',
  'max-body-bytes': '65536',
  draft: 'never',
  'when-broken': 'open',
  'when-no-host-changes': 'skip',
  'delete-branch': 'false',
  'dry-run': 'false',
  'pr-method': 'auto',
  'git-author-name': 'flake-update-diff',
  'git-author-email': 'flake-update-diff@noreply.invalid',
};

const CHOICES = {
  draft: ['never', 'when-broken', 'always'],
  whenBroken: ['open', 'fail', 'skip'],
  whenNoHostChanges: ['skip', 'open'],
  pullRequestMethod: ['auto', 'api', 'agit'],
} as const;

/**
 * Reads and checks every input. `read` gives an input's text, '' where it is not set; an empty text means the default, so that a workflow
 * can pass on `${{ inputs.x }}` in scheduled runs, too. Throws a Problem that names the input, its value and what would be right.
 */
export function getInputs(read: (name: string) => string): Inputs {
  const text = (name: string) => read(name).trim() || (DEFAULTS[name] ?? '');
  const optional = (name: string) => text(name) || null;
  const author = { name: text('git-author-name'), email: text('git-author-email') };
  return {
    flakeInputs: words(text('inputs')),
    flakeDirs: lines(text('path-to-flake-dir')).map(flakeDir),
    hosts: patterns(text('hosts')),
    exclude: pattern('exclude', text('exclude')),
    base: optional('base'),
    evalOnly: flag('eval-only', text('eval-only')),
    nixOptions: nixSettings('nix-options', text('nix-options')),
    nixAccessTokens: accessTokens(optional('nix-access-tokens')),
    copyTo: optional('copy-to'),
    timeoutMinutes: count('timeout-minutes', text('timeout-minutes'), 0),
    branch: branchPattern('branch', text('branch')),
    commitMessage: template('commit-msg', text('commit-msg')),
    title: template('pr-title', text('pr-title')),
    body: text('pr-body'),
    maxBodyBytes: count('max-body-bytes', text('max-body-bytes'), 1000),
    labels: list(text('pr-labels')),
    assignees: list(text('pr-assignees')),
    reviewers: list(text('pr-reviewers')),
    draft: choice('draft', text('draft'), CHOICES.draft),
    whenBroken: choice('when-broken', text('when-broken'), CHOICES.whenBroken),
    whenNoHostChanges: choice(
      'when-no-host-changes',
      text('when-no-host-changes'),
      CHOICES.whenNoHostChanges,
    ),
    deleteBranch: flag('delete-branch', text('delete-branch')),
    dryRun: flag('dry-run', text('dry-run')),
    token: required('token', text('token')),
    sshPrivateKey: optional('ssh-private-key'),
    sshKnownHosts: optional('ssh-known-hosts'),
    pullRequestMethod: method(text('pr-method'), optional('ssh-private-key')),
    signingKey: signingKey(text('sign-commits'), optional('git-signing-key')),
    author,
    committer: {
      name: text('git-committer-name') || author.name,
      email: text('git-committer-email') || author.email,
    },
  };
}

/** What may stand in braces in titles and messages. */
export const PLACEHOLDERS = ['inputs', 'date', 'report', 'changed', 'broken'] as const;

const wrong = (name: string, value: string, right: string) =>
  new Problem(`The input ${name} is "${value}"; it should be ${right}.`);

const words = (text: string) => text.split(/[\s,]+/).filter((word) => word !== '');

/** One a line, or separated by spaces where there is one line only; a comma belongs to a pattern: {web,db}-*. */
const patterns = (text: string) =>
  text.includes('\n') ? lines(text) : text.split(/\s+/).filter((word) => word !== '');

const lines = (text: string) =>
  text
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line !== '');

const list = (text: string) =>
  text
    .split(/[,\n]/)
    .map((item) => item.trim())
    .filter((item) => item !== '');

function required(name: string, value: string): string {
  if (value === '')
    throw new Problem(`The input ${name} is empty.`, 'Leave it out to use the automatic token.');
  return value;
}

function flag(name: string, value: string): boolean {
  if (/^true$/i.test(value)) return true;
  if (/^false$/i.test(value)) return false;
  throw wrong(name, value, 'true or false');
}

function choice<T extends string>(name: string, value: string, choices: readonly T[]): T {
  const found = choices.find((each) => each === value);
  if (found === undefined) throw wrong(name, value, `one of ${choices.join(', ')}`);
  return found;
}

function count(name: string, value: string, least: number): number {
  if (!/^\d{1,9}$/.test(value) || Number(value) < least)
    throw wrong(name, value, `a whole number from ${least} on`);
  return Number(value);
}

function pattern(name: string, value: string): string {
  try {
    new RegExp(value);
    return value;
  } catch (error) {
    throw wrong(name, value, `a regular expression (${(error as Error).message})`);
  }
}

/** Folders inside the repository only: the commit could not hold others. */
function flakeDir(value: string): string {
  const parts = value.split('/').filter((part) => part !== '' && part !== '.');
  if (value.startsWith('/') || parts.includes('..')) {
    throw wrong('path-to-flake-dir', value, 'a folder in the repository, relative to its top');
  }
  return parts.join('/') || '.';
}

/** The rules of git-check-ref-format(1), on what the pattern gives for some day. */
function branchPattern(name: string, value: string): string {
  const example = fillIn(template(name, value, ['date']), { date: '2026-01-01' });
  const bad =
    /[\x00-\x20\x7f~^:?*[\\]|\.\.|@\{|\/\/|\/\.|\.lock(\/|$)/.test(example) ||
    /^[-/.]|[/.]$|^@$/.test(example);
  if (bad) throw wrong(name, value, 'a name that git accepts for a branch, as auto/flake-update');
  if (example.startsWith('refs/')) throw wrong(name, value, "a branch's name without refs/heads/");
  return value;
}

function template(name: string, value: string, allowed: readonly string[] = PLACEHOLDERS): string {
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
function nixSettings(name: string, text: string): Inputs['nixOptions'] {
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
function accessTokens(value: string | null): string | null {
  if (value === null) return null;
  if (words(value).every((word) => /^[^=\s]+=\S+$/.test(word))) return words(value).join(' ');
  throw new Problem(
    'The input nix-access-tokens is not a list of HOST=TOKEN.',
    'Write it as in nix.conf: github.com=TOKEN gitlab.example.org=PAT:TOKEN.',
  );
}

function method(value: string, sshKey: string | null): Inputs['pullRequestMethod'] {
  const found = choice('pr-method', value, CHOICES.pullRequestMethod);
  if (found === 'agit' && sshKey === null) {
    throw new Problem(
      'The input pr-method is "agit" and there is no ssh-private-key.',
      'An AGit push goes over SSH: give it the key.',
    );
  }
  return found;
}

function signingKey(sign: string, key: string | null): string | null {
  const wanted = sign === '' ? key !== null : flag('sign-commits', sign);
  if (wanted && key === null) {
    throw new Problem(
      'The input sign-commits is "true" and there is no git-signing-key.',
      'Give it a private SSH key.',
    );
  }
  return wanted ? key : null;
}

/** All names, as action.yml declares them; a test compares them with it. */
export const INPUT_NAMES: readonly string[] = namesAsked();

function namesAsked(): readonly string[] {
  const names: string[] = [];
  getInputs((name) => {
    names.push(name);
    return name === 'token' ? 'any' : '';
  });
  return names;
}
