import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { must } from './machine/command.ts';
import { type Machine, makeMachine } from './machine/machine.ts';
import { sentences } from './machine/sentences.ts';

let machine: Machine;
beforeEach(async () => {
  machine = await makeMachine();
});
afterEach(() => machine.remove());

const old = { runs: '1', profile: '1', boots: '1' };
const upgraded = { runs: '2', profile: '2', boots: '2' };

describe('A host and a new commit on its branch', () => {
  test('the new system is activated, checked, and only then made what boots', async () => {
    await machine.install({ version: '1' });
    const revision = await machine.source.commit({ version: '2' });
    const ended = await machine.run(['run']);
    expect(sentences(ended, machine)).toMatchInlineSnapshot(`
"The head of file://FOLDER/served/fleet/hosts.git (main) is COMMIT.
This host has no revision to compare with yet; this one will be the first.
The system of web at COMMIT is /nix/store/HASH-nixos-system-web.
building '/nix/store/HASH-nixos-system-web.drv'...
/nix/store/HASH-nixos-system-web is activated; the boot entry stays with the old system until it has shown itself well.
web was upgraded from /nix/store/HASH-nixos-system-web to /nix/store/HASH-nixos-system-web (COMMIT).
State: It runs, has passed its checks, and is what boots.
"
`);
    expect(ended.code).toBe(0);
    expect(await machine.asked()).toEqual(['test 2', 'tested 2', 'boot 2']);
    expect(await machine.systems()).toEqual(upgraded);
    expect(await machine.lastRun()).toMatchObject({
      result: 'upgraded',
      exitCode: 0,
      revision,
      reboot: 'none',
    });
    expect(machine.deadManArmed()).toBe(false);
    // The system that was replaced is kept from garbage collection, too.
    expect(await readFile(join(machine.state, 'previous/version'), 'utf8')).toBe('1');
  });

  test('a host that is up to date is left alone', async () => {
    await machine.install({ version: '1' });
    expect((await machine.run(['run'])).code).toBe(0);
    expect(await machine.asked()).toEqual([]);
    expect(await machine.lastRun()).toMatchObject({
      result: 'up-to-date',
      what: expect.stringContaining('up to date'),
    });
  });

  test('a system that runs but is not what boots (nixos-rebuild test) is installed', async () => {
    await machine.install({ version: '1' });
    await machine.source.commit({ version: '2' });
    await machine.settle({ guard: { rollback: false, healthCheck: { commands: ['exit 1'], timeout: 1 } } });
    await machine.run(['run']);
    expect(await machine.systems()).toEqual({ ...old, runs: '2' });
    await machine.settle({});
    expect((await machine.run(['run', '--retry'])).code).toBe(0);
    expect(await machine.systems()).toEqual(upgraded);
  });

  test('operation boot: made what boots next, without an activation, and told as a needed reboot', async () => {
    await machine.install({ version: '1' });
    await machine.source.commit({ version: '2' });
    await machine.settle({ operation: 'boot' });
    expect((await machine.run(['run'])).code).toBe(0);
    expect(await machine.asked()).toEqual(['boot 2']);
    expect(await machine.systems()).toEqual({ runs: '1', profile: '2', boots: '2' });
    expect(await machine.lastRun()).toMatchObject({ result: 'installed-for-next-boot', reboot: 'needed' });
    await machine.run(['run']);
    expect(await machine.asked()).toEqual(['boot 2']);
    expect(await machine.lastRun()).toMatchObject({ result: 'up-to-date' });
  });

  test('a part that cannot be replaced under a running system (a switch inhibitor): installed for the next boot, once', async () => {
    await machine.install({ version: '1', inhibitors: { dbus: 'dbus-daemon', kernel: 'a' } });
    await machine.source.commit({ version: '2', inhibitors: { dbus: 'dbus-broker', systemd: 'new' } });
    expect((await machine.run(['run'])).stderr).toContain(
      'because dbus cannot be replaced in a running system',
    );
    expect(await machine.systems()).toEqual({ runs: '1', profile: '2', boots: '2' });
    await machine.run(['run']);
    expect(await machine.asked()).toEqual(['boot 2']);
    await machine.powerCut();
    expect((await machine.run(['run'])).code).toBe(0);
    expect(await machine.lastRun()).toMatchObject({ result: 'up-to-date', reboot: 'none' });
  });

  test('an init that only a reboot can replace (exit 100) is installed for the next boot', async () => {
    await machine.install({ version: '1' });
    await machine.source.commit({ version: '2', behaviour: 'before_test() { exit 100; }' });
    expect((await machine.run(['run'])).code).toBe(0);
    expect(await machine.systems()).toEqual({ runs: '1', profile: '2', boots: '2' });
  });

  test('a dry run builds, tells what an activation would do, and changes nothing', async () => {
    await machine.install({ version: '1' });
    await machine.source.commit({ version: '2' });
    const ended = await machine.run(['run', '--dry-run']);
    expect(ended.code).toBe(0);
    expect(ended.stderr).toContain('would restart nothing');
    expect(await machine.asked()).toEqual(['dry-activate 2']);
    expect(await machine.systems()).toEqual(old);
    await expect(machine.lastRun()).rejects.toThrow('ENOENT');
  });

  test('the flags are passed exactly, by no shell', async () => {
    await machine.install({ version: '1' });
    const touched = join(machine.folder, 'touched');
    await machine.settle({ flags: ['--option', 'netrc-file', `/a b/$(touch ${touched});*'"`] });
    await machine.source.commit({ version: '2' });
    expect((await machine.run(['run'])).code).toBe(0);
    await expect(readFile(touched)).rejects.toThrow('ENOENT');
    await machine.settle({ flags: ['--no-such-flag'] });
    await machine.source.commit({ version: '3' });
    expect((await machine.run(['run'])).stderr).toContain("unrecognised flag '--no-such-flag'");
  });
});

describe.each(['2.26', 'newest'])('With Nix %s', (version) => {
  test('a signed-off upgrade, a host that never builds, a missing host and a broken lock file end as with any other', async () => {
    const nix = await must([join(import.meta.dirname, '../../scripts/install-nix'), '--bin', version]);
    const run = () => machine.run(['run'], { path: nix });
    await machine.install({ version: '1' });
    await machine.source.commit({ version: '2' });
    expect(await run()).toMatchObject({ code: 0 });
    expect(await machine.systems()).toEqual(upgraded);
    await machine.source.commit({
      version: '3',
      flake: '{ outputs = { self }: { nixosConfigurations.db = { }; }; }',
    });
    expect(await run()).toMatchObject({
      code: 15,
      stderr: expect.stringContaining('The flake has no nixosConfigurations."web"'),
    });
    await machine.source.commit({
      version: '3',
      flake: '{ inputs.missing.url = "git+file:///nowhere"; outputs = { self, missing }: { }; }',
    });
    expect(await run()).toMatchObject({ code: 15 });
    await machine.settle({ buildLocally: false });
    await machine.source.commit({ version: '3' });
    expect(await run()).toMatchObject({ code: 17 });
    await machine.settle({});
    expect(await run()).toMatchObject({ code: 0 });
  }, 300_000);
});

describe('The operator', () => {
  test('holds the host with a reason and an end, and it is told, not silent', async () => {
    await machine.install({ version: '1' });
    await machine.source.commit({ version: '2' });
    await machine.run(['hold', 'exam', 'week', '--until', '2100-01-31']);
    const ended = await machine.run(['run']);
    expect(ended.code).toBe(0);
    expect(ended.stderr).toContain('Upgrades are held: exam week (until 2100-01-31T00:00:00Z).');
    expect(await machine.systems()).toEqual(old);
    const status = JSON.parse((await machine.run(['status', '--json'])).stdout);
    expect(status).toMatchObject({
      held: { reason: 'exam week', until: '2100-01-31T00:00:00Z' },
      lastRun: { result: 'held' },
    });
    await machine.run(['resume']);
    expect((await machine.run(['run'])).code).toBe(0);
    expect(await machine.systems()).toEqual(upgraded);
  });

  test('a hold that has expired ends by itself', async () => {
    await machine.install({ version: '1' });
    await machine.source.commit({ version: '2' });
    await machine.run(['hold', 'exam week', '--until', '2001-01-31']);
    expect((await machine.run(['run'])).stderr).toContain(
      "The hold ('exam week') ended at 2001-01-31T00:00:00Z",
    );
    expect(await machine.systems()).toEqual(upgraded);
  });

  test.each([
    ['an empty file', '', 'no reason given'],
    ['a reason by hand', 'do not touch', 'do not touch'],
    ['an end that is no date', 'careful\nuntil next full moon', 'careful'],
  ])('%s holds', async (_, text, reason) => {
    await machine.install({ version: '1' });
    await machine.source.commit({ version: '2' });
    await machine.run(['hold', 'x']);
    await writeFile(join(machine.state, 'hold'), text);
    expect((await machine.run(['run'])).stderr).toContain(`Upgrades are held: ${reason}`);
    expect(await machine.asked()).toEqual([]);
  });

  test('rolls back to the generation before, and the revision that was left is not tried again', async () => {
    await machine.install({ version: '1' });
    const bad = await machine.source.commit({ version: '2' });
    await machine.run(['run']);
    const ended = await machine.run(['rollback']);
    expect(ended.code).toBe(0);
    expect(await machine.systems()).toEqual(old);
    expect((await machine.run(['run'])).code).toBe(18);
    const status = await machine.run(['status']);
    expect(status.stdout).toContain(`Bad:      ${bad.slice(0, 12)}: rolled back by the operator`);
    await machine.source.commit({ version: '3' });
    expect((await machine.run(['run'])).code).toBe(0);
    expect(await machine.systems()).toEqual({ runs: '3', profile: '3', boots: '3' });
  });

  test('reads what happened, as sentences and as JSON; a line torn by a power cut is left out', async () => {
    await machine.install({ version: '1' });
    await machine.source.commit({ version: '2' });
    await machine.run(['run']);
    await writeFile(join(machine.state, 'history.jsonl'), '{"torn', { flag: 'a' });
    await machine.source.commit({ version: '3', behaviour: 'before_test() { exit 2; }' });
    await machine.run(['run']);
    const history = JSON.parse((await machine.run(['history', '--json'])).stdout);
    expect(history.map((run: { result: string }) => run.result)).toEqual(['upgraded', 'rolled-back']);
    expect(sentences(await machine.run(['history']), machine)).toMatchInlineSnapshot(`
"TIME  upgraded  COMMIT  web was upgraded from /nix/store/HASH-nixos-system-web to /nix/store/HASH-nixos-system-web (COMMIT).
TIME  rolled-back  COMMIT  The upgrade to /nix/store/HASH-nixos-system-web failed: its activation failed with exit code 2.
"
`);
    expect(sentences(await machine.run(['status']), machine)).toMatchInlineSnapshot(`
"web follows main of file://FOLDER/served/fleet/hosts.git.
Running:  /nix/store/HASH-nixos-system-web (installed revision COMMIT)
Boots:    the same
Bad:      COMMIT: its activation failed with exit code 2
Last run: TIME rolled-back. The upgrade to /nix/store/HASH-nixos-system-web failed: its activation failed with exit code 2.
To do:    Merge a fix or a revert; or look into it: journalctl -u nixos-upgrade -u auto-upgrade-activation.
Last time the head was installed: TIME
"
`);
  });

  test.each([
    [['run', '--now'], "run knows --dry-run, --retry and --allow-backwards, but '--now' was given."],
    [['hold'], 'A hold wants a reason'],
    [['hold', 'x', '--until', 'full moon'], "'full moon' is no date; right would be"],
    [['upgrade'], "There is no command 'upgrade'."],
    [[], 'No command was given.'],
  ])('%j is wrong usage', async (argv, message) => {
    const ended = await machine.run(argv);
    expect(ended).toMatchObject({ code: 2, stderr: expect.stringContaining(message) });
  });

  test('settings that cannot be used are named', async () => {
    await writeFile(join(machine.folder, 'settings.json'), '{"repository": "https://forge.example/a/b"}');
    expect(await machine.run(['run'])).toMatchObject({
      code: 2,
      stderr: expect.stringContaining("the setting 'ref' is missing"),
    });
    await writeFile(join(machine.folder, 'settings.json'), 'not json');
    expect(await machine.run(['run'])).toMatchObject({
      code: 2,
      stderr: expect.stringContaining('is not a JSON object'),
    });
  });
});

describe('A reboot', () => {
  const newKernel = async (settings: Parameters<Machine['settle']>[0]) => {
    await machine.install({ version: '1' });
    await machine.source.commit({ version: '2', kernel: 'kernel 6.18' });
    await machine.settle(settings);
    const ended = await machine.run(['run']);
    return { ended, shutdowns: await readFile(join(machine.root, 'shutdowns'), 'utf8') };
  };
  const around = (minutes: number) => new Date(Date.now() + minutes * 60_000).toTimeString().slice(0, 5);

  test('is reported where it is not allowed', async () => {
    const { ended, shutdowns } = await newKernel({});
    expect(ended.stderr).toContain(
      'A reboot is needed for: kernel, initrd, kernel-modules. This host does not reboot by itself',
    );
    expect(await machine.lastRun()).toMatchObject({ result: 'upgraded', reboot: 'needed' });
    expect(shutdowns).toBe('');
  });

  test('is made within the window', async () => {
    const { shutdowns } = await newKernel({
      allowReboot: true,
      rebootWindow: { lower: around(-60), upper: around(60) },
    });
    expect(shutdowns).toBe('-r +1 auto-upgrade: kernel, initrd, kernel-modules\n');
    await machine.powerCut();
    await machine.run(['run']);
    expect(await machine.lastRun()).toMatchObject({ reboot: 'none' });
  });

  test('waits outside of the window, for a run within it', async () => {
    const { ended, shutdowns } = await newKernel({
      allowReboot: true,
      rebootWindow: { lower: around(60), upper: around(-60) },
    });
    expect(ended.stderr).toContain('It waits for a run within');
    expect(shutdowns).toBe('');
    await machine.settle({ allowReboot: true });
    await machine.run(['run']);
    expect(await readFile(join(machine.root, 'shutdowns'), 'utf8')).toContain('-r +1');
  });

  test('is not repeated for a system that one did not help', async () => {
    await newKernel({ allowReboot: true });
    const ended = await machine.run(['run']);
    expect(ended.stderr).toContain('One was made for this system already and did not help');
    expect((await readFile(join(machine.root, 'shutdowns'), 'utf8')).split('\n')).toHaveLength(2);
  });
});
