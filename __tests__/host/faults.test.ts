import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { chmod, mkdir, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { attempt, must } from './machine/command.ts';
import { type Forge, startForge, startListener } from './machine/forge.ts';
import { type Machine, makeMachine } from './machine/machine.ts';
import { sentences } from './machine/sentences.ts';

let machine: Machine;
beforeEach(async () => {
  machine = await makeMachine();
  await machine.install({ version: '1' });
});
afterEach(() => machine.remove());

const old = { runs: '1', profile: '1', boots: '1' };
const upgraded = { runs: '2', profile: '2', boots: '2' };

describe('The forge', () => {
  let forge: Forge;
  beforeEach(async () => {
    forge = await startForge({
      folder: machine.folder,
      served: join(machine.folder, 'served'),
      token: 'secret-token',
    });
    await writeFile(join(machine.folder, 'token'), 'secret-token\n');
    await machine.settle({
      repository: `${forge.url}/fleet/hosts.git`,
      credentials: { token: join(machine.folder, 'token') },
    });
  });
  afterEach(() => forge.close().catch(() => undefined));
  const run = () => machine.run(['run'], { env: forge.trust });

  test('by HTTPS with a token: the token is told to the forge alone, and never on a command line', async () => {
    await machine.source.commit({ version: '2' });
    const ended = await run();
    expect(ended.code).toBe(0);
    expect(await machine.systems()).toEqual(upgraded);
    expect(ended.stderr).not.toContain('secret-token');
    const askpass = join(import.meta.dirname, '../../nix/auto-upgrade/askpass');
    const env = {
      ...process.env,
      AUTO_UPGRADE_TOKEN_HOST: 'forge.example',
      AUTO_UPGRADE_TOKEN_FILE: join(machine.folder, 'token'),
    };
    expect(
      await attempt([askpass, "Password for 'https://x-access-token@forge.example': "], { env }),
    ).toMatchObject({
      code: 0,
      stdout: 'secret-token\n',
    });
    for (const asks of [
      'https://evil.example',
      'https://forge.example@evil.example',
      'https://forge.example.evil.example',
    ])
      expect(await attempt([askpass, `Password for '${asks}': `], { env })).toMatchObject({
        code: 1,
        stdout: '',
      });
  });

  test('that is down is a failure and no silent build of what is cached; it is tried again', async () => {
    await machine.source.commit({ version: '2' });
    await run();
    await machine.source.commit({ version: '3' });
    await forge.close();
    const ended = await run();
    expect(ended.code).toBe(11);
    expect(
      sentences(ended, machine)
        .replaceAll(forge.url, 'FORGE')
        .replace(/port \d+ after \d+ ms/, 'port PORT'),
    ).toMatchInlineSnapshot(`
"The forge did not answer for FORGE/fleet/hosts.git (main): fatal: unable to access 'FORGE/fleet/hosts.git/': Failed to connect to localhost port PORT: Couldn't connect to server
State: Nothing was built or changed; a cached copy is never used in its place.
To do: It is tried again. If it stays so: check the network, the address and the credentials.
"
`);
    expect(await machine.systems()).toEqual(upgraded);
    await forge.open();
    expect((await run()).code).toBe(0);
    expect(await machine.systems()).toEqual({ runs: '3', profile: '3', boots: '3' });
  });

  test.each([500, 403, 404])('that answers %d is a failure', async (status) => {
    forge.answer = status;
    expect((await run()).code).toBe(11);
    expect(await machine.systems()).toEqual(old);
  });

  test('whose certificate is not trusted is a failure', async () => {
    expect((await machine.run(['run'])).code).toBe(11);
  });

  test('that redirects to another server is not followed: that server would be told the token', async () => {
    const thief = await startListener();
    try {
      forge.redirect = thief.url;
      expect((await run()).code).toBe(11);
      expect(thief.asked).toEqual([]);
    } finally {
      await thief.close();
    }
  });

  test('whose name does not resolve is a failure', async () => {
    await machine.settle({ repository: 'https://forge.invalid/fleet/hosts.git' });
    const ended = await run();
    expect(ended).toMatchObject({ code: 11, stderr: expect.stringContaining('Could not resolve host') });
  });

  test('is told how the commit fares on the host, once; and a status that cannot be posted spoils nothing', async () => {
    const settings = {
      repository: `${forge.url}/fleet/hosts.git`,
      credentials: { token: join(machine.folder, 'token'), statusToken: join(machine.folder, 'token') },
      report: { commitStatus: true },
    };
    await machine.settle(settings);
    const revision = await machine.source.commit({ version: '2' });
    await run();
    await run();
    const posted = forge.asked.filter(({ path }) => path.includes('/statuses/'));
    expect(posted).toMatchObject([
      {
        method: 'POST',
        path: `/api/v1/repos/fleet/hosts/statuses/${revision}`,
        authorization: 'Bearer secret-token',
      },
    ]);
    expect(JSON.parse(posted[0]!.body)).toMatchObject({ state: 'success', context: 'nixos/web' });
    await machine.source.commit({ version: '3', behaviour: 'before_test() { exit 1; }' });
    expect((await run()).code).toBe(19);
    expect(JSON.parse(forge.asked.at(-1)!.body)).toMatchObject({ state: 'failure', context: 'nixos/web' });
    await machine.settle({ ...settings, report: { commitStatus: true, api: 'https://localhost:1' } });
    await machine.source.commit({ version: '4' });
    const ended = await run();
    expect(ended).toMatchObject({
      code: 0,
      stderr: expect.stringContaining('The commit status could not be posted'),
    });
  });

  test('that an upgrade makes unreachable brings the old system back', async () => {
    await machine.source.commit({
      version: '2',
      behaviour: `after_test() { mv ${machine.source.bare} ${machine.source.bare}.gone; }`,
    });
    await machine.settle({ guard: { healthCheck: { timeout: 2 } } });
    const ended = await machine.run(['run']);
    expect(ended).toMatchObject({ code: 19, stderr: expect.stringContaining('is not reachable any more') });
    expect(await machine.systems()).toEqual(old);
  });
});

describe('The branch', () => {
  test('that is deleted: refused', async () => {
    await machine.source.git('push', '--quiet', 'origin', 'HEAD:refs/heads/other');
    await machine.source.git('push', '--quiet', 'origin', ':main');
    const ended = await machine.run(['run']);
    expect(ended).toMatchObject({
      code: 12,
      stderr: expect.stringContaining("The ref 'main' is not on file://"),
    });
    expect(await machine.systems()).toEqual(old);
  });

  test('whose history was rewritten: refused, until it is taken once by hand', async () => {
    await machine.source.commit({ version: '2' });
    await machine.run(['run']);
    await machine.source.git('checkout', '--quiet', '--orphan', 'rewritten');
    await machine.source.commit({ version: '3' });
    const ended = await machine.run(['run']);
    expect(ended.code).toBe(14);
    expect(sentences(ended, machine)).toMatchInlineSnapshot(`
"The head of file://FOLDER/served/fleet/hosts.git (main) is COMMIT.
The commit COMMIT is not ahead of this host: it does not contain COMMIT, which this host has.
State: Nothing was built or changed.
To do: If the history was rewritten on purpose, take it once: auto-upgrade run --allow-backwards. If the host was deployed by hand, push that commit first.
"
`);
    expect(await machine.systems()).toEqual(upgraded);
    expect((await machine.run(['run', '--allow-backwards'])).code).toBe(0);
    expect(await machine.systems()).toEqual({ runs: '3', profile: '3', boots: '3' });
    expect((await machine.run(['run'])).code).toBe(0);
  });

  test('that was moved back to an old, vulnerable state: refused', async () => {
    const first = await machine.source.git('rev-parse', 'HEAD');
    await machine.source.commit({ version: '2' });
    await machine.run(['run']);
    await machine.source.git('push', '--quiet', '--force', 'origin', `${first}:refs/heads/main`);
    expect((await machine.run(['run'])).code).toBe(14);
    expect(await machine.systems()).toEqual(upgraded);
  });

  test('with a revert is ahead, and fine', async () => {
    await machine.source.commit({ version: '2' });
    await machine.run(['run']);
    await machine.source.commit({ version: '1' });
    expect((await machine.run(['run'])).code).toBe(0);
    expect(await machine.systems()).toEqual(old);
  });

  test('behind what was deployed by hand (a commit that was never pushed): refused', async () => {
    await machine.source.git('checkout', '--quiet', '-b', 'local');
    const elsewhere = await machine.install({ version: '9', knowsRevision: true });
    await machine.source.git('checkout', '--quiet', '--force', 'main');
    await machine.source.git('reset', '--quiet', '--hard', 'HEAD');
    await machine.source.commit({ version: '2' });
    await rm(join(machine.source.bare, 'refs/heads/local'), { force: true });
    const ended = await machine.run(['run']);
    expect(ended.code).toBe(14);
    expect(ended.stderr).toContain(elsewhere);
  });

  test('a mirror that a power cut has damaged is made anew', async () => {
    await machine.source.commit({ version: '2' });
    await machine.run(['run']);
    await machine.source.commit({ version: '3' });
    await writeFile(join(machine.state, 'mirror.git/HEAD'), '');
    const ended = await machine.run(['run']);
    expect(ended).toMatchObject({ code: 0, stderr: expect.stringContaining('it is fetched anew') });
  });
});

describe('The signature of the head', () => {
  let keys: string;
  const signers = () => ({
    guard: {
      requireSigned: true,
      allowedSigners: join(keys, 'allowed'),
      revokedKeys: join(keys, 'revoked'),
    },
  });
  beforeEach(async () => {
    keys = join(machine.folder, 'keys');
    await mkdir(keys);
    for (const name of ['maintainer', 'stranger', 'leaver'])
      await must(['ssh-keygen', '-q', '-t', 'ed25519', '-N', '', '-C', name, '-f', join(keys, name)]);
    const publicKey = async (name: string) => (await readFile(join(keys, `${name}.pub`), 'utf8')).trim();
    await writeFile(
      join(keys, 'allowed'),
      `maintainer@fleet.example ${await publicKey('maintainer')}\nleaver@fleet.example ${await publicKey('leaver')}\n`,
    );
    await writeFile(join(keys, 'revoked'), `${await publicKey('leaver')}\n`);
    await machine.settle(signers());
  });

  test('by a trusted key passes', async () => {
    await machine.source.commit({ version: '2' }, join(keys, 'maintainer'));
    const ended = await machine.run(['run']);
    expect(ended).toMatchObject({
      code: 0,
      stderr: expect.stringContaining('Its signature is trusted: Good "git" signature for maintainer@'),
    });
    expect(await machine.systems()).toEqual(upgraded);
  });

  test.each([
    ['by an unknown key', 'stranger'],
    ['by a revoked key', 'leaver'],
    ['missing', undefined],
  ])('%s: refused, nothing is evaluated', async (_, key) => {
    await machine.source.commit({ version: '2', flake: 'throw "evaluated"' }, key && join(keys, key));
    const ended = await machine.run(['run']);
    expect(ended).toMatchObject({
      code: 13,
      stderr: expect.stringContaining('is not signed by a trusted key'),
    });
    expect(ended.stderr).not.toContain('evaluated');
    expect(await machine.systems()).toEqual(old);
  });

  test('by OpenPGP is refused, whatever the keyring of root says', async () => {
    await machine.source.commit({ version: '2' });
    const commit = await machine.source.git('cat-file', 'commit', 'HEAD');
    const pgp = 'gpgsig -----BEGIN PGP SIGNATURE-----\n \n iQ==\n -----END PGP SIGNATURE-----\n';
    await writeFile(join(machine.folder, 'commit'), `${commit.replace(/\n\n/, `\n${pgp}\n`)}\n`);
    const signed = await machine.source.git(
      'hash-object',
      '-t',
      'commit',
      '-w',
      join(machine.folder, 'commit'),
    );
    await machine.source.git('push', '--quiet', '--force', 'origin', `${signed}:refs/heads/main`);
    const gpg = join(machine.folder, 'gpg');
    await mkdir(gpg);
    await writeFile(
      join(gpg, 'gpg'),
      '#!/bin/bash\ncat >/dev/null\nprintf "\\n[GNUPG:] GOODSIG 0123456789ABCDEF root\\n[GNUPG:] TRUST_ULTIMATE 0 pgp\\n"\n',
    );
    await chmod(join(gpg, 'gpg'), 0o755);
    // Such a signature is good for git itself, with that keyring.
    const ours = { PATH: `${gpg}:${process.env['PATH']}`, HOME: machine.folder };
    expect(
      await attempt(['git', '--git-dir', machine.source.bare, 'verify-commit', signed], { env: ours }),
    ).toMatchObject({ code: 0 });
    expect((await machine.run(['run'], { path: gpg })).code).toBe(13);
  });
});

describe('The configuration', () => {
  test.each([
    [
      'has no such host',
      { flake: '{ outputs = { self }: { nixosConfigurations.db = { }; }; }' },
      15,
      'The flake has no nixosConfigurations."web"',
    ],
    [
      'does not evaluate',
      { flake: '{ outputs = { self }: throw "a missing semicolon"; }' },
      15,
      'a missing semicolon',
    ],
    ['does not build', { builder: 'echo linking failed >&2; exit 1' }, 16, 'does not build'],
    ['is no NixOS system', { builder: 'rm $out/bin/switch-to-configuration' }, 16, 'it is no NixOS system'],
    [
      'has a lock file that does not fit',
      { flake: '{ inputs.missing.url = "git+file:///nowhere"; outputs = { self, missing }: { }; }' },
      15,
      'does not evaluate',
    ],
  ])('%s: told, and nothing is activated', async (_, version, code, message) => {
    await machine.source.commit({ version: '2', ...version });
    const ended = await machine.run(['run']);
    expect(ended).toMatchObject({ code, stderr: expect.stringContaining(message) });
    expect(await machine.asked()).toEqual([]);
    expect(await machine.systems()).toEqual(old);
  });

  test('is not in the cache yet: a host that never builds waits', async () => {
    await machine.settle({ buildLocally: false });
    await machine.source.commit({ version: '2' });
    const ended = await machine.run(['run']);
    expect(ended).toMatchObject({
      code: 17,
      stderr: expect.stringContaining('is not in the binary caches yet'),
    });
    expect(await machine.systems()).toEqual(old);
  });
});

describe('An activation', () => {
  const failures: readonly (readonly [string, string, string])[] = [
    [
      'that fails before it has begun (exit 1)',
      'before_test() { exit 1; }',
      'its activation failed with exit code 1',
    ],
    ['whose script fails (exit 2)', 'after_test() { exit 2; }', 'its activation failed with exit code 2'],
    [
      'that cannot reload systemd (exit 3)',
      'after_test() { exit 3; }',
      'its activation failed with exit code 3',
    ],
    ['that is killed', 'after_test() { kill -9 $$; }', 'its activation failed with exit code 137'],
    ['that ends well and has changed nothing', 'before_test() { exit 0; }', 'ended without'],
    [
      'after which a unit has failed (exit 4)',
      'after_test() { echo web.service >> $root/failed-units; exit 4; }',
      'units failed that had not before: web.service',
    ],
    [
      'after which a unit fails, though it ends well',
      'after_test() { echo web.service >> $root/failed-units; }',
      'units failed that had not before: web.service',
    ],
  ];
  test.each(failures)(
    '%s: the old system is active and is what boots, and the revision is not tried again',
    async (_, behaviour, reason) => {
      await machine.source.commit({ version: '2', behaviour });
      const ended = await machine.run(['run']);
      expect(ended).toMatchObject({ code: 19, stderr: expect.stringContaining(reason) });
      expect(await machine.systems()).toEqual(old);
      expect((await machine.asked()).slice(-2)).toEqual(['test 1', 'tested 1']);
      expect(machine.deadManArmed()).toBe(false);
      const asked = await machine.asked();
      expect((await machine.run(['run'])).code).toBe(18);
      expect(await machine.asked()).toEqual(asked);
    },
  );

  test('that leaves units failed which had failed before (exit 4) is fine', async () => {
    await writeFile(join(machine.root, 'failed-units'), 'broken.service\n');
    await machine.source.commit({ version: '2', behaviour: 'after_test() { exit 4; }' });
    expect((await machine.run(['run'])).code).toBe(0);
    expect(await machine.systems()).toEqual(upgraded);
  });

  test('that hangs is ended, and undone', async () => {
    await machine.settle({ guard: { activationTimeout: 1 } });
    await machine.source.commit({ version: '2', behaviour: 'after_test() { sleep 600; }' });
    const ended = await machine.run(['run']);
    expect(ended).toMatchObject({ code: 19, stderr: expect.stringContaining('its activation failed') });
    expect(await machine.systems()).toEqual(old);
    expect(sentences(ended, machine)).toMatchInlineSnapshot(`
"The head of file://FOLDER/served/fleet/hosts.git (main) is COMMIT.
This host has no revision to compare with yet; this one will be the first.
The system of web at COMMIT is /nix/store/HASH-nixos-system-web.
building '/nix/store/HASH-nixos-system-web.drv'...
/nix/store/HASH-nixos-system-web is activated; the boot entry stays with the old system until it has shown itself well.
The old system /nix/store/HASH-nixos-system-web is activated again.
The upgrade to /nix/store/HASH-nixos-system-web failed: its activation failed with exit code 124.
State: The old system /nix/store/HASH-nixos-system-web is active again and is what boots; the revision COMMIT is not tried again.
To do: Merge a fix or a revert; or look into it: journalctl -u nixos-upgrade -u auto-upgrade-activation.
"
`);
  });

  test('whose boot entry cannot be written (a full /boot) is undone, the boot entry included', async () => {
    await machine.source.commit({
      version: '2',
      behaviour: 'after_boot() { echo "No space left on device" >&2; exit 1; }',
    });
    const ended = await machine.run(['run']);
    expect(ended).toMatchObject({
      code: 21,
      stderr: expect.stringContaining('its boot entry could not be written'),
    });
    expect(await machine.systems()).toEqual(old);
    expect(await readdir(join(machine.root, 'profiles'))).toEqual(['system', 'system-1-link']);
  });

  test('whose undoing fails, too, is told as such; the boot entry is the old one, and the next run tries again', async () => {
    await machine.source.commit({
      version: '2',
      behaviour: `after_test() { : > ${machine.root}/stuck; exit 2; }`,
    });
    const stuck = `before_test() { [ ! -e ${machine.root}/stuck ] || exit 1; }`;
    await machine.install({ version: '1', behaviour: stuck });
    await machine.source.commit({
      version: '2',
      behaviour: `after_test() { : > ${machine.root}/stuck; exit 2; }`,
    });
    const ended = await machine.run(['run']);
    expect(ended.code).toBe(20);
    expect(sentences(ended, machine)).toMatchInlineSnapshot(`
"The head of file://FOLDER/served/fleet/hosts.git (main) is COMMIT.
This host has no revision to compare with yet; this one will be the first.
The system of web at COMMIT is /nix/store/HASH-nixos-system-web.
building '/nix/store/HASH-nixos-system-web.drv'...
/nix/store/HASH-nixos-system-web is activated; the boot entry stays with the old system until it has shown itself well.
The old system /nix/store/HASH-nixos-system-web is activated again.
The upgrade to /nix/store/HASH-nixos-system-web failed: its activation failed with exit code 2.
State: Going back failed, too; what boots is /nix/store/HASH-nixos-system-web.
To do: Look at it: journalctl -u nixos-upgrade -u auto-upgrade-activation. Rebooting starts what the boot entry names.
"
`);
    expect(await machine.systems()).toEqual({ ...old, runs: '2' });
    await rm(join(machine.root, 'stuck'));
    expect((await machine.run(['run'])).code).toBe(18);
    expect(await machine.systems()).toEqual(old);
  });
});

describe('A health check', () => {
  const check = (healthCheck: Record<string, string | number | readonly string[]>) =>
    machine.settle({ guard: { healthCheck: { timeout: 2, ...healthCheck } } });

  test.each([
    [
      'a command that fails',
      { commands: ['true', 'test -e /nowhere'] },
      "the check 'test -e /nowhere' fails, and stayed so until the timeout",
    ],
    ['a command that hangs', { commands: ['sleep 600'] }, "the check 'sleep 600' fails"],
    ['a unit that is not active', { units: ['web.service'] }, 'the unit web.service is not active'],
    ['an address that is closed', { addresses: ['127.0.0.1:1'] }, 'the address 127.0.0.1:1 is not reachable'],
  ])('%s brings the old system back', async (_, healthCheck, reason) => {
    await check(healthCheck);
    await machine.source.commit({ version: '2' });
    const started = Date.now();
    const ended = await machine.run(['run']);
    expect(Date.now() - started).toBeLessThan(20_000);
    expect(ended).toMatchObject({ code: 19, stderr: expect.stringContaining(reason) });
    expect(await machine.systems()).toEqual(old);
  });

  test('that is well after a while passes', async () => {
    const flag = join(machine.root, 'flag');
    await check({ commands: [`test -e ${flag} || { : > ${flag}; exit 1; }`], units: ['web.service'] });
    await machine.source.commit({
      version: '2',
      behaviour: 'after_test() { echo web.service >> $root/active-units; }',
    });
    expect((await machine.run(['run'])).code).toBe(0);
    expect(await machine.systems()).toEqual(upgraded);
  });

  test('is not fooled by a clock that jumps: its timeout is counted by the time since boot', async () => {
    const jump = join(machine.folder, 'jump');
    await mkdir(jump);
    await writeFile(
      join(jump, 'date'),
      // Each question is answered with a time an hour before the last answer.
      `#!/bin/bash\nprintf x >>${jump}/asked\nexec /bin/date --date="@$((2000000000 - $(stat -c %s ${jump}/asked) * 3600))" "$@"\n`,
    );
    await chmod(join(jump, 'date'), 0o755);
    await check({ commands: ['exit 1'] });
    await machine.source.commit({ version: '2' });
    const started = Date.now();
    expect((await machine.run(['run'], { path: jump })).code).toBe(19);
    expect(Date.now() - started).toBeLessThan(20_000);
    expect(await machine.systems()).toEqual(old);
  });
});

describe('Two runs at once', () => {
  test('the second does nothing and says so; the first is not disturbed', async () => {
    await machine.settle({ guard: { healthCheck: { settle: 3 } } });
    const revision = await machine.source.commit({ version: '2' });
    const first = machine.run(['run']);
    while (!(await machine.asked()).includes('tested 2'))
      await new Promise((resolve) => setTimeout(resolve, 20));
    const second = await machine.run(['run']);
    expect(second).toMatchObject({ code: 10, stderr: expect.stringContaining('Another run is going on') });
    expect((await first).code).toBe(0);
    expect(await machine.lastRun()).toMatchObject({ result: 'upgraded', revision });
  });

  test('a lock file that a killed run has left is no lock', async () => {
    await machine.run(['run']);
    expect(existsSync(join(machine.state, 'lock'))).toBe(true);
    expect((await machine.run(['run'])).code).toBe(0);
  });
});

describe('A full disk', () => {
  const isRoot = process.getuid?.() === 0;
  // A file system of 300 kB for the state alone, in a mount namespace of this one command.
  const onSmallDisk = (script: string) =>
    spawnSync(
      'unshare',
      [
        '--mount',
        'bash',
        '-euc',
        `mkdir -p ${machine.state}; /usr/bin/mount -t tmpfs -o size=300k tmpfs ${machine.state}; ${script}`,
      ],
      {
        env: {
          ...process.env,
          MACHINE: machine.root,
          PATH: `${machine.root}/bin`,
          HOME: `${machine.root}/home`,
          NIX_CONFIG:
            'experimental-features = nix-command flakes\nsandbox = false\nbuild-users-group =\nsubstituters =\nflake-registry =',
          PROGRAM: join(import.meta.dirname, '../../nix/auto-upgrade/auto-upgrade'),
          SETTINGS: join(machine.folder, 'settings.json'),
        },
        encoding: 'utf8',
      },
    );

  (isRoot ? test : test.skip)('before anything is fetched: nothing is changed, and it is told', async () => {
    await machine.source.commit({ version: '2' });
    const ended = onSmallDisk(
      `head -c 1M /dev/zero > ${machine.state}/fill || true; "$PROGRAM" --settings "$SETTINGS" run`,
    );
    expect(ended.stderr).toContain('is full or cannot be written');
    expect(ended.status).toBe(22);
    expect(await machine.systems()).toEqual(old);
    expect(await machine.asked()).toEqual([]);
  });

  (isRoot ? test : test.skip)(
    'that fills up during the activation: the old or the new system, and what boots is the same',
    async () => {
      await machine.source.commit({
        version: '2',
        behaviour: `after_test() { head -c 1M /dev/zero > ${machine.state}/fill; }`,
      });
      const ended = onSmallDisk('"$PROGRAM" --settings "$SETTINGS" run');
      expect([0, 19]).toContain(ended.status);
      const { runs, profile, boots } = await machine.systems();
      expect(profile).toBe(runs);
      expect(boots).toBe(runs);
    },
  );
});
