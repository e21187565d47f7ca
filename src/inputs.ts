import {
  accessTokens,
  branchPattern,
  choice,
  count,
  flag,
  flakeDir,
  lines,
  list,
  minutes,
  nixSettings,
  pattern,
  patterns,
  required,
  template,
  words,
} from './input-values.ts';
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
    timeoutMinutes: minutes('timeout-minutes', text('timeout-minutes')),
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
