import { describe, expect, test } from '@jest/globals';
import { configurationRule } from '../../src/diff/configuration.ts';

const words = (text: string) => text.trim().split(/\s+/);

describe('what NixOS generates for a host is configuration', () => {
  test.each([
    ['toplevel', 'nixos-system-web1-25.05.20250610.abc1234 nixos-system-db-24.11pre-git'],
    [
      'unit',
      'unit-sshd.service unit-getty-.service unit-sshd-.service unit-a.timer unit-b.mount unit-foo.service-disabled unit-nginx.service.d',
    ],
    ['unit script', 'unit-script-nginx-pre-start unit-script-foo-start'],
    ['restart and reload triggers', 'X-Restart-Triggers-sshd X-Reload-Triggers-nginx'],
    ['unit trees', 'system-units user-units initrd-units system-generators system-shutdown'],
    ['/etc', 'etc etc-os-release etc-nix.conf etc-hostname'],
    ['initrd', 'initrd-linux-6.6.8 linux-6.6.8-modules-shrunk extra-utils stage-1-init.sh stage-2-init.sh'],
    ['kernel module tree', 'kernel-modules'],
    ['activation', 'activate dry-activate set-environment local-cmds'],
    ['users', 'users-groups.json user-environment'],
    [
      'trees of links',
      'system-path home-manager-path home-manager-files firmware udev-rules hwdb.bin dbus-1 security-wrapper-sudo',
    ],
    ['boot loader', 'boot.json install-grub.sh install-systemd-boot.sh'],
    ['NixOS manual', 'nixos-manual-html nixos-configuration-reference-manpage options-json'],
    ['Home Manager', 'hm_fontconfig'],
    ['source tree', 'source foo-1.0-source'],
    ['source archive or patch', 'hello-2.12.tar.gz CVE-2026-3184.patch CVE-2026-3184 fix.diff'],
    ['vendored dependencies', 'ripgrep-14.1-vendor hugo-0.120-go-modules'],
    ['generated file', 'nginx.conf sshd.conf-final 10-dhcp.rules config.toml wpa.json start.sh foo.service'],
    ['generated script', 'foo-pre-start nginx-reload my-config'],
  ])('%s', (what, names) => {
    expect(words(names).map((name) => `${name}: ${configurationRule(name)?.what}`)).toEqual(
      words(names).map((name) => `${name}: ${what}`),
    );
  });
});

test('packages are packages', () => {
  const packages = words(`
    linux-6.6.8 linux-6.6.8-modules glibc-2.38-44-bin openssl-3.0.13 systemd-255.2 systemd-minimal-255.2 etcd-3.5.10 units-2.22
    unit-1.32 source-highlight-3.1.9 initool-0.1 pkg-config-0.29.2 fontconfig-2.15.0 dbus-1.14.10 firmware-updater-1.0
    discord.py-2.3.2 jq-1.7.1 my-deployed-app system-config-printer-1.5.18 home-manager-0-unstable-2025-01-02
    nixos-rebuild nixos-option activate-linux-1.1 users-1.0 start-1.0 patch-2.7.6 python3-3.12.1-env
  `);
  expect(packages.filter((name) => configurationRule(name) !== null)).toEqual([]);
});
