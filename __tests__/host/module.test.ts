import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { attempt, must } from './machine/command.ts';

const checkout = resolve(import.meta.dirname, '../..');
const env = {
  ...(process.env as Record<string, string>),
  NIX_CONFIG:
    'experimental-features = nix-command flakes\nsandbox = false\nbuild-users-group =\nsubstituters =\nflake-registry =',
};

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'auto-upgrade-module-'));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

/** What `expression` gives for a host with `services.auto-upgrade = OPTIONS;` and `more` beside it; `e` is the evaluation. */
const evaluation = (options: string, expression: string, more = '') => [
  'nix',
  'eval',
  '--impure',
  '--json',
  '--expr',
  `let e = import ${checkout}/__tests__/host/module/evaluate.nix { configuration = { lib, ... }: {
    imports = [ { networking.hostName = lib.mkDefault "web"; } ]; services.auto-upgrade = { ${options} }; ${more} }; };
   in ${expression}`,
];
// biome-ignore lint/suspicious/noExplicitAny: the shape is what each test asserts
const evaluate = async (options: string, expression: string, more?: string): Promise<any> =>
  JSON.parse(await must(evaluation(options, expression, more), { env }));

const buildProgram = async (): Promise<string> => {
  const expression = `(import ${checkout}/__tests__/host/module/evaluate.nix { configuration = { }; }).config.services.auto-upgrade.package`;
  const built = await must(['nix', 'build', '--impure', '--no-link', '--json', '--expr', expression], {
    env,
  });
  return `${JSON.parse(built)[0].outputs.out}/bin/auto-upgrade`;
};

const enabled = 'enable = true; repository = "https://forge.example/fleet/hosts.git";';
const unguarded = `${enabled} guard.enable = false;`;
const settingsOf = (options: string, more?: string) =>
  evaluate(
    options,
    '(builtins.fromJSON (builtins.readFile (builtins.elemAt (builtins.match ".*--settings ([^ ]+) run" e.config.systemd.services.nixos-upgrade.serviceConfig.ExecStart) 0)))',
    more,
  );

describe('With the guard off', () => {
  test('system.autoUpgrade is the plain wrapper’s, exactly', async () => {
    expect(await evaluate(unguarded, 'e.config.system.autoUpgrade')).toEqual({
      enable: true,
      flake: 'git+https://forge.example/fleet/hosts.git#web',
      flags: ['--refresh', '--flake git+https://forge.example/fleet/hosts.git#web', '--no-update-lock-file'],
      dates: '05:00',
      allowReboot: false,
      operation: 'switch',
      randomizedDelaySec: '0',
      persistent: true,
      rebootWindow: null,
      channel: null,
      fixedRandomDelay: false,
    });
  });

  test('the units are those that NixOS makes of the same settings by itself', async () => {
    const plain = `system.autoUpgrade = { enable = true; flake = "git+https://forge.example/fleet/hosts.git#web";
      flags = [ "--no-update-lock-file" ]; dates = "05:00"; };`;
    const units =
      '{ inherit (e.config.systemd) services timers; inherit (e.config.environment) systemPackages; }';
    expect(await evaluate(unguarded, units)).toEqual(await evaluate('', units, plain));
  });

  test('every option that it has arrives', async () => {
    const options = `${unguarded} ref = "staging"; host = "db"; dates = "Mon 03:00"; randomizedDelaySec = "1h"; persistent = false;
      operation = "boot"; allowReboot = true; rebootWindow = { lower = "01:00"; upper = "05:00"; }; buildOn = "root@builder";
      flags = [ "-L" "it's" "$HOME" ];`;
    expect(await evaluate(options, 'e.config.system.autoUpgrade')).toMatchObject({
      flake: 'git+https://forge.example/fleet/hosts.git?ref=staging#db',
      flags: [
        '--refresh',
        '--flake git+https://forge.example/fleet/hosts.git?ref=staging#db',
        '--no-update-lock-file',
        '-L',
        "'it'\\''s'",
        "'$HOME'",
        '--build-host',
        'root@builder',
      ],
      dates: 'Mon 03:00',
      randomizedDelaySec: '1h',
      persistent: false,
      operation: 'boot',
      allowReboot: true,
      rebootWindow: { lower: '01:00', upper: '05:00' },
    });
  });
});

describe('With the guard on', () => {
  const unit = 'e.config.systemd.services.nixos-upgrade';

  test('ExecStart is ours; all that NixOS set stays as it was, and this is all that is added', async () => {
    const plain = await evaluate(unguarded, unit);
    const guarded = await evaluate(enabled, unit);
    expect(guarded.serviceConfig.ExecStart).toMatch(
      /^\/nix\/store\/\w{32}-auto-upgrade-[\d.]+\/bin\/auto-upgrade --settings \/nix\/store\/\w{32}-auto-upgrade\.json run$/,
    );
    const {
      ExecStart: _ours,
      StateDirectory,
      StateDirectoryMode,
      LoadCredential,
      Restart,
      RestartSec,
      RestartPreventExitStatus,
      TimeoutStartSec,
      TimeoutStopSec,
      ...service
    } = guarded.serviceConfig;
    const { ExecStart: _theirs, ...plainService } = plain.serviceConfig;
    const { StartLimitBurst, StartLimitIntervalSec, ...unitConfig } = guarded.unitConfig;
    expect({ ...guarded, serviceConfig: service, unitConfig, onFailure: [] }).toEqual({
      ...plain,
      serviceConfig: plainService,
    });
    expect({
      StateDirectory,
      StateDirectoryMode,
      LoadCredential,
      Restart,
      RestartSec,
      RestartPreventExitStatus,
      TimeoutStartSec,
      TimeoutStopSec,
      StartLimitBurst,
      StartLimitIntervalSec,
      onFailure: guarded.onFailure,
    }).toMatchInlineSnapshot(`
{
  "LoadCredential": [],
  "Restart": "on-failure",
  "RestartPreventExitStatus": "2 12 13 14 18 19 20 21",
  "RestartSec": "10min",
  "StartLimitBurst": 6,
  "StartLimitIntervalSec": "4h",
  "StateDirectory": "auto-upgrade",
  "StateDirectoryMode": "0700",
  "TimeoutStartSec": "6h",
  "TimeoutStopSec": "20min",
  "onFailure": [
    "nixos-upgrade-failed.service",
  ],
}
`);
  });

  test('the timer is NixOS’s own', async () => {
    const timers = 'e.config.systemd.timers';
    expect(await evaluate(enabled, timers)).toEqual(await evaluate(unguarded, timers));
  });

  test('the program’s settings, for the shortest configuration', async () => {
    expect(await settingsOf(enabled)).toMatchInlineSnapshot(`
{
  "allowReboot": false,
  "buildHost": null,
  "buildLocally": true,
  "credentials": {},
  "dir": "",
  "flags": [],
  "guard": {
    "activationTimeout": 600,
    "allowedSigners": null,
    "deadManMargin": 120,
    "forwardOnly": true,
    "healthCheck": {
      "addresses": [],
      "commands": [],
      "forge": true,
      "settle": 10,
      "timeout": 120,
      "units": [],
    },
    "hold": "/var/lib/auto-upgrade/hold",
    "requireSigned": false,
    "revokedKeys": null,
    "rollback": true,
  },
  "host": "web",
  "knownHosts": null,
  "metrics": {
    "textfileDirectory": null,
  },
  "notify": {
    "command": [],
    "ntfy": null,
    "on": "failure",
    "webhook": null,
  },
  "operation": "switch",
  "paths": {
    "booted": "/run/booted-system",
    "current": "/run/current-system",
    "profile": "/nix/var/nix/profiles/system",
    "state": "/var/lib/auto-upgrade",
  },
  "rebootDelay": 1,
  "rebootWindow": null,
  "ref": "HEAD",
  "report": {
    "api": null,
    "commitStatus": false,
  },
  "repository": "https://forge.example/fleet/hosts.git",
}
`);
  });

  test('what is set on system.autoUpgrade itself counts', async () => {
    const more =
      'system.autoUpgrade = { operation = "boot"; allowReboot = true; rebootWindow = { lower = "23:00"; upper = "02:00"; }; dates = "02:00"; };';
    expect(await settingsOf(enabled, more)).toMatchObject({
      operation: 'boot',
      allowReboot: true,
      rebootWindow: { lower: '23:00', upper: '02:00' },
    });
    expect(
      await evaluate(enabled, 'e.config.systemd.timers.nixos-upgrade.timerConfig.OnCalendar', more),
    ).toEqual(['02:00']);
  });

  test.each([
    [
      'repository and ref',
      'repository = "ssh://git@forge.example/fleet/hosts.git"; ref = "staging"; dir = "nix";',
      'ssh://git@forge.example/fleet/hosts.git',
      'staging',
      'nix',
    ],
    [
      'repository alone',
      'repository = "https://forge.example/a/b";',
      'https://forge.example/a/b',
      'HEAD',
      '',
    ],
    [
      'flake git+https',
      'flake = "git+https://forge.example/a/b.git?ref=main";',
      'https://forge.example/a/b.git',
      'main',
      '',
    ],
    [
      'flake git+ssh',
      'flake = "git+ssh://git@forge.example/a/b.git";',
      'ssh://git@forge.example/a/b.git',
      'HEAD',
      '',
    ],
    [
      'flake github',
      'flake = "github:fleet/hosts/staging";',
      'https://github.com/fleet/hosts.git',
      'staging',
      '',
    ],
  ])('%s', async (_, options, repository, ref, dir) => {
    const settings = settingsOf(`enable = true; ${options}`);
    if (dir === '') expect(await settings).toMatchObject({ repository, ref, dir });
    else await expect(settings).rejects.toThrow('a character that a shell would act upon');
  });

  test('a dir alone is fine', async () => {
    expect(await settingsOf(`${enabled} dir = "nix/hosts";`)).toMatchObject({
      dir: 'nix/hosts',
      ref: 'HEAD',
    });
  });

  test('secrets go by LoadCredential, to the units that need them, and not into the settings’ values', async () => {
    const options = `${enabled} credentials = { deployKeyFile = "/run/secrets/key"; tokenFile = "/run/secrets/token"; netrcFile = "/run/secrets/netrc"; };
      report.commitStatus = true; notify.ntfy = { url = "https://ntfy.example/x"; tokenFile = "/run/secrets/ntfy"; };`;
    expect(
      await evaluate(
        options,
        'map (name: (builtins.getAttr name e.config.systemd.services).serviceConfig.LoadCredential) [ "nixos-upgrade" "nixos-upgrade-failed" ]',
      ),
    ).toEqual([
      [
        'deployKey:/run/secrets/key',
        'token:/run/secrets/token',
        'netrc:/run/secrets/netrc',
        'statusToken:/run/secrets/token',
        'ntfyToken:/run/secrets/ntfy',
      ],
      ['ntfyToken:/run/secrets/ntfy'],
    ]);
  });

  test('signers, revoked keys and host keys become files', async () => {
    const settings = await settingsOf(`${enabled} knownHosts = [ "forge.example ssh-ed25519 AAAA" ];
      guard = { requireSigned = true; allowedSigners = [ "a@b ssh-ed25519 AAAA" "c@d ssh-ed25519 BBBB" ]; revokedKeys = [ "ssh-ed25519 CCCC" ]; };`);
    expect(await readFile(settings.guard.allowedSigners, 'utf8')).toBe(
      'a@b ssh-ed25519 AAAA\nc@d ssh-ed25519 BBBB\n',
    );
    expect(await readFile(settings.guard.revokedKeys, 'utf8')).toBe('ssh-ed25519 CCCC\n');
    expect(await readFile(settings.knownHosts, 'utf8')).toBe('forge.example ssh-ed25519 AAAA\n');
  });

  test('the package runs, with nothing on PATH but its own runtime inputs', async () => {
    const program = await buildProgram();
    expect(await attempt([program, '--help'], { env: {} })).toMatchObject({
      code: 0,
      stdout: expect.stringContaining('Exit codes'),
    });
  });
});

describe('What must not be built is refused, with a sentence', () => {
  test.each([
    ['neither repository nor flake', 'enable = true;', '', 'set either `repository`'],
    ['both', `${enabled} flake = "github:a/b";`, '', 'one of the two'],
    ['no host name', enabled, 'networking.hostName = "";', 'host is empty'],
    [
      'a shell metacharacter',
      'enable = true; repository = "https://forge.example/a;reboot";',
      '',
      'a character that a shell would act upon',
    ],
    [
      'a host in the flake URL',
      'enable = true; flake = "git+https://forge.example/a#web";',
      '',
      "names a host after '#'",
    ],
    [
      'a flake that is no git repository',
      'enable = true; flake = "path:/etc/nixos";',
      '',
      'is no git repository',
    ],
    [
      'a repository that is no URL',
      'enable = true; repository = "forge.example:fleet/hosts";',
      '',
      'is no URL that git fetches',
    ],
    [
      'a channel as well',
      enabled,
      'system.autoUpgrade.channel = "https://channels.example";',
      'Remove the channel',
    ],
    [
      'a window without reboots',
      `${enabled} rebootWindow = { lower = "01:00"; upper = "02:00"; };`,
      '',
      'allowReboot is false',
    ],
    ['signatures without signers', `${enabled} guard.requireSigned = true;`, '', 'allowedSigners is empty'],
    [
      'signatures without the guard',
      `${unguarded} guard.requireSigned = true; guard.allowedSigners = [ "a" ];`,
      '',
      'nothing would verify',
    ],
    [
      'a builder for a host that never builds',
      `${enabled} buildLocally = false; buildOn = "root@b";`,
      '',
      'nothing is built at all',
    ],
    [
      'a status without a token',
      `${enabled} report.commitStatus = true;`,
      '',
      'there is no token to post with',
    ],
    [
      'a secret in the store',
      `${enabled} credentials.tokenFile = "/nix/store/x-token";`,
      '',
      'is in the Nix store',
    ],
  ])('%s', async (_, options, more, message) => {
    const ended = await attempt(evaluation(options, 'e.config.system.autoUpgrade.enable', more), { env });
    expect(ended.code).not.toBe(0);
    expect(ended.stderr.replace(/\s+/g, ' ')).toContain(message);
  });

  test.each([
    ['an unknown option', `${enabled} guard.healthChecks = { };`, 'does not exist'],
    ['a value of another type', `${enabled} flags = "-L";`, 'is not of type'],
    [
      'a time that is none',
      `${enabled} allowReboot = true; rebootWindow = { lower = "1am"; upper = "02:00"; };`,
      'is not of type',
    ],
  ])('%s', async (_, options, message) => {
    const ended = await attempt(evaluation(options, 'builtins.deepSeq e.config.system.autoUpgrade true'), {
      env,
    });
    expect(ended).toMatchObject({ code: 1, stderr: expect.stringContaining(message) });
  });
});

describe('The units, as systemd reads them', () => {
  const value = (given: unknown) => (given === true ? 'true' : given === false ? 'false' : String(given));
  const section = (name: string, values: Record<string, unknown>) => [
    `[${name}]`,
    ...Object.entries(values).flatMap(([key, given]) =>
      (Array.isArray(given) ? given : [given]).map((one) => `${key}=${value(one)}`),
    ),
  ];

  test('systemd-analyze verify has nothing to say, and the calendar is understood', async () => {
    const options = `${enabled} credentials.tokenFile = "/run/secrets/token"; randomizedDelaySec = "45min";`;
    const { services, timers } = await evaluate(options, '{ inherit (e.config.systemd) services timers; }');
    // So that the programs that the units name exist.
    await buildProgram();
    for (const [name, unit] of Object.entries(services) as [
      string,
      Record<string, Record<string, unknown>>,
    ][]) {
      const text = [
        ...section('Unit', {
          Description: unit['description'],
          OnFailure: unit['onFailure'],
          After: unit['after'],
          Wants: unit['wants'],
          ...(unit['unitConfig'] as object),
        }),
        ...section('Service', unit['serviceConfig'] ?? {}),
      ];
      await writeFile(join(folder, `${name}.service`), `${text.join('\n')}\n`);
    }
    await writeFile(
      join(folder, 'nixos-upgrade.timer'),
      `${section('Timer', timers['nixos-upgrade'].timerConfig).join('\n')}\n`,
    );
    const units = ['nixos-upgrade.service', 'nixos-upgrade-failed.service', 'nixos-upgrade.timer'].map(
      (name) => join(folder, name),
    );
    const verified = await attempt(['systemd-analyze', 'verify', '--man=no', ...units], {
      env: { ...env, SYSTEMD_LOG_LEVEL: 'warning' },
    });
    expect(verified.stderr.split('\n').filter((line) => line.includes('nixos-upgrade'))).toEqual([]);
    expect(verified.code).toBe(0);
    expect(
      (await attempt(['systemd-analyze', 'calendar', ...timers['nixos-upgrade'].timerConfig.OnCalendar]))
        .code,
    ).toBe(0);
  });
});
