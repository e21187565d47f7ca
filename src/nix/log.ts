import { ownWords, plain } from './message.ts';

/** How far Nix is: finished and expected, of builds and of paths downloaded. */
export type BuildProgress = {
  readonly built: number;
  readonly toBuild: number;
  readonly downloaded: number;
  readonly toDownload: number;
  /** Name of the derivation that was started last, without hash: "openssl-3.4.2". */
  readonly latest: string | null;
};

/** One derivation that did not build, from Nix's own messages. */
export type FailedDerivation = {
  readonly drvPath: string;
  /** 'platform': nobody here can build for its system or features. 'build': its builder, or the check of its output, failed. */
  readonly kind: 'build' | 'platform';
  /** One line. */
  readonly summary: string;
  /** Nix's message. */
  readonly message: string;
  /** The last lines of its log, at most 40, ANSI codes removed. */
  readonly logTail: readonly string[];
};

const LOG_LINES = 40;
const LINE_LENGTH = 1_000;

// Numbers of activity and result types: Nix, src/libutil/logging.hh; unchanged from 2.8 to 2.35.
const ACTIVITY = { copyPaths: 103, builds: 104, build: 105 } as const;
const RESULT = { logLine: 101, progress: 105, postBuildLogLine: 107 } as const;

type Event = {
  readonly action?: string;
  readonly id?: number;
  readonly type?: number;
  readonly level?: number;
  readonly fields?: readonly (string | number)[];
  readonly msg?: string;
  readonly raw_msg?: string;
};

/** Follows one `nix build --log-format internal-json`. */
export type BuildLog = {
  /** Takes one line of stderr. */
  readonly take: (line: string) => void;
  readonly progress: () => BuildProgress;
  /** The failures so far, each derivation once. */
  readonly failures: () => readonly FailedDerivation[];
  /** All error messages so far, as text. */
  readonly errors: () => string;
};

/** A new, empty log; `onProgress` is called whenever a number of it has changed. Lines that are no events of Nix count as error messages. */
export function openBuildLog(onProgress: (progress: BuildProgress) => void): BuildLog {
  const activities = new Map<number, { readonly type: number; readonly drvPath: string | null }>();
  const tails = new Map<string, string[]>();
  const errors: string[] = [];
  let progress: BuildProgress = { built: 0, toBuild: 0, downloaded: 0, toDownload: 0, latest: null };
  const change = (part: Partial<BuildProgress>) => {
    progress = { ...progress, ...part };
    onProgress(progress);
  };

  const started = (event: Event) => {
    const drvPath = event.type === ACTIVITY.build ? String(event.fields?.[0] ?? '') : null;
    activities.set(event.id ?? -1, { type: event.type ?? 0, drvPath });
    if (drvPath !== null) change({ latest: derivationName(drvPath) });
  };
  const result = (event: Event) => {
    const activity = activities.get(event.id ?? -1);
    if (event.type === RESULT.logLine || event.type === RESULT.postBuildLogLine) {
      if (activity?.drvPath != null) append(tails, activity.drvPath, String(event.fields?.[0] ?? ''));
    } else if (event.type === RESULT.progress) {
      const [done = 0, expected = 0] = (event.fields ?? []).map(Number);
      if (activity?.type === ACTIVITY.builds) change({ built: done, toBuild: expected });
      if (activity?.type === ACTIVITY.copyPaths) change({ downloaded: done, toDownload: expected });
    }
  };

  return {
    take: (line) => {
      if (!line.startsWith('@nix ')) {
        if (line.trim() !== '') errors.push(plain(line));
        return;
      }
      const event = eventIn(line);
      if (event === null) return;
      if (event.action === 'start') started(event);
      else if (event.action === 'stop') activities.delete(event.id ?? -1);
      else if (event.action === 'result') result(event);
      else if (event.action === 'msg' && event.level === 0)
        errors.push(plain(event.raw_msg ?? event.msg ?? ''));
    },
    progress: () => progress,
    failures: () => failedDerivations(errors, tails),
    errors: () => errors.join('\n'),
  };
}

/** The event of a line; null for one that a killed Nix has left half written. */
function eventIn(line: string): Event | null {
  try {
    return JSON.parse(line.slice('@nix '.length)) as Event;
  } catch {
    return null;
  }
}

/** The name in a .drv path: "/nix/store/<hash>-openssl-3.4.2.drv" → "openssl-3.4.2". */
export function derivationName(drvPath: string): string {
  return drvPath.replace(/^.*\/[0-9a-z]{32}-/, '').replace(/\.drv$/, '');
}

function append(tails: Map<string, string[]>, drvPath: string, line: string): void {
  const tail = tails.get(drvPath) ?? [];
  tail.push(plain(line).slice(0, LINE_LENGTH));
  if (tail.length > LOG_LINES) tail.shift();
  tails.set(drvPath, tail);
}

/** Messages that name a derivation which did not fail itself. */
const CONSEQUENCE =
  /\d+ dependenc(?:y|ies)(?: of derivation '[^']*')? failed|^\s*(?:error:\s*)?build of '.*\^/;

const PLATFORM =
  /is required to build|platform mismatch|required (?:system|features?):|unable to start any build|local builds are disabled/i;

function failedDerivations(
  errors: readonly string[],
  tails: ReadonlyMap<string, readonly string[]>,
): readonly FailedDerivation[] {
  const failed = new Map<string, FailedDerivation>();
  for (const error of errors) {
    const words = ownWords(error);
    if (CONSEQUENCE.test(words)) continue;
    const drvPath = /\/[^\s']*\/[0-9a-z]{32}-[^\s'"]+?\.drv(?=['"\s,:;^]|$)/.exec(words)?.[0];
    if (drvPath === undefined || failed.has(drvPath)) continue;
    const logTail = tails.get(drvPath) ?? quotedLog(error);
    failed.set(drvPath, {
      drvPath,
      kind: PLATFORM.test(words) ? 'platform' : 'build',
      summary: summaryOf(words, drvPath),
      message: error.trim(),
      logTail,
    });
  }
  return [...failed.values()];
}

/** Log lines as the message itself quotes them ("> …"), for logs that were not streamed. */
function quotedLog(error: string): readonly string[] {
  return error.split('\n').flatMap((line) => /^\s*> (.*)$/.exec(line)?.[1] ?? []);
}

function summaryOf(error: string, drvPath: string): string {
  const name = derivationName(drvPath);
  const required =
    /a '([^']+)'(?: with features \{([^}]*)\})? is required/.exec(error) ??
    /Required system: '([^']+)'(?:\s*with features \{([^}]*)\})?/i.exec(error);
  if (required !== null)
    return `${name} needs a builder for ${required[1]}${required[2] ? ` with ${required[2]}` : ''}`;
  const reason =
    /Reason: (.*?)\.?$/m.exec(error)?.[1] ?? /builder for '[^']*' (failed with [^;,\n]*)/.exec(error)?.[1];
  if (reason !== undefined) return `${name}: ${reason.replace(/\.$/, '')}`;
  const first = error.replace(/^\s*error:\s*/, '').split('\n')[0] ?? '';
  return `${name}: ${first.replaceAll(drvPath, name).replace(/[;:,.]\s*$/, '')}`;
}
