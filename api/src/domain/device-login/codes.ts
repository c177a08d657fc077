import { randomInt } from "node:crypto";

/** No vowels, so that no words come about; no digits, so that nothing is mistaken for a letter. */
const USER_CODE_LETTERS = "BCDFGHJKLMNPQRSTVWXZ";
const USER_CODE_LENGTH = 8;

/** As `BCDF-GHJK`: 20^8 possibilities, which live for minutes and can be guessed a few times only. */
export function newUserCode(): string {
  return withHyphen(
    Array.from({ length: USER_CODE_LENGTH }, () => USER_CODE_LETTERS[randomInt(USER_CODE_LETTERS.length)]).join(""),
  );
}

/** As a person types it: letters of either case, with or without the hyphen. Null: it cannot be a code. */
export function readUserCode(typed: string): string | null {
  const letters = typed.toUpperCase().replaceAll(/[\s-]/g, "");
  return /^[A-Z]{8}$/.test(letters) ? withHyphen(letters) : null;
}

function withHyphen(letters: string): string {
  return `${letters.slice(0, 4)}-${letters.slice(4)}`;
}
