import type { FleetChange } from './fleet.ts';
import { stepOf } from './step.ts';

/** A piece of advice for a package: when it holds, and what it says. Plain text, without markup. */
type Advice = {
  readonly names: RegExp;
  /** How many leading numbers of a version make a major one: PostgreSQL 15, MariaDB 10.11. */
  readonly majorParts: 1 | 2;
  readonly upgrade: (from: string, to: string) => string;
};

const ADVICE: readonly Advice[] = [
  {
    // postgresql.org/docs/current/upgrading.html; majors below 10 have two numbers.
    names: /^postgresql(-and-plugins|-server)?$/,
    majorParts: 1,
    upgrade: (from, to) =>
      `PostgreSQL ${to} cannot read the data of ${from}: where a server runs on it, migrate with pg_upgrade or dump and restore before switching, or keep services.postgresql.package at ${from}.`,
  },
  {
    // mariadb.com/kb/en/upgrading: the system tables are upgraded by a program of its own.
    names: /^(mariadb(-server)?|mysql|percona-server)$/,
    majorParts: 2,
    upgrade: (from, to) =>
      `From ${from} to ${to} the system tables must be upgraded: back up before switching, run mariadb-upgrade (or mysql_upgrade) afterwards; there is no way back.`,
  },
  {
    // mongodb.com/docs/manual/release-notes: one major at a time, feature compatibility version first.
    names: /^mongodb(-ce)?$/,
    majorParts: 1,
    upgrade: (from, to) =>
      `MongoDB goes from one major version to the next only, and featureCompatibilityVersion must be ${from} before ${to} starts.`,
  },
  {
    // docs.nextcloud.com, "Upgrade": a major cannot be skipped.
    names: /^nextcloud$/,
    majorParts: 1,
    upgrade: (from, to) =>
      `Nextcloud ${from} goes to ${Number(from) + 1} and to no later version in one step${Number(to) === Number(from) + 1 ? '' : `, and this skips to ${to}`}; back up its database and data folder before switching.`,
  },
  {
    // docs.gitlab.com/update/upgrade_paths
    names: /^gitlab(-ee)?$/,
    majorParts: 1,
    upgrade: (from, to) =>
      `GitLab ${from} to ${to} has required stops on its upgrade path: see that none is skipped and that background migrations are done.`,
  },
  {
    // Both read indices of the previous major only.
    names: /^(elasticsearch|opensearch)$/,
    majorParts: 1,
    upgrade: (from, to) =>
      `Version ${to} reads indices of the major version before it only: reindex older ones on ${from} first, and take a snapshot.`,
  },
  {
    names: /^influxdb2?(-server)?$/,
    majorParts: 1,
    upgrade: (from, to) =>
      `InfluxDB ${to} does not read the data of ${from}: it must be converted, see influxd upgrade.`,
  },
  {
    // openzfs.github.io: feature flags that an older version does not know make a pool unreadable for it.
    names: /^(zfs|zfs-user|zfs-kernel)$/,
    majorParts: 2,
    upgrade: () =>
      'Do not run zpool upgrade until every generation that you may have to boot again has the new version of ZFS.',
  },
];

/** Services that migrate their own state at the first start of a new version. */
const MIGRATES =
  /^(forgejo(-lts)?|gitea|matrix-synapse|mastodon|homeassistant|home-assistant|keycloak|authentik|vaultwarden|grafana|jellyfin|immich(-server)?|paperless-ngx|netbox(_[\d_]+)?|discourse|zabbix-server|stalwart-mail|redis|valkey|etcd|rabbitmq-server|clickhouse|meilisearch|unifi-controller)$/;

/**
 * What to do before a change is switched to, where experience says that something is to be done: a major version of a
 * database or another service whose state goes with its version, or a downgrade of one. Null for everything else. One or two
 * sentences of plain text. Whether the host runs the service, or only has its client, is not known: it says "where" it matters.
 */
export function advice(change: FleetChange): string | null {
  const special = ADVICE.find(({ names }) => names.test(change.name));
  if (special === undefined && !MIGRATES.test(change.name)) return null;
  if (change.before === null || change.after === null) return null;
  const parts = special === undefined ? 1 : partsOf(special, change.before);
  const [from, to] = [majorOf(change.before, parts), majorOf(change.after, parts)];
  if (from === null || to === null) return null;
  if (change.kind === 'downgraded' && (special === undefined || from !== to)) {
    return `An older version may not read what ${change.before} has written: restore a backup, or keep ${change.before}.`;
  }
  if (change.kind !== 'upgraded') return null;
  if (special !== undefined) return from === to ? null : special.upgrade(from, to);
  return stepOf(change) === 'major'
    ? `It migrates its state at the first start of ${change.after}, and ${change.before} may not read it afterwards: back up before switching.`
    : null;
}

function partsOf({ names, majorParts }: Advice, version: string): number {
  // PostgreSQL 9.5 and 9.6 are major versions.
  const old = names.test('postgresql') && /^\d\./.test(version);
  return old ? 2 : majorParts;
}

/** The leading numbers of a version: 15.4 → "15", 10.11.6 → "10.11" for two. */
function majorOf(version: string, parts: number): string | null {
  const numbers = /^\d+(\.\d+)*/.exec(version)?.[0].split('.');
  return numbers === undefined ? null : numbers.slice(0, parts).join('.');
}
