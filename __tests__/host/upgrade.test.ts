import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { type Machine, makeMachine } from './machine/machine.ts';

let machine: Machine;
beforeEach(async () => {
  machine = await makeMachine();
});
afterEach(() => machine.remove());

describe('A host and a new commit on its branch', () => {
  test('the new system is activated, checked, and only then made what boots', async () => {
    await machine.install({ version: '1' });
    const revision = await machine.source.commit({ version: '2' });

    const ended = await machine.run(['run']);

    expect(ended.stderr).toBe('');
    expect(ended.code).toBe(0);
    expect(await machine.asked()).toEqual(['test 2', 'tested 2', 'boot 2']);
    expect(await machine.systems()).toEqual({ runs: '2', profile: '2', boots: '2' });
    expect(await machine.lastRun()).toMatchObject({ result: 'upgraded', revision });
    expect(machine.deadManArmed()).toBe(false);
  });
});
