import { execFileSync } from 'node:child_process';
import { cpSync, mkdtempSync, readdirSync, readFileSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
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
  succeeds('shellcheck scripts/setup scripts/test scripts/demo scripts/install-nix .ci/run'));

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

let copy = '';
beforeAll(() => {
  copy = mkdtempSync(join(tmpdir(), 'bundles-'));
});
afterAll(() => rmSync(copy, { recursive: true, force: true }));

test('dist/ is what src/ builds', () => {
  for (const name of ['src', '__tests__', 'e2e', 'bench', 'package.json', 'tsconfig.json']) {
    cpSync(join(root, name), join(copy, name), { recursive: true });
  }
  symlinkSync(join(root, 'node_modules'), join(copy, 'node_modules'));
  succeeds('npm run build', copy);
  const files = (folder: string) =>
    Object.fromEntries(
      readdirSync(folder, { recursive: true, withFileTypes: true })
        .filter((entry) => entry.isFile())
        .map((entry) => join(entry.parentPath, entry.name))
        .map((path) => [path.slice(folder.length), readFileSync(path, 'utf8')]),
    );
  const [built, committed] = [files(join(copy, 'dist')), files(join(root, 'dist'))];
  expect(Object.keys(committed).sort()).toEqual(Object.keys(built).sort());
  const stale = Object.keys(built).filter((path) => built[path] !== committed[path]);
  expect(stale).toEqual([]);
});

test('the bundle is committed as it is in the working tree', () => {
  expect(sh('git status --porcelain dist')).toBe('');
});
