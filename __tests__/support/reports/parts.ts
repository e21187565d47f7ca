import type { HostReport, HostSide } from '../../../src/diff/compare.ts';
import { fleetDiff } from '../../../src/diff/fleet.ts';
import type { InputChange } from '../../../src/diff/inputs.ts';
import { diffClosures } from '../../../src/diff/packages.ts';
import type { LockedInput } from '../../../src/nix/lock.ts';
import type { Failure, Report } from '../../../src/report/report.ts';
import { closure, storePath } from '../../diff/closures.ts';

const REVISIONS = {
  base: '4f1c2a9be07d3358a6c1d0e9f7b24a6c8d5e3f10',
  before: '8f3a1c9d2e4b5a6978c0d1e2f3a4b5c6d7e8f901',
  after: 'c5d7e9f1a3b5c7d9e1f3a5b7c9d1e3f5a7b9c1d3',
};

/** 2026-06-01T12:00:00Z and so many days later, in seconds. */
export function day(days: number): number {
  return 1_780_315_200 + days * 86_400;
}

/** An input from GitHub (or from wherever `given` says), pinned. */
export function locked(given: Partial<LockedInput> = {}): LockedInput {
  return {
    type: 'github',
    url: 'github:NixOS/nixpkgs/nixos-unstable',
    web: 'https://github.com/NixOS/nixpkgs',
    revision: REVISIONS.before,
    lastModified: day(0),
    narHash: 'sha256-AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=',
    follows: null,
    ...given,
  };
}

export const nixpkgsUpdated: InputChange = {
  path: ['nixpkgs'],
  kind: 'updated',
  before: locked(),
  after: locked({
    revision: REVISIONS.after,
    lastModified: day(9),
    narHash: 'sha256-BBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBB=',
  }),
};

/** A host with a diff of two closures, written as in __tests__/diff/closures.ts. */
export function changedHost(
  name: string,
  {
    before,
    after,
    ...given
  }: { before: string; after: string } & Partial<Omit<HostReport, 'before' | 'after'>>,
): HostReport {
  const [old, fresh] = [closure(before), closure(after)];
  const diff = diffClosures(old, fresh);
  const side = (which: string, size: number, paths: number): HostSide => ({
    drvPath: `${storePath(`nixos-system-${name}-${which}`)}.drv`,
    outPath: storePath(`nixos-system-${name}-${which}`),
    closureSize: size,
    closurePaths: paths,
  });
  return {
    name,
    system: 'x86_64-linux',
    state: 'changed',
    reason: null,
    before: side('26.05.1', diff.size.before, old.paths.size),
    after: side('26.05.2', diff.size.after, fresh.paths.size),
    basis: 'closure',
    diff,
    flags: noFlags,
    ...given,
  };
}

export const noFlags: NonNullable<HostReport['flags']> = {
  reboot: [],
  units: { restarted: [], reloaded: [], started: [], stopped: [] },
  removedUsers: [],
  removedGroups: [],
  stateVersion: null,
  label: null,
};

/** A host of which nothing is compared. */
export function plainHost(
  name: string,
  state: HostReport['state'],
  given: Partial<HostReport> = {},
): HostReport {
  const side = { drvPath: `${storePath(name)}.drv`, outPath: null, closureSize: null, closurePaths: null };
  return {
    name,
    system: state === 'skipped' ? null : 'x86_64-linux',
    state,
    reason: null,
    before: state === 'new' || state === 'skipped' ? null : side,
    after: state === 'removed' || state === 'skipped' ? null : side,
    basis: null,
    diff: null,
    flags: null,
    ...given,
  };
}

export function failure(given: Partial<Failure> & Pick<Failure, 'hosts'>): Failure {
  return {
    stage: 'build',
    side: 'after',
    drvPath: `${storePath('nginx-1.28.0')}.drv`,
    summary: 'nginx-1.28.0 failed with exit code 2',
    message: `builder for '${storePath('nginx-1.28.0')}.drv' failed with exit code 2`,
    full: `builder for '${storePath('nginx-1.28.0')}.drv' failed with exit code 2`,
    logTail: [
      'checking for OpenSSL library ... not found',
      './configure: error: SSL modules require the OpenSSL library.',
    ],
    ...given,
  };
}

/** A report of these hosts, sorted, with their fleet; everything else as after a usual update. */
export function report(hosts: readonly HostReport[], given: Partial<Report> = {}): Report {
  const sorted = hosts.toSorted((a, b) => (a.name < b.name ? -1 : 1));
  return {
    comparison: { kind: 'update', base: REVISIONS.base, head: null, flakeDir: '' },
    evalOnly: false,
    inputs: [nixpkgsUpdated],
    hosts: sorted,
    failures: [],
    fleet: fleetDiff(sorted.flatMap(({ name, diff }) => (diff === null ? [] : [{ name, diff }]))),
    notes: [],
    versions: { tool: '0.1.0', nix: 'nix 2.34.8' },
    reproduce: `flake-update-diff --base ${REVISIONS.base} --head HEAD`,
    ...given,
  };
}
