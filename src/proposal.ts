import { posix } from 'node:path';
import type { CommitStatus } from './forge/forge.ts';
import { fillIn } from './input-values.ts';
import type { Inputs } from './inputs.ts';
import type { Proposal } from './publish.ts';
import type { HostReport, Report } from './report/report.ts';

/** What the engine gave for one flake of the repository. */
export type FlakeUpdate = {
  /** '.' at the top. */
  readonly flakeDir: string;
  /** 0 something to review, 2 flake.lock did not change, 3 it changed and no host differs. */
  readonly exitCode: 0 | 2 | 3;
  readonly report: Report;
  readonly newLock: string | null;
};

/** One input that moved, by its name and its revisions; null where there is none. */
export type MovedInput = {
  readonly name: string;
  readonly before: string | null;
  readonly after: string | null;
};

/** The updates of all flakes, summed up. Host names carry their flake's folder where there are several flakes. */
export type Summary = {
  readonly exitCode: 0 | 2 | 3;
  /** Hosts that change: new, removed and mended ones are among them. */
  readonly changed: readonly string[];
  readonly unchanged: readonly string[];
  /** Hosts that the update breaks. */
  readonly broken: readonly string[];
  readonly inputs: readonly MovedInput[];
};

/** Sums up the updates of one or several flakes. */
export function summarise(updates: readonly FlakeUpdate[]): Summary {
  const named = (flakeDir: string, name: string) => (updates.length === 1 ? name : `${flakeDir}: ${name}`);
  const inState = (...states: readonly HostReport['state'][]) =>
    updates.flatMap(({ flakeDir, report }) =>
      report.hosts.filter(({ state }) => states.includes(state)).map(({ name }) => named(flakeDir, name)),
    );
  const codes = updates.map(({ exitCode }) => exitCode);
  return {
    exitCode: codes.includes(0) ? 0 : codes.includes(3) ? 3 : 2,
    changed: inState('changed', 'new', 'removed', 'fixed'),
    unchanged: inState('unchanged'),
    broken: inState('newly-broken'),
    inputs: updates.flatMap(({ flakeDir, report }) =>
      report.inputs.map(({ path, before, after }) => ({
        name: named(flakeDir, path.join('/')),
        before: before?.revision ?? null,
        after: after?.revision ?? null,
      })),
    ),
  };
}

type Circumstances = {
  readonly baseRevision: string;
  /** "2026-07-01". */
  readonly date: string;
  /** Page of the run, for the status; null where it is not known. */
  readonly runUrl: string | null;
  /** The report of all flakes within so many bytes, given the text that the pull request has now. */
  readonly render: (maxBytes: number, previousBody: string | null) => string;
};

/** Decides what is proposed, and writes its texts. */
export function propose(
  updates: readonly FlakeUpdate[],
  inputs: Inputs,
  circumstances: Circumstances,
): Proposal {
  const summary = summarise(updates);
  const { exitCode, broken } = summary;
  const base = circumstances.baseRevision.slice(0, 12);
  if (exitCode === 2) {
    return { kind: 'close', reason: `Nothing to update: ${base} has the newest inputs already.` };
  }
  if (exitCode === 3 && inputs.whenNoHostChanges === 'skip') {
    return {
      kind: 'close',
      reason: `Nothing to review: an update of ${base} changes the lock file and no host.`,
    };
  }
  if (broken.length > 0 && inputs.whenBroken !== 'open') {
    const hosts = broken.join(', ');
    return {
      kind: 'leave',
      reason: `The update breaks ${hosts}; nothing is proposed (when-broken: ${inputs.whenBroken}).`,
    };
  }
  const words = wordsOf(summary, circumstances.date);
  const oneLine = (text: string) =>
    cutBytes(
      fillIn(text, { ...words, report: '' })
        .replaceAll('\n', ' ')
        .trim(),
      250,
    );
  return {
    kind: 'open',
    baseRevision: circumstances.baseRevision,
    lockFiles: updates.flatMap(({ flakeDir, newLock, exitCode: code }) =>
      newLock === null || code === 2 ? [] : [{ path: posix.join(flakeDir, 'flake.lock'), content: newLock }],
    ),
    commitMessage: fillIn(inputs.commitMessage, { ...words, report: '' }),
    title: oneLine(inputs.title),
    body: (previousBody) => {
      const around = fillIn(inputs.body, { ...words, report: '' });
      const report = circumstances.render(
        inputs.maxBodyBytes - Buffer.byteLength(around) - MARKER_BYTES,
        previousBody,
      );
      return fillIn(inputs.body, { ...words, report });
    },
    draft: inputs.draft === 'always' || (inputs.draft === 'when-broken' && broken.length > 0),
    status: statusOf(summary, circumstances.runUrl),
  };
}

/** Room for the invisible line that the publishing side adds, with a branch name of the usual 255 bytes. */
const MARKER_BYTES = 300;

function wordsOf({ changed, broken, inputs }: Summary, date: string): Readonly<Record<string, string>> {
  const top = inputs.filter(({ name }) => !name.includes('/'));
  const names = (top.length > 0 ? top : inputs).map(({ name }) => name);
  const shown = names.slice(0, 4).join(', ');
  return {
    inputs:
      names.length === 0 ? 'flake.lock' : names.length > 4 ? `${shown} and ${names.length - 4} more` : shown,
    date,
    changed: String(changed.length),
    broken: String(broken.length),
  };
}

function statusOf({ changed, unchanged, broken }: Summary, runUrl: string | null): CommitStatus {
  const hosts = (count: number) => `${count} ${count === 1 ? 'host' : 'hosts'}`;
  const counts = `${hosts(changed.length)} changed, ${unchanged.length} unchanged`;
  const text =
    broken.length > 0 ? `${hosts(broken.length)} newly broken (${broken.join(', ')}), ${counts}` : counts;
  return {
    state: broken.length > 0 ? 'failure' : 'success',
    context: 'flake-update-diff',
    description: text.length > 140 ? `${text.slice(0, 139)}…` : text,
    targetUrl: runUrl,
  };
}

/** Forges cut titles at 255 bytes; this cuts between characters. */
function cutBytes(text: string, most: number): string {
  if (Buffer.byteLength(text) <= most) return text;
  let cut = '';
  for (const character of text) {
    if (Buffer.byteLength(cut + character) > most - 3) break;
    cut += character;
  }
  return `${cut}…`;
}
