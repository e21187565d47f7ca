import { Problem } from './problem.ts';

/** Names that other tools have for the same thing, and what it is called here. */
const RENAMED: Readonly<Record<string, string>> = {
  'github-token': 'token',
  'gitea-token': 'token',
  'forgejo-token': 'token',
  'exclude-patterns': 'exclude',
  'commit-message': 'commit-msg',
  title: 'pr-title',
  body: 'pr-body',
  labels: 'pr-labels',
  assignees: 'pr-assignees',
  reviewers: 'pr-reviewers',
  'flake-dir': 'path-to-flake-dir',
  'ssh-key': 'ssh-private-key',
  'known-hosts': 'ssh-known-hosts',
  'signing-key': 'git-signing-key',
  'gpg-private-key': 'git-signing-key',
  'base-branch': 'base',
  'branch-name': 'branch',
};

/**
 * Says what is wrong with the names of the inputs that arrived, one line each: a name of another tool's, a misspelt or an unknown one.
 * Runners hand on whatever stands under `with:` as INPUT_NAME, in capitals, with `_` for all but letters, digits and `-`.
 */
export function unknownInputs(
  environment: Readonly<Record<string, string | undefined>>,
  known: readonly string[],
): readonly string[] {
  return Object.keys(environment)
    .filter((variable) => variable.startsWith('INPUT_') && variable !== 'INPUT_')
    .map((variable) => variable.slice('INPUT_'.length).toLowerCase())
    .filter((name) => !known.includes(name))
    .map((name) => {
      const right = rightName(name, known);
      return right === null
        ? `There is no input ${name}.`
        : `There is no input ${name}; it is called ${right} here.`;
    });
}

/**
 * Refuses unknown inputs. Inside a composite action they are only given to `warn`: some runners let the composite's own inputs through to its
 * steps, and nothing tells those from ours. GITHUB_ACTION_PATH is set there and only there.
 */
export function refuseUnknownInputs(
  environment: Readonly<Record<string, string | undefined>>,
  known: readonly string[],
  warn: (line: string) => void,
): void {
  const wrong = unknownInputs(environment, known);
  if (wrong.length === 0) return;
  if (environment.GITHUB_ACTION_PATH) {
    for (const line of wrong) warn(line);
    return;
  }
  throw new Problem(wrong.join('\n'), `Known are: ${known.join(', ')}.`);
}

function rightName(name: string, known: readonly string[]): string | null {
  const spelt = name.replaceAll('_', '-');
  if (known.includes(spelt)) return spelt;
  const renamed = RENAMED[spelt];
  if (renamed !== undefined) return renamed;
  const [nearest] = known
    .map((each) => ({ each, distance: editDistance(spelt, each) }))
    .sort((a, b) => a.distance - b.distance);
  return nearest !== undefined && nearest.distance <= 2 ? nearest.each : null;
}

/** Levenshtein's distance: how many letters to add, drop or replace. */
function editDistance(a: string, b: string): number {
  let row = Array.from({ length: b.length + 1 }, (_, index) => index);
  for (let i = 1; i <= a.length; i++) {
    const next = [i];
    for (let j = 1; j <= b.length; j++) {
      const replaced = row[j - 1]! + (a[i - 1] === b[j - 1] ? 0 : 1);
      next.push(Math.min(replaced, row[j]! + 1, next[j - 1]! + 1));
    }
    row = next;
  }
  return row[b.length]!;
}
