import type { FleetChange } from './fleet.ts';
import { orderVersions } from './order.ts';
import { type Step, stepOf } from './step.ts';

export { advice } from './advice.ts';

/** A class of packages whose changes a fleet's owner wants to see before others. */
export type ImportanceClass = { readonly what: string; readonly names: RegExp };

/**
 * The curated order of importance: what stands higher is told first. What keeps a host booting, reachable and safe comes
 * first, then what holds state that an update can make unreadable, then what serves and what runs other machines. Names are
 * those of nixpkgs' derivations. A package in none of the classes comes after all of them.
 */
export const IMPORTANCE_CLASSES: readonly ImportanceClass[] = [
  {
    what: 'kernel',
    names:
      /^linux(-(zen|lqx|xanmod|hardened|rt|libre|rpi|asahi|cachyos|lts|latest|testing|mainline|t2|surface)[\w.-]*)?$/,
  },
  { what: 'init and service manager', names: /^systemd(-minimal)?$/ },
  { what: 'C library', names: /^(glibc|musl)$/ },
  { what: 'cryptography', names: /^(openssl|libressl|gnutls|libgcrypt|nss|nss-cacert)(-quictls|_[\d_]+)?$/ },
  { what: 'remote login', names: /^openssh([-_].*)?$|^dropbear$/ },
  {
    what: 'boot loader',
    names:
      /^(grub|grub2|lanzaboote-(stub|tool)|lanzatool|limine|refind|syslinux|u-?boot([-_].*)?|shim|efibootmgr)$/,
  },
  { what: 'Nix', names: /^(nix|lix|determinate-nix|nix-daemon)$/ },
  { what: 'privilege', names: /^(sudo|sudo-rs|doas|run0|polkit|linux-pam|pam|shadow)$/ },
  {
    what: 'file systems and disks',
    names:
      /^(zfs-(user|kernel)|zfs|bcachefs-tools|btrfs-progs|e2fsprogs|xfsprogs|lvm2|cryptsetup|mdadm|disko)$/,
  },
  {
    what: 'firmware and microcode',
    names: /^(linux-firmware|microcode-intel|intel-microcode|microcode-amd|amd-ucode|sof-firmware|fwupd)$/,
  },
  {
    what: 'network',
    names:
      /^(networkmanager|dhcpcd|iwd|wpa_supplicant|nftables|iptables|wireguard-tools|tailscale|headscale|zerotierone|openvpn|strongswan|nebula|firewalld)$/i,
  },
  {
    what: 'database',
    names:
      /^(postgresql(-and-plugins|-server)?|mariadb(-server)?|mysql|percona-server|mongodb(-ce)?|redis|valkey|influxdb2?(-server)?|clickhouse|cassandra|couchdb|neo4j|elasticsearch|opensearch|meilisearch|etcd|rabbitmq-server|apache-kafka|nats-server|openldap|389-ds-base)$/,
  },
  {
    what: 'stateful service',
    names:
      /^(nextcloud|gitlab(-ee)?|forgejo(-lts)?|gitea|matrix-synapse|mastodon|homeassistant|home-assistant|keycloak|authentik|vaultwarden|grafana|prometheus|victoriametrics|jellyfin|immich(-server)?|paperless-ngx|minio|vault|openbao|consul|netbox(_[\d_]+)?|wordpress|discourse|hydra|zabbix-server|dovecot|postfix|stalwart-mail|samba|syncthing|unifi-controller)$/i,
  },
  {
    what: 'server',
    names:
      /^(nginx|apache-httpd|haproxy|caddy|traefik|varnish|bind|unbound|knot-dns|dnsmasq|chrony|fail2ban)$/,
  },
  {
    what: 'machines and containers',
    names:
      /^(qemu|libvirt|docker|moby|podman|containerd|runc|crun|k3s|kubernetes|kubelet|incus(-lts)?|lxc|xen)$/,
  },
];

/** The place of a package in the curated order: 0 is the highest, the number of classes where it is in none. */
export function importanceClass(name: string): number {
  const place = IMPORTANCE_CLASSES.findIndex(({ names }) => names.test(name));
  return place < 0 ? IMPORTANCE_CLASSES.length : place;
}

/** How much a step matters: a removal is looked at before a minor step, a patch after all. */
const STEPS: readonly Step[] = ['major', 'removed', 'minor', 'changed', 'added', 'patch', 'rebuilt'];

type Rank = readonly number[];
// Sorting compares each change many times; its rank never changes.
const ranks = new WeakMap<FleetChange, Rank>();

/**
 * Orders changes by what a fleet's owner should read first, for `Array.sort`:
 *  1. what is only rebuilt comes last;
 *  2. the curated classes, in their order, before all other packages;
 *  3. packages that an owner selected before dependencies;
 *  4. of selected ones, downgrades and removals first;
 *  5. majors, removals, minors, changes without order, additions, patches;
 *  6. what happens on more hosts first; then by name, versions, kind and hosts.
 * Total and deterministic: 0 only for changes that say the same.
 */
export function compareImportance(a: FleetChange, b: FleetChange): number {
  const [left, right] = [rankOf(a), rankOf(b)];
  for (let index = 0; index < left.length; index++) {
    if (left[index] !== right[index]) return left[index]! - right[index]!;
  }
  return (
    compareText(a.name, b.name) ||
    orderVersions(a.before ?? '', b.before ?? '') ||
    orderVersions(a.after ?? '', b.after ?? '') ||
    compareText(a.kind, b.kind) ||
    compareText(a.hosts.join('\0'), b.hosts.join('\0')) ||
    compareText(
      JSON.stringify([a.outputs, a.selectedOn, a.size]),
      JSON.stringify([b.outputs, b.selectedOn, b.size]),
    )
  );
}

function rankOf(change: FleetChange): Rank {
  const known = ranks.get(change);
  if (known !== undefined) return known;
  const selected = change.selectedOn.length > 0;
  const standsOut = selected && (change.kind === 'downgraded' || change.kind === 'removed');
  const rank = [
    change.kind === 'rebuilt' ? 1 : 0,
    importanceClass(change.name),
    selected ? 0 : 1,
    standsOut ? 0 : 1,
    STEPS.indexOf(stepOf(change)),
    -change.hosts.length,
  ];
  ranks.set(change, rank);
  return rank;
}

function compareText(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
