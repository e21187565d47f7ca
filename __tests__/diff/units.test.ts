import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { mountUnit } from '../../src/diff/mounts.ts';
import { unitChanges } from '../../src/diff/units.ts';
import { readToplevel } from '../../src/nix/toplevel.ts';
import { type Layout, units, writeToplevel } from './toplevels.ts';

let folder = '';
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'unit-trees-'));
});
afterAll(() => rmSync(folder, { recursive: true }));

/** What a switch does, as "restarted: a.service b.service", from unit trees that are really on disk. */
function acts(before: Layout, after: Layout): readonly string[] {
  const changes = unitChanges(
    readToplevel(writeToplevel(folder, before)),
    readToplevel(writeToplevel(folder, after)),
  );
  return Object.entries(changes)
    .filter(([, names]) => names.length > 0)
    .map(([action, names]) => `${action}: ${names.join(' ')}`);
}

const OLD = '[Service] ExecStart=/old';
const NEW = '[Service] ExecStart=/new';

type Case = readonly [
  what: string,
  before: Record<string, string>,
  after: Record<string, string>,
  actions: readonly string[],
];

describe('a changed service', () => {
  const cases: readonly Case[] = [
    ['is restarted', { 'a.service': OLD }, { 'a.service': NEW }, ['restarted: a.service']],
    ['that is the same is left alone', { 'a.service': OLD }, { 'a.service': OLD }, []],
    [
      'whose text differs only in what no parser sees is left alone',
      { 'a.service': OLD },
      { 'a.service': `# remark\n${OLD}` },
      [],
    ],
    [
      'whose [Install] differs is left alone',
      { 'a.service': OLD },
      { 'a.service': `${OLD}[Install] WantedBy=x.target` },
      [],
    ],
    [
      'whose restart triggers differ is restarted',
      { 'a.service': `[Unit] X-Restart-Triggers=/1${OLD}` },
      { 'a.service': `[Unit] X-Restart-Triggers=/2${OLD}` },
      ['restarted: a.service'],
    ],
    [
      'whose reload triggers differ is reloaded',
      { 'a.service': `[Unit] X-Reload-Triggers=/1${OLD}` },
      { 'a.service': `[Unit] X-Reload-Triggers=/2${OLD}` },
      ['reloaded: a.service'],
    ],
    [
      'that gets reload triggers is reloaded',
      { 'a.service': OLD },
      { 'a.service': `[Unit] X-Reload-Triggers=/2${OLD}` },
      ['reloaded: a.service'],
    ],
    [
      'that loses reload triggers is left alone',
      { 'a.service': `[Unit] X-Reload-Triggers=/1${OLD}` },
      { 'a.service': OLD },
      [],
    ],
    [
      'whose reload triggers and command differ is restarted',
      { 'a.service': `[Unit] X-Reload-Triggers=/1${OLD}` },
      { 'a.service': `[Unit] X-Reload-Triggers=/2${NEW}` },
      ['restarted: a.service'],
    ],
    [
      'whose description differs is left alone',
      { 'a.service': `[Unit] Description=1${OLD}` },
      { 'a.service': `[Unit] Description=2${OLD}` },
      [],
    ],
    [
      'whose order differs is restarted',
      { 'a.service': `[Unit] After=b${OLD}` },
      { 'a.service': `[Unit] After=c${OLD}` },
      ['restarted: a.service'],
    ],
    [
      'with a new section is restarted',
      { 'a.service': OLD },
      { 'a.service': `${OLD}[Slice] MemoryMax=1` },
      ['restarted: a.service'],
    ],
    [
      'that asks to be reloaded is reloaded',
      { 'a.service': `${OLD}; X-ReloadIfChanged=true` },
      { 'a.service': `${NEW}; X-ReloadIfChanged=true` },
      ['reloaded: a.service'],
    ],
    [
      'that asks to be left alone is',
      { 'a.service': OLD },
      { 'a.service': `${NEW}; X-RestartIfChanged=false` },
      [],
    ],
    [
      'is left alone only where the new one asks for it',
      { 'a.service': `${OLD}; X-RestartIfChanged=false` },
      { 'a.service': NEW },
      ['restarted: a.service'],
    ],
    [
      'that refuses to be stopped by hand is left alone',
      { 'a.service': OLD },
      { 'a.service': `[Unit] RefuseManualStop=yes${NEW}` },
      [],
    ],
    [
      'that is started by hand only is left alone',
      { 'a.service': OLD },
      { 'a.service': `[Unit] X-OnlyManualStart=1${NEW}` },
      [],
    ],
    [
      'that is not to be stopped first is restarted',
      { 'a.service': OLD },
      { 'a.service': `${NEW}; X-StopIfChanged=false` },
      ['restarted: a.service'],
    ],
    [
      'with a socket is restarted with it',
      { 'a.service': OLD, 'a.socket': '[Socket] ListenStream=1' },
      { 'a.service': NEW, 'a.socket': '[Socket] ListenStream=1' },
      ['restarted: a.service a.socket'],
    ],
    [
      'with a socket, not to be stopped first, is restarted alone',
      { 'a.service': OLD, 'a.socket': '[Socket] ListenStream=1' },
      { 'a.service': `${NEW}; X-StopIfChanged=false`, 'a.socket': '[Socket] ListenStream=1' },
      ['restarted: a.service'],
    ],
    [
      'with named sockets is restarted with those',
      { 'a.service': OLD, 'x.socket': '[Socket] Service=a.service' },
      { 'a.service': `${NEW}; Sockets=x.socket`, 'x.socket': '[Socket] Service=a.service' },
      ['restarted: a.service x.socket'],
    ],
    [
      'that a socket starts is restarted',
      { 'a.service': `idle${OLD}`, 'a.socket': '[Socket] ListenStream=1' },
      { 'a.service': `idle${NEW}`, 'a.socket': '[Socket] ListenStream=1' },
      ['restarted: a.service a.socket'],
    ],
    ['that nothing starts is left alone', { 'a.service': `idle${OLD}` }, { 'a.service': `idle${NEW}` }, []],
    [
      'that is done after a boot is left alone',
      { 'a.service': `${OLD}; Type=oneshot` },
      { 'a.service': `${NEW}; Type=oneshot` },
      [],
    ],
    [
      'that remains after it is done is restarted',
      { 'a.service': `${OLD}; Type=oneshot; RemainAfterExit=yes` },
      { 'a.service': `${NEW}; Type=oneshot; RemainAfterExit=yes` },
      ['restarted: a.service'],
    ],
    [
      'of a timer is left alone',
      { 'a.service': `idle${OLD}`, 'a.timer': '[Timer] OnCalendar=daily' },
      { 'a.service': `idle${NEW}`, 'a.timer': '[Timer] OnCalendar=daily' },
      [],
    ],
  ];
  test.each(cases)('%s', (_, before, after, actions) => {
    expect(acts(units(before), units(after))).toEqual(actions);
  });
});

describe('other kinds of units', () => {
  const cases: readonly Case[] = [
    [
      'a changed timer is restarted',
      { 'a.timer': '[Timer] OnCalendar=daily' },
      { 'a.timer': '[Timer] OnCalendar=weekly' },
      ['restarted: a.timer'],
    ],
    [
      'a changed socket is left alone',
      { 'a.socket': '[Socket] ListenStream=1' },
      { 'a.socket': '[Socket] ListenStream=2' },
      [],
    ],
    [
      'a changed path is left alone',
      { 'a.path': '[Path] PathExists=/a' },
      { 'a.path': '[Path] PathExists=/b' },
      [],
    ],
    [
      'a changed slice is left alone',
      { 'a.slice': '[Slice] CPUWeight=1' },
      { 'a.slice': '[Slice] CPUWeight=2' },
      [],
    ],
    [
      'a changed target is left alone',
      { 'a.target': '[Unit] After=a' },
      { 'a.target': '[Unit] After=b' },
      [],
    ],
    [
      'a mount whose options change is reloaded',
      { 'a.mount': '[Mount] What=x; Options=ro' },
      { 'a.mount': '[Mount] What=x; Options=rw' },
      ['reloaded: a.mount'],
    ],
    [
      'a mount of something else is restarted',
      { 'a.mount': '[Mount] What=x' },
      { 'a.mount': '[Mount] What=y' },
      ['restarted: a.mount'],
    ],
    [
      '/ and /nix are only reloaded',
      { '-.mount': '[Mount] What=x', 'nix.mount': '[Mount] What=x' },
      { '-.mount': '[Mount] What=y', 'nix.mount': '[Mount] What=y' },
      ['reloaded: -.mount nix.mount'],
    ],
  ];
  test.each(cases)('%s', (_, before, after, actions) => {
    expect(acts(units(before), units(after))).toEqual(actions);
  });
});

describe('units that come and go', () => {
  const cases: readonly Case[] = [
    [
      'one that comes is started',
      {},
      { 'a.service': NEW, 'a.timer': '[Timer] OnCalendar=daily' },
      ['started: a.service a.timer'],
    ],
    ['one that comes and that nothing wants is not', {}, { 'a.service': `idle${NEW}` }, []],
    [
      'one that is wanted now is started',
      { 'a.service': `idle${OLD}` },
      { 'a.service': OLD },
      ['started: a.service'],
    ],
    ['one that is wanted no more keeps running', { 'a.service': OLD }, { 'a.service': `idle${OLD}` }, []],
    [
      'one that goes is stopped',
      { 'a.service': OLD, 'a.socket': '[Socket] ListenStream=1' },
      {},
      ['stopped: a.service a.socket'],
    ],
    [
      'one that goes and asks to stay is left alone',
      { 'a.service': `[Unit] X-StopOnRemoval=no${OLD}` },
      {},
      [],
    ],
    [
      'one that is switched off is stopped',
      { 'a.service': OLD },
      { 'a.service': '→/dev/null' },
      ['stopped: a.service'],
    ],
    [
      'one that is switched on is started',
      { 'a.service': '→/dev/null' },
      { 'a.service': NEW },
      ['started: a.service'],
    ],
    [
      'one that another one pulls in is started',
      { 'a.target': '[Unit] After=x' },
      {
        'a.target': '[Unit] Wants=b.service c.service',
        'b.service': `idle${NEW}`,
        'c.service': `idle${NEW}`,
      },
      ['started: b.service c.service'],
    ],
  ];
  test.each(cases)('%s', (_, before, after, actions) => {
    expect(acts(units(before), units(after))).toEqual(actions);
  });
});

describe('templates, drop-ins and aliases', () => {
  const getty = (text: string, more: Layout = {}): Layout => ({
    ...units({ 'getty@.service': `idle${text}` }),
    'etc/systemd/system/getty.target.wants/getty@tty1.service': '→../getty@.service',
    'etc/systemd/system/multi-user.target.wants/getty.target': '→../getty.target',
    ...more,
  });

  test('a changed template restarts its instances, and never itself', () => {
    expect(acts(getty(OLD), getty(NEW))).toEqual(['restarted: getty@tty1.service']);
  });

  test('a drop-in of a template or of one instance counts', () => {
    const dropIn = (owner: string): Layout => ({
      [`etc/systemd/system/${owner}.d/overrides.conf`]: '[Service]\nNice=5\n',
    });
    expect(acts(getty(OLD), getty(OLD, dropIn('getty@.service')))).toEqual(['restarted: getty@tty1.service']);
    expect(acts(getty(OLD), getty(OLD, dropIn('getty@tty1.service')))).toEqual([
      'restarted: getty@tty1.service',
    ]);
    expect(acts(getty(OLD), getty(OLD, dropIn('getty@tty2.service')))).toEqual([]);
  });

  test('a drop-in can take back what the unit says', () => {
    const base = units({ 'a.service': `${OLD}; Environment=A=1` });
    const emptied = { ...base, 'etc/systemd/system/a.service.d/x.conf': '[Service]\nEnvironment=\n' };
    expect(acts(base, emptied)).toEqual(['restarted: a.service']);
    const left = {
      ...base,
      'etc/systemd/system/a.service.d/x.conf': '[Service]\nX-RestartIfChanged=false\n',
    };
    expect(acts(base, left)).toEqual([]);
  });

  test('drop-ins are read in the order of their names', () => {
    const two = (first: string, second: string): Layout => ({
      ...units({ 'a.service': OLD }),
      'etc/systemd/system/a.service.d/10-a.conf': `[Service]\n${first}\n`,
      'etc/systemd/system/a.service.d/20-b.conf': `[Service]\n${second}\n`,
    });
    expect(acts(two('Nice=', 'Nice=5'), two('Nice=9\nNice=', 'Nice=5'))).toEqual([]);
    expect(acts(two('Nice=5', 'Nice='), two('Nice=', 'Nice=5'))).toEqual(['restarted: a.service']);
  });

  test('an alias is its unit, told once and under its own name', () => {
    const bus = (text: string): Layout => ({
      ...units({ 'dbus-broker.service': `idle${text}` }),
      'etc/systemd/system/dbus.service': '→dbus-broker.service',
      'etc/systemd/system/multi-user.target.wants/dbus.service': '→../dbus.service',
    });
    expect(acts(bus(OLD), bus(NEW))).toEqual(['restarted: dbus-broker.service']);
  });

  test('default.target leads to what it is a link to, and targets to each other', () => {
    const graphical = (text: string): Layout => ({
      'etc/systemd/system/default.target': '→kiosk.target',
      ...units({ 'kiosk.target': 'idle[Unit] Wants=display.service', 'display.service': `idle${text}` }),
    });
    expect(acts(graphical(OLD), graphical(NEW))).toEqual(['restarted: display.service']);
  });

  test('units that want each other do not go round for ever', () => {
    const circle = (text: string) =>
      units({
        'a.service': `[Unit] Wants=b.service${text}`,
        'b.service': `idle[Unit] Requires=a.service${text}`,
      });
    expect(acts(circle(OLD), circle(NEW))).toEqual(['restarted: a.service b.service']);
  });
});

describe('file systems', () => {
  test.each([
    ['one that is the same', '/dev/a /srv ext4 rw', '/dev/a  /srv ext4 rw', []],
    ['other options', '/dev/a /srv ext4 rw', '/dev/a /srv ext4 ro', ['reloaded: srv.mount']],
    ['another device', '/dev/a /srv ext4 rw', '/dev/b /srv ext4 rw', ['restarted: srv.mount']],
    ['another device of /', '/dev/a / ext4 rw', '/dev/b / ext4 rw', []],
    ['one that goes', '/dev/a /srv ext4 rw', '', ['stopped: srv.mount']],
    ['one that comes', '', '/dev/a /srv/data ext4 rw', ['started: srv-data.mount']],
    ['one that comes and is mounted by hand', '', '/dev/a /srv ext4 rw,noauto', []],
    ['swap', '/dev/a none swap', '', []],
    ['remarks', '# /dev/a /srv ext4 rw', '', []],
  ])('%s', (_, before, after, actions) => {
    expect(acts({ 'etc/fstab': before }, { 'etc/fstab': after })).toEqual(actions);
  });

  test.each([
    ['/', '-.mount'],
    ['/srv/data', 'srv-data.mount'],
    ['//srv//data/', 'srv-data.mount'],
    ['/my-disk', 'my\\x2ddisk.mount'],
    ['/with\\040blank', 'with\\x20blank.mount'],
    ['/.hidden/.x', '\\x2ehidden-.x.mount'],
    ['/ü', '\\xc3\\xbc.mount'],
  ])('%s is %s', (point, unit) => {
    expect(mountUnit(point)).toBe(unit);
  });
});
