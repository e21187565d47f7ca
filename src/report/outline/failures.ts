import type { Failure, Report } from '../report.ts';

/** A failure as it is told: with a name, and the lines that explain it. */
export type ToldFailure = {
  readonly failure: Failure;
  /** "dovecot-2.4.1 does not build", or the first line of an evaluation's error. */
  readonly title: string;
  /** What Nix said; empty where it only says that a build failed, which the title says. */
  readonly message: readonly string[];
};

/** The failures of one side, in the report's order. */
export function failuresOn({ failures }: Report, side: Failure['side']): readonly ToldFailure[] {
  return failures.filter((failure) => failure.side === side).map(told);
}

function told(failure: Failure): ToldFailure {
  const derivation =
    failure.drvPath === null ? null : /[0-9a-z]{32}-(.+?)(?:\.drv)?$/.exec(failure.drvPath)?.[1];
  const onlyLog = failure.stage === 'build' && failure.logTail.length > 0;
  return {
    failure,
    title:
      failure.stage === 'build' && derivation != null
        ? `${derivation} ${failure.side === 'before' ? 'did' : 'does'} not build`
        : failure.summary,
    message: onlyLog ? [] : failure.message.slice(0, 20_000).trim().split('\n'),
  };
}
