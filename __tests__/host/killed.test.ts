import { writeFileSync } from 'node:fs';
import { chmod, mkdir, readFile, readlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { killGroup, type Machine, makeMachine } from './machine/machine.ts';

/**
 * kill -9 at every step. The program acts upon the world only through other programs, so its steps are its calls of
 * them: each of those that changes something is replaced on PATH by a wrapper that counts, and at the chosen count
 * kills the program with all its children, before or after the real program has done its work. Nothing in the program
 * knows of it.
 */
const acting = [
  'chmod',
  'curl',
  'git',
  'install',
  'ln',
  'mkdir',
  'mktemp',
  'mv',
  'nix',
  'nix-env',
  'nix-store',
  'rm',
  'sync',
  'systemctl',
  'systemd-run',
];

async function makeKiller(machine: Machine, when: 'before' | 'after', count: number): Promise<string> {
  const folder = join(machine.folder, `killer-${when}-${count}`);
  await mkdir(folder);
  for (const name of acting) {
    const real = join(machine.root, 'bin', name);
    await writeFile(
      join(folder, name),
      `#!/bin/bash
exec 8>>${folder}/calls
/usr/bin/flock 8
printf '%s\\n' ${name} >&8
size=$(/usr/bin/wc -l <${folder}/calls)
exec 8>&-
end() { printf '%s ' ${name} "$@" >${folder}/killed-at; kill -9 -- "-$(<${folder}/program)"; }
if [[ ${when} == before && $size == ${count} ]]; then end "$@"; fi
code=0
${real} "$@" || code=$?
if [[ ${when} == after && $size == ${count} ]]; then end "$@"; fi
exit "$code"
`,
    );
    await chmod(join(folder, name), 0o755);
  }
  return folder;
}

/** nix ends its git children as soon as it has read their output, so that one may not come to its end. */
const missed = 'missed';

/** Runs until the killer strikes; the name of the step, or undefined when the run came to its end first. */
async function runKilled(
  machine: Machine,
  when: 'before' | 'after',
  count: number,
): Promise<string | undefined> {
  const folder = await makeKiller(machine, when, count);
  let group = 0;
  const ended = await machine.run(['run'], {
    path: folder,
    onStart: (pid) => {
      group = pid;
      writeFileSync(join(folder, 'program'), String(pid));
    },
  });
  if (ended.code !== 137) {
    expect(ended).toMatchObject({ code: 0 });
    const calls = (await readFile(join(folder, 'calls'), 'utf8')).split('\n').length - 1;
    return calls < count ? undefined : missed;
  }
  killGroup(group);
  return readFile(join(folder, 'killed-at'), 'utf8');
}

const old = { runs: '1', profile: '1', boots: '1' };
const upgraded = { runs: '2', profile: '2', boots: '2' };

/** Whoever comes after the kill; afterwards the machine must be at one system, wholly. */
const recoveries: Readonly<Record<string, (machine: Machine) => Promise<unknown>>> = {
  'the dead man’s switch fires': async (machine) => {
    await machine.fireDeadMan();
    await settledUnit(machine);
  },
  'the next run': (machine) => machine.run(['run']),
  'a power cut, then the next run': async (machine) => {
    await machine.powerCut();
    const { runs, boots } = await machine.systems();
    expect(boots).toBe(runs);
    await machine.run(['run']);
  },
};

/** An activation that outlived the program comes to its end by itself. */
async function settledUnit(machine: Machine): Promise<void> {
  for (let tries = 0; tries < 100; tries++) {
    if (!(await readlink(join(machine.root, 'units/auto-upgrade-activation.service')).catch(() => '')))
      return;
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}

const whole = (version: string) => ({ runs: version, profile: version, boots: version });

/**
 * Strikes the machine's next upgrade, has it recover, and looks. Machines are not renewed between strikes: what one
 * leaves behind is there at the next, and only a machine that is not stuck comes any further.
 */
async function strike(
  machine: Machine,
  when: 'before' | 'after',
  count: number,
): Promise<string | undefined> {
  const before = (await machine.systems()).runs;
  const next = String(count + 1);
  await machine.source.commit({ version: next });
  const step = await runKilled(machine, when, count);
  if (step === undefined || step === missed) return step;
  const names = Object.keys(recoveries);
  const recovery = names[count % names.length]!;
  const context = `killed ${when} call ${count} (${step}), then ${recovery}`;
  // At once: what would boot is one of the two systems, and the profile is one of the two.
  const { boots, profile } = await machine.systems();
  expect({
    context,
    boots,
    profile,
    known: [before, next].includes(boots) && [before, next].includes(profile),
  }).toMatchObject({ known: true });
  await recoveries[recovery]!(machine);
  const systems = await machine.systems();
  const ends = recovery.endsWith('next run') ? [next] : [before, next];
  expect({ context, systems, ends: ends.map(whole) }).toMatchObject({
    ends: expect.arrayContaining([systems]),
  });
  return step;
}

describe('kill -9 at every step: the old or the new system, wholly, and the next commit is installed', () => {
  test.concurrent.each(['before', 'after'] as const)(
    '%s each call',
    async (when) => {
      const machine = await makeMachine();
      const steps: string[] = [];
      try {
        await machine.install({ version: '1' });
        for (
          let step = await strike(machine, when, 1);
          step !== undefined;
          step = await strike(machine, when, steps.length + 1)
        )
          steps.push(step);
      } finally {
        await machine.remove();
      }
      const programs = new Set(steps.map((step) => step.split(' ')[0]));
      for (const name of ['git', 'ln', 'mv', 'nix', 'nix-env', 'sync', 'systemctl', 'systemd-run'])
        expect([...programs]).toContain(name);
      expect(steps.filter((step) => step !== missed).length).toBeGreaterThan(40);
      expect(steps.filter((step) => step === missed).length).toBeLessThan(8);
    },
    300_000,
  );
});

describe('Power lost in the middle of an activation', () => {
  /** The whole machine stops inside switch-to-configuration, whose second half never happens. */
  const cut = (root: string, half: string) => `${half}() { kill -9 "-$(cat ${root}/program)"; kill -9 $$; }`;

  test.each([
    ['before_test', old],
    ['after_test', old],
    ['before_boot', old],
    ['after_boot', upgraded],
  ])('in %s: a whole system boots, and the next run settles what was left', async (half, booted) => {
    const machine = await makeMachine();
    try {
      await machine.install({ version: '1' });
      await machine.source.commit({ version: '2', behaviour: cut(machine.root, half) });
      const first = await machine.run(['run'], {
        onStart: (pid) => writeFileSync(join(machine.root, 'program'), String(pid)),
      });
      expect(first.code).toBe(137);
      await machine.powerCut();
      expect(await machine.systems()).toMatchObject({ runs: booted.runs, boots: booted.boots });
      // It may have been chance, so it is tried once more, and then never again.
      await machine.source.commit({ version: '2' });
      const codes = [(await machine.run(['run'])).code];
      expect(codes).toEqual([0]);
      expect(await machine.systems()).toEqual(upgraded);
    } finally {
      await machine.remove();
    }
  });

  test('a revision that brings the machine down twice is not tried a third time', async () => {
    const machine = await makeMachine();
    try {
      await machine.install({ version: '1' });
      await machine.source.commit({ version: '2', behaviour: cut(machine.root, 'after_test') });
      const onStart = (pid: number) => writeFileSync(join(machine.root, 'program'), String(pid));
      for (let night = 1; night <= 2; night++) {
        expect((await machine.run(['run'], { onStart })).code).toBe(137);
        await machine.powerCut();
      }
      const third = await machine.run(['run'], { onStart });
      expect(third).toMatchObject({
        code: 18,
        stderr: expect.stringContaining('the activation was cut short'),
      });
      expect(await machine.systems()).toEqual(old);
    } finally {
      await machine.remove();
    }
  });
});

describe('The dead man’s switch', () => {
  test('that fires while the run is fine and checking wins once: the old system comes back, and the run says so', async () => {
    const machine = await makeMachine();
    try {
      await machine.install({ version: '1' });
      await machine.settle({ guard: { healthCheck: { settle: 2 } } });
      await machine.source.commit({ version: '2' });
      const run = machine.run(['run']);
      while (!(await machine.asked()).includes('tested 2'))
        await new Promise((resolve) => setTimeout(resolve, 20));
      expect((await machine.fireDeadMan())?.code).toBe(0);
      expect(await run).toMatchObject({
        code: 19,
        stderr: expect.stringContaining("the dead man's switch fired"),
      });
      expect(await machine.systems()).toEqual(old);
    } finally {
      await machine.remove();
    }
  });

  test('that fires while the run writes the boot entry waits, and leaves the new system alone', async () => {
    const machine = await makeMachine();
    try {
      await machine.install({ version: '1' });
      await machine.source.commit({ version: '2', behaviour: 'before_boot() { sleep 2; }' });
      const run = machine.run(['run']);
      while (!(await machine.asked()).includes('boot 2'))
        await new Promise((resolve) => setTimeout(resolve, 20));
      expect((await machine.fireDeadMan())?.code).toBe(0);
      expect((await run).code).toBe(0);
      expect(await machine.systems()).toEqual(upgraded);
    } finally {
      await machine.remove();
    }
  });

  test.each(['the switch', 'the next run'])(
    'an activation that hangs after its run was killed is ended by %s, and undone',
    async (by) => {
      const machine = await makeMachine();
      try {
        await machine.install({ version: '1' });
        await machine.source.commit({
          version: '2',
          behaviour: `after_test() { kill -9 "-$(cat ${machine.root}/program)"; sleep 600; }`,
        });
        const onStart = (pid: number) => writeFileSync(join(machine.root, 'program'), String(pid));
        await machine.settle({ guard: { activationTimeout: 300 } });
        expect((await machine.run(['run'], { onStart })).code).toBe(137);
        const hanging = await readFile(join(machine.root, 'units/auto-upgrade-activation.service'), 'utf8');
        await machine.source.commit({ version: '1' });
        if (by === 'the switch') await machine.fireDeadMan();
        else await machine.run(['run']);
        expect(await machine.systems()).toEqual(old);
        // Gone, or a zombie where nobody collects it: a dead process has no command line.
        expect(await readFile(`/proc/${hanging}/cmdline`, 'utf8').catch(() => '')).toBe('');
      } finally {
        await machine.remove();
      }
    },
  );

  test('of an activation that has long ended does nothing', async () => {
    const machine = await makeMachine();
    try {
      await machine.install({ version: '1' });
      expect((await machine.run(['settle', '1-2-3'])).code).toBe(0);
      expect(await machine.asked()).toEqual([]);
    } finally {
      await machine.remove();
    }
  });

  test('SIGTERM in the middle of the checks (systemctl stop) puts the old system back at once', async () => {
    const machine = await makeMachine();
    try {
      await machine.install({ version: '1' });
      await machine.settle({ guard: { healthCheck: { settle: 30 } } });
      await machine.source.commit({ version: '2' });
      let group = 0;
      const run = machine.run(['run'], { onStart: (pid) => (group = pid) });
      while (!(await machine.asked()).includes('tested 2'))
        await new Promise((resolve) => setTimeout(resolve, 20));
      process.kill(-group, 'SIGTERM');
      expect(await run).toMatchObject({
        code: 23,
        stderr: expect.stringContaining('stopped from outside (signal 15)'),
      });
      expect(await machine.systems()).toEqual(old);
    } finally {
      await machine.remove();
    }
  });
});
