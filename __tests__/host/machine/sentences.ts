import type { Ended } from './command.ts';
import type { Machine } from './machine.ts';

/** What a run said, without what differs from run to run: hashes, commits, folders, times. */
export function sentences(ended: Ended, machine: Machine): string {
  return `${ended.stdout}${ended.stderr}`
    .replaceAll(machine.folder, 'FOLDER')
    .replace(/\/nix\/store\/[a-z0-9]{32}-/g, '/nix/store/HASH-')
    .replace(/\b[0-9a-f]{40}\b/g, 'COMMIT')
    .replace(/\b[0-9a-f]{12}\b/g, 'COMMIT')
    .replace(/\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ/g, 'TIME');
}
