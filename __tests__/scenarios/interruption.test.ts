import { expect, test } from '@jest/globals';
import { createFleet } from '../support/fleet.ts';
import { flakeUpdateDiff, processesWith, snapshot, useFolder } from './program.ts';

const folder = useFolder();

const slow = { packages: { slow: '1.0' }, hosts: { web: { packages: ['slow'] } } };

/** Starts an update whose build sleeps, and sends a signal to the program once it builds. */
function interruptWhileBuilding(cwd: string, signal: NodeJS.Signals) {
  return flakeUpdateDiff([], {
    cwd,
    during: (child) =>
      child.stderr?.on('data', (chunk: Buffer) => {
        if (chunk.toString().includes('Building')) setTimeout(() => child.kill(signal), 1500);
      }),
  });
}

test.each(['SIGINT', 'SIGTERM', 'SIGHUP'] as const)(
  '%s ends it with all its children, exit code 130, and nothing is changed or left',
  async (signal) => {
    const fleet = createFleet(folder(), { ...slow, salt: `interrupted ${Date.now()}` });
    fleet.advance({ slow: { version: '1.1', sleeps: 86399 } });
    const before = snapshot(fleet.repository);
    const run = await interruptWhileBuilding(fleet.flake, signal);
    expect(run).toMatchObject({ code: 130, stdout: '', left: [] });
    expect(run.stderr).toContain('flake.lock is as it was');
    expect(snapshot(fleet.repository)).toBe(before);
    expect(processesWith(folder())).toEqual([]);
    expect(processesWith('sleep\x0086399')).toEqual([]);
  },
);

test('--timeout ends it in the same way, with exit code 1', async () => {
  const fleet = createFleet(folder(), { ...slow, salt: `timeout ${Date.now()}` });
  fleet.advance({ slow: { version: '1.1', sleeps: 86399 } });
  const before = snapshot(fleet.repository);
  const run = await flakeUpdateDiff(['--timeout', '3s'], { cwd: fleet.flake });
  expect(run).toMatchObject({ code: 1, stdout: '', left: [] });
  expect(run.stderr).toContain('Gave up after 3 seconds');
  expect(snapshot(fleet.repository)).toBe(before);
  expect(processesWith(folder())).toEqual([]);
});
