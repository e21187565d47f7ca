import { execFileSync } from 'node:child_process';
import { chmodSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';

/**
 * Watches over secrets: where tokens and keys of all scenarios are remembered, what the programs that handle them are called with, and
 * what a scenario left on disk.
 */
export type LeakWatch = {
  /** A folder of programs to put before PATH, which write down how they are called and go on as the real ones. */
  readonly programs: string;
  /** Jobs write their automatic token into a file of this folder. */
  readonly tokens: string;
  readonly remember: (secret: string) => void;
  /** Every place where a secret was found: "log of run 5", a path. */
  readonly findIn: (texts: Readonly<Record<string, string>>, folders: readonly string[]) => readonly string[];
};

const WATCHED = ['git', 'ssh', 'ssh-keygen', 'ssh-keyscan', 'nix', 'nix-store'];

export function watchLeaks(folder: string): LeakWatch {
  const programs = path.join(folder, 'programs');
  const tokens = path.join(folder, 'tokens');
  const calls = path.join(folder, 'calls.log');
  mkdirSync(programs, { recursive: true });
  mkdirSync(tokens);
  writeFileSync(calls, '');
  for (const program of WATCHED) writeWrapper({ program, programs, calls });
  const remembered = new Set<string>();
  return {
    programs,
    tokens,
    remember: (secret) => remembered.add(secret),
    findIn: (texts, folders) => {
      const needles = [
        ...remembered,
        ...readdirSync(tokens).map((name) => readFileSync(path.join(tokens, name), 'utf8')),
      ].flatMap(shapes);
      const all = { ...texts, 'the programs’ arguments': readFileSync(calls, 'utf8') };
      const told = Object.entries(all).filter(([, text]) => needles.some((needle) => text.includes(needle)));
      return [...told.map(([name]) => name), ...filesWith(needles, folders)];
    },
  };
}

function writeWrapper({
  program,
  programs,
  calls,
}: {
  readonly program: string;
  readonly programs: string;
  readonly calls: string;
}): void {
  const real = execFileSync('/bin/sh', ['-c', `command -v ${program}`], { encoding: 'utf8' }).trim();
  const file = path.join(programs, program);
  writeFileSync(file, `#!/bin/sh\nprintf '%s\\n' "$0 $*" >>'${calls}'\nexec '${real}' "$@"\n`);
  chmodSync(file, 0o755);
}

/** A secret as such and as git sends it; of a key, each line of its body, which is telling enough. */
function shapes(secret: string): readonly string[] {
  if (secret.includes('PRIVATE KEY'))
    return secret.split('\n').filter((line) => line.length > 40 && !line.startsWith('-----'));
  const basic = (user: string) => Buffer.from(`${user}:${secret}`).toString('base64').replace(/=+$/, '');
  return [secret, basic('x-access-token')];
}

function filesWith(needles: readonly string[], folders: readonly string[]): readonly string[] {
  if (needles.length === 0) return [];
  try {
    const found = execFileSync('grep', ['-rlaF', '-f', '-', ...folders], {
      input: needles.join('\n'),
      encoding: 'utf8',
      stdio: ['pipe', 'pipe', 'ignore'],
    });
    return found.trim().split('\n');
  } catch (error) {
    // grep says 1 where there is nothing, and 2 where a file vanished while it was reading.
    return ((error as { stdout?: string }).stdout ?? '')
      .trim()
      .split('\n')
      .filter((line) => line !== '');
  }
}
