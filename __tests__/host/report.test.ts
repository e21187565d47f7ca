import { chmod, mkdir, readdir, readFile, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { startListener } from './machine/forge.ts';
import { type Machine, makeMachine, type Settings } from './machine/machine.ts';

let machine: Machine;
let listener: Awaited<ReturnType<typeof startListener>>;
beforeEach(async () => {
  machine = await makeMachine();
  listener = await startListener();
  await machine.install({ version: '1' });
});
afterEach(async () => {
  await listener.close();
  await machine.remove();
});

const tell = (notify: Settings) => machine.settle({ notify });
const broken = { version: '2', behaviour: 'before_test() { exit 1; }' };
/** What systemd starts by OnFailure=, with the variables that it gives. */
const onFailure = (env: Record<string, string> = {}) => machine.run(['notify-failure'], { env });

describe('Notifications', () => {
  test('ntfy: a title, a priority, the sentences, and the token in a header', async () => {
    await writeFile(join(machine.folder, 'ntfy'), 'ntfy-token');
    await machine.settle({
      notify: { on: 'both', ntfy: `${listener.url}/fleet` },
      credentials: { ntfyToken: join(machine.folder, 'ntfy') },
    });
    await machine.source.commit({ version: '2' });
    await machine.run(['run']);
    expect(listener.asked).toMatchObject([
      {
        method: 'POST',
        path: '/fleet',
        authorization: 'Bearer ntfy-token',
        body: expect.stringContaining('web was upgraded from'),
      },
    ]);
  });

  test('a webhook gets the outcome as JSON, the same as in status --json', async () => {
    await tell({ on: 'failure', webhook: `${listener.url}/hook` });
    await machine.source.commit(broken);
    expect((await machine.run(['run'])).code).toBe(19);
    expect(listener.asked).toEqual([]);
    await onFailure();
    const { lastRun } = JSON.parse((await machine.run(['status', '--json'])).stdout);
    expect(JSON.parse(listener.asked[0]!.body)).toEqual(lastRun);
    expect(lastRun).toMatchObject({ result: 'rolled-back', exitCode: 19 });
  });

  test('a command is started without a shell', async () => {
    const script = join(machine.folder, 'mail it');
    await writeFile(
      script,
      '#!/bin/bash\n{ printf "%s|" "$@" "$AUTO_UPGRADE_TITLE"; cat; } >"$MACHINE/mail"\n',
    );
    await chmod(script, 0o755);
    await tell({ on: 'both', command: [script, '$(reboot)'] });
    await machine.source.commit({ version: '2' });
    await machine.run(['run']);
    expect(await readFile(join(machine.root, 'mail'), 'utf8')).toMatch(
      /^\$\(reboot\)\|web: upgraded\|web was upgraded from/,
    );
  });

  test.each([
    ['failure', ['upgrade failed']],
    ['success', ['upgraded']],
    ['both', ['upgraded', 'upgrade failed']],
  ])('on %s', async (on, titles) => {
    const script = join(machine.folder, 'tell');
    await writeFile(script, '#!/bin/bash\necho "$AUTO_UPGRADE_TITLE" >>"$MACHINE/titles"\n');
    await chmod(script, 0o755);
    await tell({ on, command: [script] });
    await machine.source.commit({ version: '2' });
    await machine.run(['run']);
    await machine.run(['run']);
    await machine.source.commit({ ...broken, version: '3' });
    await machine.run(['run']);
    await onFailure();
    await machine.run(['run']);
    await onFailure();
    expect((await readFile(join(machine.root, 'titles'), 'utf8')).trim().split('\n')).toEqual(
      titles.map((title) => `web: ${title}`),
    );
  });

  test('a run that was killed and could tell nothing itself is told all the same', async () => {
    await tell({ on: 'failure', webhook: `${listener.url}/hook` });
    await machine.run(['run'], { env: { INVOCATION_ID: 'first' } });
    await onFailure({ MONITOR_INVOCATION_ID: 'second', MONITOR_SERVICE_RESULT: 'oom-kill' });
    expect(JSON.parse(listener.asked[0]!.body)).toMatchObject({
      result: 'unexpected',
      what: 'The upgrade ended without a report (systemd says: oom-kill).',
    });
  });

  test('what cannot be told spoils nothing', async () => {
    await tell({
      on: 'both',
      ntfy: 'http://127.0.0.1:1/',
      webhook: `${listener.url}/hook`,
      command: ['/nowhere'],
    });
    await machine.source.commit({ version: '2' });
    const ended = await machine.run(['run']);
    expect(ended.code).toBe(0);
    expect(ended.stderr).toContain('ntfy could not be told');
    expect(ended.stderr).toContain('The notification command /nowhere failed.');
    expect(listener.asked).toHaveLength(1);
  });
});

describe('Metrics', () => {
  test('are in the text format, renamed into place, readable by the exporter', async () => {
    const folder = join(machine.folder, 'metrics');
    await mkdir(folder);
    await machine.settle({ metrics: { textfileDirectory: folder } });
    await machine.source.commit({ version: '2', kernel: 'kernel 6.18' });
    await machine.run(['run']);
    expect(await readdir(folder)).toEqual(['auto_upgrade.prom']);
    expect((await stat(join(folder, 'auto_upgrade.prom'))).mode & 0o777).toBe(0o644);
    const upgraded = await readFile(join(folder, 'auto_upgrade.prom'), 'utf8');
    expect(upgraded.replace(/[0-9a-f]{40}/, 'COMMIT').replace(/\b\d{10}\b/g, 'TIME')).toMatchInlineSnapshot(`
"# HELP auto_upgrade_last_run_timestamp_seconds When the last run ended.
# TYPE auto_upgrade_last_run_timestamp_seconds gauge
auto_upgrade_last_run_timestamp_seconds TIME
# HELP auto_upgrade_last_success_timestamp_seconds When a run last ended with the head installed.
# TYPE auto_upgrade_last_success_timestamp_seconds gauge
auto_upgrade_last_success_timestamp_seconds TIME
# HELP auto_upgrade_last_run_exit_code Exit code of the last run; 0 is well.
# TYPE auto_upgrade_last_run_exit_code gauge
auto_upgrade_last_run_exit_code 0
# HELP auto_upgrade_last_run_result How the last run ended, and the revision it was about.
# TYPE auto_upgrade_last_run_result gauge
auto_upgrade_last_run_result{result="upgraded",revision="COMMIT",ref="main"} 1
# HELP auto_upgrade_reboot_required 1 when what boots needs a reboot to run.
# TYPE auto_upgrade_reboot_required gauge
auto_upgrade_reboot_required 1
# HELP auto_upgrade_held 1 when a hold keeps the host as it is.
# TYPE auto_upgrade_held gauge
auto_upgrade_held 0
"
`);
    await machine.source.commit({ ...broken, version: '3' });
    await machine.run(['run']);
    const failed = await readFile(join(folder, 'auto_upgrade.prom'), 'utf8');
    expect(failed).toContain('auto_upgrade_last_run_exit_code 19');
    const success = /^auto_upgrade_last_success_timestamp_seconds \d+$/m;
    expect(success.exec(failed)![0]).toBe(success.exec(upgraded)![0]);
    await machine.run(['hold', 'x']);
    await machine.run(['run']);
    expect(await readFile(join(folder, 'auto_upgrade.prom'), 'utf8')).toContain('auto_upgrade_held 1');
  });
});
