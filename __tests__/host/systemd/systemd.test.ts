import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { type Container, startContainer } from './container.ts';

// The module's own units under a real systemd; the repository by a real sshd, with the deploy key by LoadCredential.
let host: Container;
let hostKey: string;
let versions = 0;
const nextVersion = () => String(++versions);

beforeAll(async () => {
  host = await startContainer();
  await host.must(`ssh-keygen -q -t ed25519 -N '' -f /root/deploy-key
    mkdir -p /root/.ssh; cp /root/deploy-key.pub /root/.ssh/authorized_keys; chmod 700 /root/.ssh; chmod 600 /root/.ssh/authorized_keys
    systemctl enable --now ssh 2>/dev/null`);
  hostKey = await host.must('cut -d" " -f1,2 /etc/ssh/ssh_host_ed25519_key.pub');
  await host.install({ version: nextVersion() });
}, 240_000);
afterAll(() => host?.stop());

const bySsh = (more = '') => `
  repository = "ssh://root@localhost${host.source.bare}"; ref = "main";
  credentials.deployKeyFile = "/root/deploy-key"; knownHosts = [ "localhost ${hostKey}" ];
  rebootDelay = 0; retry = { times = 20; delay = "1s"; within = "10min"; };
  guard.activationTimeout = 3; guard.deadManMargin = 1; guard.healthCheck = { settle = 0; timeout = 3; }; ${more}`;
const log = () => host.must('journalctl --no-pager -o cat -u nixos-upgrade');
const whole = (version: string) => [version, version, version].join(' ');

describe('Under systemd', () => {
  test('the timer fires, and the upgrade is fetched by ssh with the key from LoadCredential', async () => {
    await host.configure(bySsh('dates = "*-*-* *:*:0/3";'));
    const version = nextVersion();
    await host.source.commit({ version });
    await host.must('systemctl start nixos-upgrade.timer');
    await host.until(
      `[ "$(cat /machine/boot/default/version)" = ${version} ] && ! systemctl is-active --quiet nixos-upgrade`,
    );
    await host.must('systemctl stop nixos-upgrade.timer');
    expect(await host.systems()).toBe(whole(version));
    expect(await log()).toContain('It runs, has passed its checks, and is what boots.');
    // In the journal with its priorities, and what the activation printed in the same place.
    expect((await host.attempt('systemctl list-timers --all | grep auto-upgrade-dead-man')).code).toBe(1);
  });

  test('a host key that is not known is refused', async () => {
    await host.configure(
      bySsh().replace(
        hostKey,
        'ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIJ0000000000000000000000000000000000000000000',
      ),
      '[Service]\nRestart=no\n',
    );
    await host.must('! systemctl start nixos-upgrade');
    expect(await host.must('systemctl show -p ExecMainStatus --value nixos-upgrade')).toBe('11');
    expect(await log()).toContain('The forge did not answer');
  });

  test('a forge that is down is tried again until it is back', async () => {
    await host.configure(bySsh());
    const version = nextVersion();
    await host.source.commit({ version });
    await host.must('systemctl stop ssh; systemctl start --no-block nixos-upgrade');
    await host.until('[ "$(systemctl show -p NRestarts --value nixos-upgrade)" -ge 2 ]');
    await host.must('systemctl start ssh');
    await host.until(`[ "$(cat /machine/boot/default/version)" = ${version} ]`);
    expect(await host.systems()).toBe(whole(version));
  });

  test('what a retry cannot change is not tried again, and told once: the notification arrives', async () => {
    await host.configure(
      bySsh(
        'notify = { on = "both"; ntfy.url = "http://127.0.0.1:8080/fleet"; ntfy.tokenFile = "/root/ntfy-token"; };',
      ),
    );
    await host.must('echo the-token >/root/ntfy-token');
    const before = await host.systems();
    const listener = host.inNetwork([process.execPath, join(import.meta.dirname, 'listener.mjs')]);
    let told = '';
    listener.stdout!.on('data', (chunk) => {
      told += chunk;
    });
    try {
      while (!told.includes('listening')) await new Promise((next) => setTimeout(next, 20));
      await host.source.commit({ version: nextVersion(), behaviour: 'after_test() { exit 2; }' });
      await host.must('! systemctl start nixos-upgrade');
      await host.until('! systemctl is-active --quiet nixos-upgrade-failed');
      await host.until(
        '[ "$(systemctl show -p ExecMainExitTimestampMonotonic --value nixos-upgrade-failed)" != 0 ]',
      );
      await host.source.commit({ version: nextVersion() });
      await host.must('systemctl start nixos-upgrade');
    } finally {
      listener.kill();
    }
    expect(await host.must('systemctl show -p NRestarts --value nixos-upgrade')).toBe('0');
    const posts = told
      .split('\n')
      .filter((line) => line.startsWith('{'))
      .map((line) => JSON.parse(line));
    expect(posts.map(({ path, headers }) => [path, headers.authorization, headers.title])).toEqual([
      ['/fleet', 'Bearer the-token', 'web: upgrade failed'],
      ['/fleet', 'Bearer the-token', 'web: upgraded'],
    ]);
    expect(posts[0].body).toContain('its activation failed with exit code 2');
    expect(before).not.toBe(await host.systems());
  });

  test('the activation is in a unit of its own: it outlives the program, and the dead man’s switch puts the old system back', async () => {
    // The service is not restarted here, so that only the switch can do it.
    await host.configure(bySsh(), '[Service]\nRestart=no\n');
    const before = await host.systems();
    await host.source.commit({
      version: nextVersion(),
      behaviour: 'before_test() { systemctl kill --signal=KILL nixos-upgrade.service; sleep 1; }',
    });
    await host.must('! systemctl start nixos-upgrade');
    await host.until(
      'systemctl is-active --quiet auto-upgrade-activation || [ "$(tail -n 1 /machine/asked)" != "" ]',
    );
    await host.until('systemctl list-timers --all | grep -q auto-upgrade-dead-man');
    await host.until(`[ ! -e /var/lib/auto-upgrade/activation ]`, 40);
    expect(await host.systems()).toBe(before);
    expect(await host.must('journalctl --no-pager -o cat -u auto-upgrade-dead-man')).toContain(
      'has not finished in time',
    );
  });

  test('a run that was killed is started again, and settles what it had left before anything else', async () => {
    await host.configure(bySsh('guard.deadManMargin = 600;').replace('guard.deadManMargin = 1;', ''));
    const version = nextVersion();
    await host.source.commit({
      version,
      behaviour:
        'after_test() { [ -e $root/struck ] || { : > $root/struck; systemctl kill --signal=KILL nixos-upgrade.service; }; }',
    });
    await host.attempt('systemctl start nixos-upgrade');
    await host.until(`[ "$(cat /machine/boot/default/version)" = ${version} ]`);
    expect(await host.systems()).toBe(whole(version));
    expect(await log()).toContain('An earlier upgrade that was cut short is settled');
  });

  test('stopping the service in the middle of the checks puts the old system back', async () => {
    await host.configure(bySsh('guard.healthCheck.settle = 60;').replace('settle = 0; ', ''));
    const before = await host.systems();
    const version = nextVersion();
    await host.source.commit({ version });
    await host.must('systemctl start --no-block nixos-upgrade');
    await host.until(`grep -qx "tested ${version}" /machine/asked`);
    await host.must('systemctl stop nixos-upgrade');
    expect(await host.systems()).toBe(before);
    expect(await log()).toContain('stopped from outside');
  });

  test('a unit that fails after the upgrade, by systemd’s own account, brings the old system back', async () => {
    await host.configure(bySsh());
    const before = await host.systems();
    await host.source.commit({
      version: nextVersion(),
      behaviour: 'after_test() { systemd-run --quiet --unit=broken-by-upgrade false; sleep 0.3; }',
    });
    await host.must('! systemctl start nixos-upgrade');
    expect(await host.systems()).toBe(before);
    expect(await log()).toContain('units failed that had not before: broken-by-upgrade.service');
    await host.must('systemctl reset-failed');
  });

  test('buildOn: evaluated here, built by ssh on another host, copied back', async () => {
    await host.must(
      'cp /root/deploy-key /root/.ssh/id_ed25519; ssh-keyscan -t ed25519 localhost >/root/.ssh/known_hosts 2>/dev/null',
    );
    await host.configure(bySsh('buildOn = "root@localhost";'));
    const version = nextVersion();
    await host.source.commit({ version });
    await host.must('systemctl start nixos-upgrade || { journalctl -o cat -u nixos-upgrade -n 20; exit 1; }');
    expect(await host.systems()).toBe(whole(version));
    await host.must('systemctl stop ssh');
    await host.must('! systemctl start nixos-upgrade; systemctl stop nixos-upgrade; systemctl start ssh');
  });

  test('a new kernel, within the window: the machine reboots into it, once', async () => {
    await host.configure(bySsh('allowReboot = true; rebootWindow = { lower = "00:00"; upper = "23:59"; };'));
    const version = nextVersion();
    await host.source.commit({ version, kernel: 'kernel 6.18' });
    const boot = await host.must('cat /proc/sys/kernel/random/boot_id');
    await host.attempt('systemctl start nixos-upgrade');
    for (let now = boot; now === boot; ) {
      await new Promise((next) => setTimeout(next, 200));
      await host.waitForBoot();
      now =
        (
          await host.attempt('cat /proc/sys/kernel/random/boot_id').catch(() => ({ stdout: boot }))
        ).stdout.trim() || boot;
    }
    expect(await host.must('cat /run/booted-system/version')).toBe(version);
    await host.must('systemctl start nixos-upgrade');
    expect(JSON.parse(await host.must('cat /var/lib/auto-upgrade/last-run.json'))).toMatchObject({
      result: 'up-to-date',
      reboot: 'none',
    });
  });
});
