import { describe, expect, test } from '@jest/globals';
import { renderMarkdown } from '../../src/report/markdown.ts';
import type { Report } from '../../src/report/report.ts';
import {
  changedHost,
  day,
  failure,
  locked,
  nixpkgsUpdated,
  noFlags,
  plainHost,
  report,
} from '../support/reports/parts.ts';
import {
  allBroken,
  evalOnly,
  lockUnchanged,
  mixedFleet,
  oneHost,
  onlyRebuilt,
  twoClosures,
} from '../support/reports.ts';

/** The report without the memory for the next one, which says nothing to a reader. */
function markdown(value: Report, maxBytes: number | null = null): string {
  const text = renderMarkdown(value, { maxBytes, fullReport: null, previousBody: null });
  return text.replace(/\n<!-- .* -->\n$/, '');
}

/** One part of it, by its heading. */
function part(value: Report, heading: string): string {
  return (
    markdown(value)
      .split(/^(?=## |---)/m)
      .find((text) => text.startsWith(heading)) ?? ''
  );
}

describe('whole reports', () => {
  test('one host', () =>
    expect(markdown(oneHost)).toMatchInlineSnapshot(`
"**\`laptop\` changes, a reboot is needed; closure +7.1 MB.**

| Host | State | Packages | Size | Units |
| --- | --- | --: | --: | --- |
| \`laptop\` | changes, **reboot** | 4 | +7.1 MB | 2 restarts, 1 reload |

## What matters

- \`linux 6.12.30 → 6.12.34\`, +1 MB
- \`openssl 3.4.1 → 3.4.2\`
- \`firefox 139.0 → 140.0.4\`, major, +6 MB

<details>
<summary>What a switch does on each host</summary>

- \`laptop\`
  - **a reboot is needed**: kernel, initrd and kernel-modules differ
  - restarted: \`nix-daemon.service\` and \`sshd.service\`
  - reloaded: \`dbus.service\`

</details>

## Inputs

- **\`nixpkgs\`** \`8f3a1c9\` → \`c5d7e9f\`, 2026-06-01 → 2026-06-10 (9 days newer), [compare](https://github.com/NixOS/nixpkgs/compare/8f3a1c9d2e4b5a6978c0d1e2f3a4b5c6d7e8f901...c5d7e9f1a3b5c7d9e1f3a5b7c9d1e3f5a7b9c1d3)

## Packages

\`\`\`diff
@@ selected @@
  firefox 139.0 → 140.0.4 (+6 MB)
@@ dependencies @@
  linux 6.12.30 → 6.12.34 (+1 MB)
  openssl 3.4.1 → 3.4.2
  curl 8.13.0 → 8.14.1
\`\`\`

---

The same on your machine: \`flake-update-diff --base 4f1c2a9be07d3358a6c1d0e9f7b24a6c8d5e3f10 --head HEAD\`\\
Base \`4f1c2a9be07d\`; flake-update-diff \`0.1.0\`, \`nix 2.34.8\`.
"
`));
  test('all broken', () =>
    expect(markdown(allBroken)).toMatchInlineSnapshot(`
"**All 4 hosts break.**

| Host | State | Packages | Size | Units |
| --- | --- | --: | --: | --- |
| \`db1\` | ❌ **breaks** |  |  |  |
| \`mail\` | ❌ **breaks** |  |  |  |
| \`web1\` | ❌ **breaks** |  |  |  |
| \`web2\` | ❌ **breaks** |  |  |  |

## What breaks

Since \`nixpkgs\` \`8f3a1c9\` → \`c5d7e9f\`.

### \`openssl-3.4.2\` does not build

Breaks 4 hosts: \`db1\`, \`mail\`, \`web1\` and \`web2\`.

\`\`\`text
Test Summary Report
-------------------
30-test_evp.t            (Wstat: 256 (exited 1) Tests: 104 Failed: 1)
  Failed test:  71
Result: FAIL
make[1]: *** [Makefile:4043: _tests] Error 1
\`\`\`

## Inputs

- **\`nixpkgs\`** \`8f3a1c9\` → \`c5d7e9f\`, 2026-06-01 → 2026-06-10 (9 days newer), [compare](https://github.com/NixOS/nixpkgs/compare/8f3a1c9d2e4b5a6978c0d1e2f3a4b5c6d7e8f901...c5d7e9f1a3b5c7d9e1f3a5b7c9d1e3f5a7b9c1d3)

---

The same on your machine: \`flake-update-diff --base 4f1c2a9be07d3358a6c1d0e9f7b24a6c8d5e3f10 --head HEAD\`\\
Base \`4f1c2a9be07d\`; flake-update-diff \`0.1.0\`, \`nix 2.34.8\`.
"
`));
  test('nothing but rebuilt', () =>
    expect(markdown(onlyRebuilt)).toMatchInlineSnapshot(`
"**All 3 hosts change, by rebuilds only.**

| Host | State | Packages | Size | Units |
| --- | --- | --: | --: | --- |
| \`db1\` | changes | 4 rebuilt | ±0 | 1 restart |
| \`web1\` | changes | 4 rebuilt | ±0 | 1 restart |
| \`web2\` | changes | 4 rebuilt | ±0 | 1 restart |

<details>
<summary>What a switch does on each host</summary>

- \`db1\`, \`web1\` and \`web2\`
  - restarted: \`sshd.service\`

</details>

## Inputs

- **\`nixpkgs\`** \`8f3a1c9\` → \`c5d7e9f\`, 2026-06-01 → 2026-06-10 (9 days newer), [compare](https://github.com/NixOS/nixpkgs/compare/8f3a1c9d2e4b5a6978c0d1e2f3a4b5c6d7e8f901...c5d7e9f1a3b5c7d9e1f3a5b7c9d1e3f5a7b9c1d3)

## Packages

4 packages only rebuilt, at the same version; the JSON report lists them.

---

The same on your machine: \`flake-update-diff --base 4f1c2a9be07d3358a6c1d0e9f7b24a6c8d5e3f10 --head HEAD\`\\
Base \`4f1c2a9be07d\`; flake-update-diff \`0.1.0\`, \`nix 2.34.8\`.
"
`));
  test('nothing built', () =>
    expect(markdown(evalOnly)).toMatchInlineSnapshot(`
"**1 of 2 hosts changes; derivations compared, nothing built.**

| Host | State | Packages | Size | Units |
| --- | --- | --: | --: | --- |
| \`web1\` | changes | 2 | not built |  |

Unchanged: \`db1\`.

## What matters

- \`openssl 3.4.1 → 3.4.2\` on \`web1\`
- \`nginx 1.28.0 → 1.28.1\` on \`web1\`

## Inputs

- **\`nixpkgs\`** \`8f3a1c9\` → \`c5d7e9f\`, 2026-06-01 → 2026-06-10 (9 days newer), [compare](https://github.com/NixOS/nixpkgs/compare/8f3a1c9d2e4b5a6978c0d1e2f3a4b5c6d7e8f901...c5d7e9f1a3b5c7d9e1f3a5b7c9d1e3f5a7b9c1d3)

## Packages

**On \`web1\`:** 2 upgraded; 1 only rebuilt

\`\`\`diff
@@ dependencies @@
  openssl 3.4.1 → 3.4.2
  nginx 1.28.0 → 1.28.1
\`\`\`

**Not built:**

- \`web1\`: derivations were compared, nothing was built

---

The same on your machine: \`flake-update-diff --base 4f1c2a9be07d3358a6c1d0e9f7b24a6c8d5e3f10 --head HEAD\`\\
Base \`4f1c2a9be07d\`; flake-update-diff \`0.1.0\`, \`nix 2.34.8\`.
"
`));
  test('two closures', () =>
    expect(markdown(twoClosures)).toMatchInlineSnapshot(`
"**5 packages changed, a reboot is needed; closure +1.4 MB.**

| Host | State | Packages | Size | Units |
| --- | --- | --: | --: | --- |
| \`nixos-system-laptop-26.05.2\` | changes, **reboot** | 5 | +1.4 MB |  |

## What matters

- \`linux 6.12.30 → 6.12.34\`, +1 MB
- \`openssl 3.4.1 → 3.4.2\`
- \`tmux 3.5a\`, **removed**, −1 MB

<details>
<summary>What a switch does on each host</summary>

- \`nixos-system-laptop-26.05.2\`
  - **a reboot is needed**: kernel differs

</details>

## Packages

\`\`\`diff
@@ selected @@
- tmux 3.5a (−1 MB)
  vim 9.1.1336 → 9.1.1401
@@ dependencies @@
  linux 6.12.30 → 6.12.34 (+1 MB)
  openssl 3.4.1 → 3.4.2
+ zstd 1.5.7
\`\`\`

---

The same on your machine: \`flake-update-diff diff /nix/store/968bc49z58295297d07c05627c422zzb-nixos-system-laptop-26.05.1 /nix/store/1fc01z13954zbd1ccbaa9a9d7za35z2z-nixos-system-laptop-26.05.2\`\\
\`968bc49z58295297d07c05627c422zzb-nixos-system-laptop-26.05.1\` against \`1fc01z13954zbd1ccbaa9a9d7za35z2z-nixos-system-laptop-26.05.2\`; flake-update-diff \`0.1.0\`, \`nix 2.34.8\`.
"
`));
  test('flake.lock unchanged', () =>
    expect(markdown(lockUnchanged)).toMatchInlineSnapshot(`
"**flake.lock did not change: nothing to update.**

---

The same on your machine: \`flake-update-diff --base 4f1c2a9be07d3358a6c1d0e9f7b24a6c8d5e3f10 --head HEAD\`\\
Base \`4f1c2a9be07d\`; flake-update-diff \`0.1.0\`, \`nix 2.34.8\`.
"
`));
  test('14 hosts in 2 KB', () =>
    expect(markdown(mixedFleet, 2048)).toMatchInlineSnapshot(`
"**9 of 14 hosts change, 1 breaks (\`db1\`), 1 is broken as before (\`attic\`), 1 is fixed (\`build\`), 2 need a reboot, 1 skipped; closure +161 MB.**

*Shortened to fit: 20 package changes, 12 host rows, 6 important changes, 6 switch details, 3 inputs, 3 older error lines, 1 host remark, 1 nested input, 1 unbuilt host left out.*

> [!WARNING]
> - **\`agenix\` comes from another place now:** \`github:ryantm/agenix\` → \`github:ryantn/agenix\`. Merge only if that was intended.

## What breaks

Since \`agenix\` \`9b10b9d\` → \`1a2b3c4\`, \`home-manager\` \`2a3b4c5\` → \`3b4c5d6\`, \`nixpkgs\` \`8f3a1c9\` → \`c5d7e9f\`.

### \`pgvector-0.8.0\` does not build

Breaks \`db1\`.

\`\`\`text
src/hnswutils.c:214:9: error: too few arguments to function ‘HnswInitElement’
make: *** [<builtin>: src/hnswutils.o] Error 1
\`\`\`

Broken before as well: \`Failed assertions: services.atticd need…\` on 1 host.

- Mended: \`hydra-2026-05-01\` on \`build\`

## What matters

- \`linux 6.12.30 → 6.12.34\` on \`desktop\` and \`laptop\`, +1 MB
- \`systemd 257.5 → 257.6\` on 9 of 14 hosts
- \`openssl 3.4.1 → 3.4.2\` on 9 of 14 hosts
- \`openssh 10.0p1 → 10.0p2\` on 9 of 14 hosts
- \`nix 2.28.3 → 2.28.4\` on 9 of 14 hosts
- \`postgresql 15.13 → 16.9\` on \`db2\`, major, +1 MB\\
  **Note:** PostgreSQL 16 cannot read the data of 15: where a server runs on it, migrate with \`pg_upgrade\` or dump and restore before switching, or keep \`services.postgresql.package\` at 15.
- … and 6 more

---

The same on your machine: \`flake-update-diff --base 4f1c2a9be07d3358a6c1d0e9f7b24a6c8d5e3f10 --head HEAD\`\\
Base \`4f1c2a9be07d\`; flake-update-diff \`0.1.0\`, \`nix 2.34.8\`.
"
`));
});

test('each failure once, with its hosts, its log, and since when; what was broken before is apart', () => {
  const value = report(
    [
      plainHost('a', 'newly-broken'),
      plainHost('b', 'newly-broken'),
      plainHost('c', 'still-broken'),
      plainHost('d', 'fixed'),
    ],
    {
      failures: [
        failure({
          hosts: ['a', 'b'],
          logTail: ['```', ...Array.from({ length: 12 }, (_, index) => `line ${index}`)],
        }),
        failure({
          hosts: ['b'],
          stage: 'evaluate',
          drvPath: null,
          summary: 'attribute ‘nginx’ missing',
          message: 'error: attribute ‘nginx’ missing\n  at hosts/b.nix:3:5',
          logTail: [],
        }),
        failure({ hosts: ['c'], side: 'both', logTail: ['FAILED'] }),
        failure({ hosts: ['d'], side: 'before' }),
      ],
    },
  );
  expect(part(value, '## What breaks')).toMatchInlineSnapshot(`
"## What breaks

Since \`nixpkgs\` \`8f3a1c9\` → \`c5d7e9f\`.

### \`nginx-1.28.0\` does not build

Breaks 2 hosts: \`a\` and \`b\`.

\`\`\`text
line 2
line 3
line 4
line 5
line 6
line 7
line 8
line 9
line 10
line 11
\`\`\`

<details>
<summary>3 log lines before that</summary>

\`\`\`\`text
\`\`\`
line 0
line 1
\`\`\`\`

</details>

### \`attribute ‘nginx’ missing\`

Breaks \`b\`.

\`\`\`text
error: attribute ‘nginx’ missing
  at hosts/b.nix:3:5
\`\`\`

<details>
<summary>Broken before as well: 1 host</summary>

\`nginx-1.28.0\`: \`c\`.

\`\`\`text
builder for '/nix/store/z103404d1f5b95d1b1b964024c8z2063-nginx-1.28.0.drv' failed with exit code 2
FAILED
\`\`\`

</details>

- Mended: \`nginx-1.28.0\` on \`d\`

"
`);
});

test('what matters comes by importance, with advice, and says what stands out', () => {
  const value = report([
    changedHost('db', {
      before: 'postgresql-15.4 *pgcli-4 linux-6.1.2:1 *tmux-1 libfoo-1 *vim-8.2:1',
      after: 'postgresql-16.1 *pgcli-3 linux-6.1.3:3000001 libfoo-2 *vim-9.1:1',
    }),
    changedHost('web', { before: 'linux-6.1.2:1 libfoo-1', after: 'linux-6.1.3:3000001 libfoo-2' }),
    plainHost('idle', 'unchanged'),
  ]);
  expect(part(value, '## What matters')).toMatchInlineSnapshot(`
"## What matters

- \`linux 6.1.2 → 6.1.3\` on \`db\` and \`web\`, +3 MB
- \`postgresql 15.4 → 16.1\` on \`db\`, major\\
  **Note:** PostgreSQL 16 cannot read the data of 15: where a server runs on it, migrate with \`pg_upgrade\` or dump and restore before switching, or keep \`services.postgresql.package\` at 15.
- \`pgcli 4 → 3\` on \`db\`, **downgraded**
- \`tmux 1\` on \`db\`, **removed**
- \`vim 8.2 → 9.1\` on \`db\`, major

"
`);
});

test('inputs: updated, older, added, removed, redirected, rehashed, refollowed, nested', () => {
  const value = report([plainHost('web', 'unchanged')], {
    inputs: [
      {
        path: ['added'],
        kind: 'added',
        before: null,
        after: locked({ url: 'github:o/added', lastModified: day(2) }),
      },
      {
        path: ['back'],
        kind: 'updated',
        before: locked({ lastModified: day(4) }),
        after: locked({ revision: '0123456789abcdef', lastModified: day(1) }),
      },
      { path: ['gone'], kind: 'removed', before: locked({ url: 'github:o/gone' }), after: null },
      {
        path: ['moved'],
        kind: 'redirected',
        before: locked({ url: 'github:o/r' }),
        after: locked({ url: 'github:evil/r' }),
      },
      nixpkgsUpdated,
      { path: ['rehashed'], kind: 'rehashed', before: locked(), after: locked({ narHash: 'sha256-other' }) },
      {
        path: ['tar'],
        kind: 'updated',
        before: locked({ revision: null, lastModified: null }),
        after: locked({ revision: null, lastModified: null }),
      },
      {
        path: ['hm', 'nixpkgs'],
        kind: 'refollowed',
        before: locked(),
        after: locked({ follows: ['nixpkgs'] }),
      },
      { path: ['hm', 'utils'], kind: 'refollowed', before: locked({ follows: ['utils'] }), after: locked() },
    ],
  });
  expect(part(value, '## Inputs')).toMatchInlineSnapshot(`
"## Inputs

- **\`added\`** added: \`github:o/added\` at \`8f3a1c9\`, 2026-06-03
- **\`back\`** \`8f3a1c9\` → \`0123456\`, 2026-06-05 → 2026-06-02 (**3 days older**), [compare](https://github.com/NixOS/nixpkgs/compare/8f3a1c9d2e4b5a6978c0d1e2f3a4b5c6d7e8f901...0123456789abcdef)
- **\`gone\`** removed: \`github:o/gone\`
- **\`moved\`** \`8f3a1c9\` as before, 2026-06-01, **from another place**
- **\`nixpkgs\`** \`8f3a1c9\` → \`c5d7e9f\`, 2026-06-01 → 2026-06-10 (9 days newer), [compare](https://github.com/NixOS/nixpkgs/compare/8f3a1c9d2e4b5a6978c0d1e2f3a4b5c6d7e8f901...c5d7e9f1a3b5c7d9e1f3a5b7c9d1e3f5a7b9c1d3)
- **\`rehashed\`** \`8f3a1c9\` **has other content than before**
- **\`tar\`** other content

<details>
<summary>2 inputs of inputs</summary>

- **\`hm/nixpkgs\`** follows \`nixpkgs\` now
- **\`hm/utils\`** no longer follows \`utils\`: \`github:NixOS/nixpkgs/nixos-unstable\` at \`8f3a1c9\`, 2026-06-01

</details>

"
`);
  expect(markdown(value).split('\n\n')[1]).toMatchInlineSnapshot(`
"> [!CAUTION]
> - **The content of \`rehashed\` changed while its revision stayed \`8f3a1c9\`.** That never happens by itself: do not merge before you know why."
`);
  expect(markdown(value).split('\n\n')[2]).toMatchInlineSnapshot(`
"> [!WARNING]
> - **\`moved\` comes from another place now:** \`github:o/r\` → \`github:evil/r\`. Merge only if that was intended."
`);
});

test('packages are told once per set of hosts, largest first, each host’s own ones last, rebuilt ones counted', () => {
  const steps = (name: string, more = ['', '']) =>
    changedHost(name, {
      before: `openssl-1 glibc-2 *vim-8 old-1 ${more[0]}`,
      after: `openssl-2 glibc-2#2 *vim-9 new-1 ${more[1]}`,
      flags: noFlags,
    });
  const hosts = ['a', 'b', 'c', 'd', 'e', 'f'].map((name) => steps(name, [`own${name}-1`, `own${name}-2`]));
  expect(
    part(report([...hosts, steps('g'), plainHost('h', 'unchanged')]), '## Packages'),
  ).toMatchInlineSnapshot(`
"## Packages

**On all 7 hosts that change:** 2 upgraded, 1 added, 1 removed; 1 only rebuilt

\`\`\`diff
@@ selected @@
  vim 8 → 9
@@ dependencies @@
  openssl 1 → 2
- old 1
+ new 1
\`\`\`

**On one host each**

<details>
<summary>6 packages on 6 hosts</summary>

- \`a\`: \`owna 1 → 2\`
- \`b\`: \`ownb 1 → 2\`
- \`c\`: \`ownc 1 → 2\`
- \`d\`: \`ownd 1 → 2\`
- \`e\`: \`owne 1 → 2\`
- \`f\`: \`ownf 1 → 2\`

</details>

"
`);
});

test('hosts: those that break first, then those that a switch does most to; systems only where they differ', () => {
  const value = report([
    changedHost('a', { before: 'x-1', after: 'x-2' }),
    changedHost('b', {
      before: 'x-1',
      after: 'x-2:2500001',
      flags: {
        reboot: ['initrd'],
        units: {
          restarted: ['a.service'],
          reloaded: ['b.service', 'c.service'],
          started: [],
          stopped: ['d.service'],
        },
        removedUsers: ['old'],
        removedGroups: [],
        stateVersion: { before: '23.05', after: '26.05' },
        label: { before: 'one', after: 'two' },
      },
    }),
    changedHost('c', {
      before: 'x-1',
      after: 'x-2',
      system: 'aarch64-linux',
      basis: 'derivation',
      flags: null,
      reason: 'no builder for aarch64-linux here',
    }),
    plainHost('d', 'newly-broken'),
    plainHost('e', 'unchanged'),
    plainHost('f', 'skipped', { reason: 'its name matches .*-minimal' }),
  ]);
  expect(markdown(value).split(/^(?=## )/m)[0]).toMatchInlineSnapshot(`
"**3 of 5 hosts change, 1 breaks (\`d\`), 1 needs a reboot, 1 skipped; closure +2.5 MB.**

| Host | State | Packages | Size | Units | System |
| --- | --- | --: | --: | --- | --- |
| \`d\` | ❌ **breaks** |  |  |  | \`x86_64-linux\` |
| \`b\` | changes, **reboot** | 1 | +2.5 MB | 1 restart, 1 stop, 2 reloads | \`x86_64-linux\` |
| \`a\` | changes | 1 | ±0 |  | \`x86_64-linux\` |
| \`c\` | changes | 1 | not built |  | \`aarch64-linux\` |

Unchanged: \`e\`.\\
Skipped: \`f\` (its name matches \`.*-minimal\`).

**Look at these hosts:**

- \`b\`
  - removes the user \`old\`
  - **system.stateVersion changes** from \`23.05\` to \`26.05\`: it should stay at what the host was installed with

<details>
<summary>What a switch does on each host</summary>

- \`b\`
  - **a reboot is needed**: initrd differs
  - restarted: \`a.service\`
  - stopped: \`d.service\`
  - reloaded: \`b.service\` and \`c.service\`
  - label: \`one\` → \`two\`

</details>

"
`);
});

test('of many hosts the first rows are seen, the others are folded', () => {
  const text = markdown(
    report(
      Array.from({ length: 40 }, (_, index) => changedHost(`h${index}`, { before: 'x-1', after: 'x-2' })),
    ),
  );
  expect(text.split('<details>')[0]!.match(/^\| `h/gm)).toHaveLength(16);
  expect(text).toContain('<summary>24 more hosts</summary>');
});
