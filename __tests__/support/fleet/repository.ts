/** The git side of synthetic fleets: repositories with a fixed identity and dates, so that commit ids are the same everywhere. */
import { execFileSync } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';

/** Writes files, given by their path below the folder. */
export function write(folder: string, files: Readonly<Record<string, string>>): void {
  for (const [path, text] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), text);
  }
}

/** Commits everything in the folder with these files; makes it a repository first. The n-th commit is n weeks after 2025-06-01. */
export function commit(repository: string, files: Readonly<Record<string, string>>, message: string): void {
  write(repository, files);
  git(repository, 'init', '-q', '-b', 'main');
  git(repository, 'add', '--all');
  git(repository, 'commit', '-q', '--allow-empty', '-m', message);
}

/** Adds the repository at `url` as a submodule, or moves the one that is there to the newest commit of its branch `main`. */
export function updateSubmodule(repository: string, { url, path }: { url: string; path: string }): void {
  git(repository, 'init', '-q', '-b', 'main');
  const known = git(repository, 'ls-files', path) !== '';
  if (!known) git(repository, '-c', 'protocol.file.allow=always', 'submodule', 'add', '-q', url, path);
  else git(join(repository, path), 'pull', '-q', 'origin', 'main');
}

/** Runs git in the repository; gives its trimmed output. */
export function git(repository: string, ...args: readonly string[]): string {
  const env = { ...process.env, ...gitEnvironment(commits(repository)) };
  return execFileSync('git', args, { cwd: repository, encoding: 'utf8', env, stdio: 'pipe' }).trim();
}

function commits(repository: string): number {
  try {
    const count = ['rev-list', '--count', 'HEAD'];
    return Number(execFileSync('git', count, { cwd: repository, encoding: 'utf8', stdio: 'pipe' }));
  } catch {
    return 0;
  }
}

/** Nothing of the machine's git configuration, and the same commit ids everywhere. */
export function gitEnvironment(weeks: number): Record<string, string> {
  const date = `${new Date(Date.UTC(2025, 5, 1 + 7 * weeks)).toISOString().slice(0, 19)}Z`;
  return {
    GIT_CONFIG_GLOBAL: '/dev/null',
    GIT_CONFIG_SYSTEM: '/dev/null',
    GIT_AUTHOR_NAME: 'Fleet Owner',
    GIT_AUTHOR_EMAIL: 'owner@example.org',
    GIT_AUTHOR_DATE: date,
    GIT_COMMITTER_NAME: 'Fleet Owner',
    GIT_COMMITTER_EMAIL: 'owner@example.org',
    GIT_COMMITTER_DATE: date,
  };
}
