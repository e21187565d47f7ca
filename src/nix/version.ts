import { Problem } from '../problem.ts';

/** Which Nix answers, and how. `number` is that of the Nix language and tools it behaves like: Lix, forked at 2.18, counts as 2.18. */
export type NixVersion = {
  readonly implementation: 'Nix' | 'Lix';
  /** As it names itself: "2.34.8", "2.91.1". */
  readonly text: string;
  readonly number: readonly [major: number, minor: number];
};

/** The oldest that is tested. */
const OLDEST = [2, 8] as const;

/**
 * Reads the first line of `nix --version`: "nix (Nix) 2.26.3", "nix (Lix, like Nix) 2.91.1", "nix (Determinate Nix 3.0.0) 2.26.3".
 * Throws a Problem for anything else, and for a Nix without the flakes we need.
 */
export function parseNixVersion(text: string): NixVersion {
  const found = /^nix \((?<who>[^)]*)\) (?<version>(?<major>\d+)\.(?<minor>\d+)\S*)/.exec(text.trim());
  if (found?.groups === undefined) {
    throw new Problem(
      `nix --version answered ${JSON.stringify(text.trim().slice(0, 200))}, which is no version of Nix that is known.`,
      'Nix 2.8 or newer, or Lix, is needed.',
    );
  }
  const { who = '', version = '', major, minor } = found.groups;
  const implementation = who.startsWith('Lix') ? 'Lix' : 'Nix';
  const number: readonly [number, number] =
    implementation === 'Lix' ? [2, 18] : [Number(major), Number(minor)];
  if (!atLeast(number, ...OLDEST)) {
    throw new Problem(`Nix ${version} is too old.`, `Install Nix ${OLDEST.join('.')} or newer.`);
  }
  return { implementation, text: version, number };
}

/** Whether a version is `major.minor` or newer. */
export function atLeast(number: NixVersion['number'], major: number, minor: number): boolean {
  return number[0] > major || (number[0] === major && number[1] >= minor);
}
