import { stripVTControlCharacters } from 'node:util';
import { Problem } from '../problem.ts';

/** What Nix says when something is wrong that is no property of any host: a run must stop then and blame none. */
const SURROUNDINGS: readonly (readonly [RegExp, string])[] = [
  [
    /cannot connect to (?:socket|daemon)|cannot open connection to remote store 'daemon'|Nix daemon disconnected/i,
    'The Nix daemon does not answer. Start it: systemctl start nix-daemon.',
  ],
  [
    /No space left on device|disk is full|Disk quota exceeded/i,
    'The disk is full. See df -h, and free some space: nix-collect-garbage -d.',
  ],
  [
    // As Nix, git and ssh word it, so that no text of a flake's own ("Connection refused rules need…") passes for it.
    /unable to (?:download|access) '[^']*'.*(?:resolve|connect|refused|timed out|timeout|unreachable|reset)|ssh: connect to host|ssh: Could not resolve hostname|failed to resolve address for/i,
    "The network failed. Check it, the input's URL, and for private inputs the credentials (access-tokens, netrc, SSH key).",
  ],
  [
    /API rate limit exceeded|HTTP error 429/i,
    'The forge limits requests. Give Nix a token: --nix-option access-tokens github.com=TOKEN, or better in nix.conf.',
  ],
  [
    /requires lock file changes|cannot update (?:unlocked|lock file)|lock file .* (?:needs|requires)/i,
    'flake.lock does not match flake.nix. Run "nix flake lock" and commit flake.lock.',
  ],
];

/** What else Nix says that has a known remedy. */
const REMEDIES: readonly (readonly [RegExp, string])[] = [
  ...SURROUNDINGS,
  [
    /unable to download|Could not read from remote|unable to access|cannot fetch input|Failed to fetch git repository|program 'git' failed|Git repository .* does not exist|resolving Git reference/i,
    "An input could not be fetched. Check the network, the input's URL and, for private inputs, the credentials (access-tokens, netrc, SSH key).",
  ],
  [
    /Permission denied|Operation not permitted/i,
    'Nix may not write where it must. Check the owner of /nix and of the folder named.',
  ],
];

/**
 * The Problem behind an error output when its cause lies in the surroundings (daemon, disk, network, a lock file that does not fit), else
 * null: the flake is to blame. Only what Nix itself says of the error counts, no trace, warning or quoted log.
 */
export function surroundingsProblem(command: string, stderr: string): Problem | null {
  const words = ownWords(trimMessage(stderr));
  return SURROUNDINGS.some(([pattern]) => pattern.test(words)) ? nixProblem(command, stderr) : null;
}

/** A message without the lines of a build's log that it quotes ("> …"): they are somebody else's words. */
export function ownWords(message: string): string {
  return message
    .split('\n')
    .filter((line) => !/^\s*> /.test(line))
    .join('\n');
}

/** A Problem made of what Nix printed: its message trimmed to what matters, and the remedy where it is known. */
export function nixProblem(command: string, stderr: string): Problem {
  const message = trimMessage(stderr);
  const remedy = REMEDIES.find(([pattern]) => pattern.test(stderr))?.[1] ?? '';
  return new Problem(`${command} failed:\n${message}`, remedy);
}

/**
 * The part of Nix's error output that says what is wrong: without stack frames, source excerpts and warnings.
 * Nix up to 2.19 prints the error first and its trace below; newer ones end with it. At most 20 lines.
 */
export function trimMessage(stderr: string): string {
  const lines = plain(stderr)
    .split('\n')
    .filter((line) => !/^(?:warning|trace|evaluating|copying|unpacking)\b/.test(line));
  const starts = lines.flatMap((line, index) => (/^\s*error:/.test(line) ? [index] : []));
  const start = starts.findLast((index) => /^\s*error:\s*\S/.test(lines[index] ?? '')) ?? starts.at(-1);
  if (start === undefined)
    return lines
      .filter((line) => line.trim() !== '')
      .slice(-20)
      .join('\n');
  const rest = lines.slice(start);
  const end = rest.findIndex(
    (line, index) =>
      index > 0 && /^\s*(?:…|at (?:\/|«)|\(stack trace truncated|note: trace involved)/.test(line),
  );
  const kept = end === -1 ? rest : rest.slice(0, end);
  return dedent(kept).slice(0, 20).join('\n').trim();
}

/** Text without ANSI escape sequences and carriage returns. */
export function plain(text: string): string {
  return stripVTControlCharacters(text).replaceAll('\r', '');
}

function dedent(lines: readonly string[]): readonly string[] {
  const indents = lines
    .slice(1)
    .filter((line) => line.trim() !== '')
    .map((line) => line.length - line.trimStart().length);
  const common = Math.min(...indents, Number.POSITIVE_INFINITY);
  return lines.map((line, index) =>
    index === 0 ? line.trim() : line.slice(Math.min(common, line.length)).trimEnd(),
  );
}
