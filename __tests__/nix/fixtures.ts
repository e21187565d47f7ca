import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { projectRoot } from '../support/nix.ts';

/** The text of one fixture: see fixtures/README.md for where they come from. */
export function fixture(version: string, name: string): string {
  return readFileSync(join(projectRoot(), '__tests__/nix/fixtures', version, name), 'utf8');
}
