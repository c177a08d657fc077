import { NameTakenError, ValidationError } from "./errors.ts";

const MAX_LENGTH = 100;
const UNIQUE_VIOLATION = "23505";

/** Trimmed, 1 to 100 characters (or as many as given), none of them a control character. */
export function checkName(given: string, path = "name", maxLength = MAX_LENGTH): string {
  const name = given.trim();
  const length = [...name].length;
  if (length === 0) throw new ValidationError([{ path, message: "must not be empty" }]);
  if (length > maxLength) {
    throw new ValidationError([{ path, message: `must have at most ${maxLength} characters; it has ${length}` }]);
  }
  if (/\p{Cc}/u.test(name)) throw new ValidationError([{ path, message: "must not contain control characters" }]);
  return name;
}

/** Turns the violation of the given unique index into the typed error; the index decides, not a look before. */
export async function orNameTaken<Result>(index: string, name: string, work: () => Promise<Result>): Promise<Result> {
  try {
    return await work();
  } catch (error) {
    const { code, constraint } = error as { code?: string; constraint?: string };
    if (code === UNIQUE_VIOLATION && constraint === index) throw new NameTakenError(name);
    throw error;
  }
}
