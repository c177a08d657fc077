/** A failure that a person can mend: one line that says what is wrong, one that says what to do. */
export class RemedyError extends Error {
  constructor(what, how) {
    super(how === undefined ? what : `${what} ${how}`);
    this.name = "RemedyError";
  }
}
