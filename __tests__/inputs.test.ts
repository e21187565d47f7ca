import { readFileSync } from 'node:fs';
import { describe, expect, test } from '@jest/globals';
import { parse } from 'yaml';
import { commandLine, fillIn } from '../src/input-values.ts';
import { DEFAULTS, getInputs } from '../src/inputs.ts';
import { refuseUnknownInputs, unknownInputs } from '../src/unknown-inputs.ts';

const action = parse(readFileSync('action.yml', 'utf8')) as {
  inputs: Record<string, { default?: string }>;
  outputs: Record<string, unknown>;
};
const inputs = (given: Record<string, string> = {}) =>
  getInputs((name) => ({ token: 't', ...given })[name] ?? '');

test('the defaults are those of action.yml', () => {
  const declared = Object.entries(action.inputs)
    .filter(([name, input]) => input.default !== undefined && name !== 'token')
    .map(([name, input]) => [name, input.default]);
  expect(DEFAULTS).toEqual(Object.fromEntries(declared));
});

test('every input of action.yml is read, and no other', () => {
  const asked = new Set<string>();
  getInputs((name) => {
    asked.add(name);
    return name === 'token' ? 't' : '';
  });
  expect([...asked].sort()).toEqual(Object.keys(action.inputs).sort());
});

test('nothing given', () => {
  expect(inputs()).toMatchInlineSnapshot(`
{
  "assignees": [],
  "author": {
    "email": "flake-update-diff@noreply.invalid",
    "name": "flake-update-diff",
  },
  "base": null,
  "body": "{report}",
  "branch": "auto/flake-update",
  "commitMessage": "flake.lock: update {inputs}",
  "committer": {
    "email": "flake-update-diff@noreply.invalid",
    "name": "flake-update-diff",
  },
  "copyTo": null,
  "deleteBranch": false,
  "draft": "never",
  "dryRun": false,
  "evalOnly": false,
  "exclude": ".*-minimal",
  "flakeDirs": [
    ".",
  ],
  "flakeInputs": [],
  "hosts": [],
  "labels": [],
  "maxBodyBytes": 65536,
  "nixAccessTokens": null,
  "nixOptions": [],
  "pullRequestMethod": "auto",
  "reviewers": [],
  "signingKey": null,
  "sshKnownHosts": null,
  "sshPrivateKey": null,
  "timeoutMinutes": 170,
  "title": "Update {inputs}",
  "token": "t",
  "whenBroken": "open",
  "whenNoHostChanges": "skip",
}
`);
});

describe('values', () => {
  test.each<[string, string, keyof ReturnType<typeof getInputs>, unknown]>([
    ['inputs', ' nixpkgs  home-manager\ndisko ', 'flakeInputs', ['nixpkgs', 'home-manager', 'disko']],
    ['path-to-flake-dir', 'a/\n./b//c\n.', 'flakeDirs', ['a', 'b/c', '.']],
    ['hosts', '{web,db}-* mail', 'hosts', ['{web,db}-*', 'mail']],
    ['hosts', 'my laptop\nmail', 'hosts', ['my laptop', 'mail']],
    ['pr-labels', 'needs review, flake\nupdate', 'labels', ['needs review', 'flake', 'update']],
    ['eval-only', 'TRUE', 'evalOnly', true],
    ['branch', 'update/{date}', 'branch', 'update/{date}'],
    [
      'nix-access-tokens',
      'github.com=a\n git.example.org=PAT:b',
      'nixAccessTokens',
      'github.com=a git.example.org=PAT:b',
    ],
    ['timeout-minutes', '0', 'timeoutMinutes', 0],
    ['draft', 'when-broken', 'draft', 'when-broken'],
    [
      'nix-options',
      '--option cores 2 -j 4 --fallback --no-sandbox --impure --system x86_64-linux',
      'nixOptions',
      [
        ['cores', '2'],
        ['max-jobs', '4'],
        ['fallback', 'true'],
        ['sandbox', 'false'],
        ['pure-eval', 'false'],
        ['system', 'x86_64-linux'],
      ],
    ],
  ])('%s: %j', (name, value, field, expected) => {
    expect(inputs({ [name]: value })[field]).toEqual(expected);
  });

  test.each([
    ['eval-only', 'yes', 'The input eval-only is "yes"; it should be true or false.'],
    ['draft', 'sometimes', 'The input draft is "sometimes"; it should be one of never, when-broken, always.'],
    ['when-broken', 'close', 'The input when-broken is "close"; it should be one of open, fail, skip.'],
    [
      'timeout-minutes',
      '1h',
      'The input timeout-minutes is "1h"; it should be a number of minutes, or 0 for no limit.',
    ],
    ['max-body-bytes', '10', 'The input max-body-bytes is "10"; it should be a whole number from 1000 on.'],
    [
      'path-to-flake-dir',
      '../x',
      'The input path-to-flake-dir is "../x"; it should be a folder in the repository, relative to its top.',
    ],
    [
      'branch',
      'a b',
      'The input branch is "a b"; it should be a name that git accepts for a branch, as auto/flake-update.',
    ],
    [
      'branch',
      'x..y',
      'The input branch is "x..y"; it should be a name that git accepts for a branch, as auto/flake-update.',
    ],
    [
      'branch',
      'refs/heads/x',
      'The input branch is "refs/heads/x"; it should be a branch\'s name without refs/heads/.',
    ],
    ['branch', 'u/{day}', 'The input branch has {day}, which stands for nothing; known are {date}.'],
    [
      'pr-title',
      '{input}',
      'The input pr-title has {input}, which stands for nothing; known are {inputs}, {date}, {report}, {changed}, {broken}.',
    ],
    ['pr-method', 'agit', 'The input pr-method is "agit" and there is no ssh-private-key.'],
    ['sign-commits', 'true', 'The input sign-commits is "true" and there is no git-signing-key.'],
    ['nix-access-tokens', 'ghp_secret', 'The input nix-access-tokens is not a list of HOST=TOKEN.'],
    [
      'nix-options',
      "--option 'x",
      'The input nix-options is "--option \'x"; it should be options with closed quotes (see \').',
    ],
  ])('%s: %j is refused', (name, value, message) => {
    expect(() => inputs({ [name]: value })).toThrow(message);
  });

  test('exclude: a broken regular expression is refused', () => {
    expect(() => inputs({ exclude: '(' })).toThrow(
      /^The input exclude is "\("; it should be a regular expression/,
    );
  });
});

test.each([
  ['', null],
  ['true', 'KEY'],
  ['false', null],
])('sign-commits %j with a key', (sign, key) => {
  expect(inputs({ 'sign-commits': sign, 'git-signing-key': 'KEY' }).signingKey).toBe(
    sign === '' ? 'KEY' : key,
  );
});

test('the committer is the author where nothing else is said', () => {
  const { committer } = inputs({ 'git-author-name': 'Ada', 'git-committer-email': 'bot@example.org' });
  expect(committer).toEqual({ name: 'Ada', email: 'bot@example.org' });
});

test.each([
  ['--option cores 2', ['--option', 'cores', '2']],
  [`--option builders 'ssh://a x86_64-linux' ""`, ['--option', 'builders', 'ssh://a x86_64-linux', '']],
  [`a\\ b "c\\"d" 'e\\f'`, ['a b', 'c"d', 'e\\f']],
  ['', []],
])('the command line %j', (text, expected) => {
  expect(commandLine('nix-options', text)).toEqual(expected);
});

test('fillIn leaves what it does not know', () => {
  expect(fillIn('{inputs} {nix} { x = 1; }', { inputs: 'a {date}' })).toBe('a {date} {nix} { x = 1; }');
});

describe('names', () => {
  const known = Object.keys(action.inputs);
  test.each([
    ['INPUT_GITHUB-TOKEN', 'There is no input github-token; it is called token here.'],
    ['INPUT_COMMIT-MESSAGE', 'There is no input commit-message; it is called commit-msg here.'],
    ['INPUT_PR_TITLE', 'There is no input pr_title; it is called pr-title here.'],
    ['INPUT_PR-LABEL', 'There is no input pr-label; it is called pr-labels here.'],
    ['INPUT_AUTO-MERGE', 'There is no input auto-merge.'],
  ])('%s is told', (variable, line) => {
    expect(unknownInputs({ [variable]: 'x', INPUT_TOKEN: 't' }, known)).toEqual([line]);
  });

  test('are refused, but only told inside a composite action, whose own inputs may come through', () => {
    const told: string[] = [];
    expect(() => refuseUnknownInputs({ INPUT_WHOM: 'x' }, known, (line) => told.push(line))).toThrow(
      'There is no input whom.',
    );
    refuseUnknownInputs({ INPUT_WHOM: 'x', GITHUB_ACTION_PATH: '/a' }, known, (line) => told.push(line));
    expect(told).toEqual(['There is no input whom.']);
  });
});
