import { NameTakenError, ValidationError } from "./errors.ts";
import { isStorableText } from "./storable-json.ts";

const MAX_LENGTH = 100;
const UNIQUE_VIOLATION = "23505";

/** Controls, halves of characters, and what changes the direction of text or cannot be seen; but for joiners, which emoji and scripts need. */
const UNSEEN = /[\p{Cc}\p{Cs}\p{Co}\p{Zl}\p{Zp}]|(?![\u200c\u200d])\p{Cf}/u;
const VISIBLE = /[\p{L}\p{N}\p{P}\p{S}]/u;

/** Trimmed, 1 to 100 characters (or as many as given), all of them to be seen as they are. */
export function checkName(given: string, path = "name", maxLength = MAX_LENGTH): string {
  const name = given.trim();
  const length = [...name].length;
  if (length === 0) throw new ValidationError([{ path, message: "must not be empty" }]);
  if (length > maxLength) {
    throw new ValidationError([{ path, message: `must have at most ${maxLength} characters; it has ${length}` }]);
  }
  if (UNSEEN.test(name)) {
    const message = "must not contain control characters, nor characters that cannot be seen or turn the text around";
    throw new ValidationError([{ path, message }]);
  }
  if (!VISIBLE.test(name)) throw new ValidationError([{ path, message: "must have a letter, a digit or a sign" }]);
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

const MAX_DESCRIPTION_LENGTH = 2_000;

/** Trimmed; may be empty, and have several lines. */
export function checkDescription(given: string, path = "description"): string {
  const text = given.trim();
  if (text.length > MAX_DESCRIPTION_LENGTH) {
    const message = `must have at most ${MAX_DESCRIPTION_LENGTH.toLocaleString("en")} characters`;
    throw new ValidationError([{ path, message }]);
  }
  if (!isStorableText(text))
    throw new ValidationError([{ path, message: "holds NUL or half of a character, which cannot be stored" }]);
  return text;
}
