import { checkName } from "../check-name.ts";
import { ValidationError } from "../errors.ts";

const MAX_LENGTH = 63;
/** A file's name has 255 at most, and the client puts `-setup.zip` behind it. */
const MAX_BYTES = 200;

/**
 * The published client makes a path and an argument of the name: a slash would lead out of its folder (the bundle with
 * its secrets would lie anywhere), a leading hyphen would be an option.
 */
export function checkClassName(given: string): string {
  const name = checkName(given, "name", MAX_LENGTH);
  if (/[/\\]/.test(name)) throw refusal("must not contain / or \\: the name becomes that of a file");
  if (name.startsWith("-")) throw refusal("must not begin with a hyphen: a command would take it for an option");
  const sizeBytes = Buffer.byteLength(name);
  if (sizeBytes > MAX_BYTES) throw refusal(`must have at most ${MAX_BYTES} bytes of UTF-8; it has ${sizeBytes}`);
  return name;
}

function refusal(message: string): ValidationError {
  return new ValidationError([{ path: "name", message }]);
}
