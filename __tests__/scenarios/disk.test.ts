import { expect, test } from '@jest/globals';
import { createFleet } from '../support/fleet.ts';
import { nixReleases } from '../support/nix.ts';
import { flakeUpdateDiff, snapshot, useFolder } from './program.ts';

const folder = useFolder();

/** Runs what follows with a /nix on which only so many bytes can be written: a layer over the real one, in a mount namespace of its own. */
const tinyStore = (size: string) => [
  'unshare',
  '--mount',
  'bash',
  '-c',
  `mount -t tmpfs -o size=${size} tmpfs /mnt && mkdir /mnt/up /mnt/work && mount -t overlay -o lowerdir=/nix,upperdir=/mnt/up,workdir=/mnt/work overlay /nix && exec "$0" "$@"`,
];

test.each(nixReleases)(
  'a full disk is told as what it is, and breaks no host, with Nix %s',
  async (release) => {
    const fleet = createFleet(folder(), {
      salt: `disk ${release} ${Date.now()}`,
      packages: { large: { version: '1.0', size: 60_000_000 } },
      hosts: { web: { packages: ['large'] } },
    });
    fleet.advance({ large: { version: '1.1' } });
    const before = snapshot(fleet.repository);
    const run = await flakeUpdateDiff([], { cwd: fleet.flake, release, wrap: tinyStore('100m') });
    expect(run).toMatchObject({ code: 1, stdout: '', left: [] });
    expect(run.stderr).toContain('The disk is full');
    expect(run.stderr).toContain('nix-collect-garbage');
    expect(snapshot(fleet.repository)).toBe(before);
  },
);
