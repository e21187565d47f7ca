import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from '@jest/globals';
import { projectRoot } from '../support/nix.ts';

const root = projectRoot();

function sh(command: string, cwd = root): string {
  return execFileSync('bash', ['-c', command], { cwd, encoding: 'utf8', stdio: 'pipe', maxBuffer: 2 ** 28 });
}

/** Output of a command that is expected to succeed; its failure shows what it printed. */
function succeeds(command: string, cwd?: string): void {
  try {
    sh(command, cwd);
  } catch (error) {
    const { stdout, stderr } = error as { stdout: string; stderr: string };
    throw new Error(`${command} failed:\n${stdout}${stderr}`);
  }
}

test('the types hold', () => succeeds('npx --no-install tsc --noEmit'));

test('biome finds nothing to mend', () => succeeds('npx --no-install biome ci .'));

test('the shell scripts pass shellcheck', () =>
  succeeds('shellcheck --exclude=SC1091 .ci/run $(git ls-files scripts | xargs grep -lE "^#!.*(bash|sh)$")'));

test('nothing that git tracks names this machine or a registry', () => {
  const found = sh(
    `git grep -nIE '/work/(main|shared|\\.library)|registry\\.npmjs|proxy\\.golang\\.org|deb\\.debian\\.org' -- . ':!__tests__/project/checkout.test.ts' || true`,
  );
  expect(found).toBe('');
});

test('the lock file is complete and names no address', () => {
  const lock = JSON.parse(readFileSync(join(root, 'package-lock.json'), 'utf8')) as {
    packages: Record<string, { integrity?: string; resolved?: string; link?: boolean }>;
  };
  const packages = Object.entries(lock.packages).filter(([name]) => name !== '');
  expect(packages.filter(([, { resolved }]) => resolved !== undefined)).toEqual([]);
  expect(
    packages.filter(([, { integrity, link }]) => integrity === undefined && !link).map(([name]) => name),
  ).toEqual([]);
});

test('dist/ is what src/ builds, and committed', () => {
  // Built in place: the names of chunks depend on where node_modules is. What is stale is mended by this, and has to be committed.
  succeeds('npm run build');
  expect(sh('git status --porcelain dist')).toBe('');
});
