/**
 * Something that the user can mend: bad input, a missing program, a state of the repository.
 * `message` says what is wrong with which value; `remedy` what to do about it. Everything else that is thrown is a defect of ours.
 */
export class Problem extends Error {
  readonly remedy: string;

  constructor(message: string, remedy = '', options?: ErrorOptions) {
    super(message, options);
    this.name = 'Problem';
    this.remedy = remedy;
  }
}

/** The text of whatever was thrown, with its remedy on a line of its own where it has one. */
export function explain(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  return error instanceof Problem && error.remedy !== ''
    ? `${error.message}\n${error.remedy}`
    : error.message;
}
