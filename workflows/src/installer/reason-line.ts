import { isDiskFailure } from "./disk-failure.ts";

/** What tar and gzip end with, once they have said what is wrong. */
const CLOSING =
  /Exiting with failure status due to previous errors|Error is not recoverable|Child returned status|stdin: unexpected end of file/;

/** Of what a command has said, the line that says why it failed: what comes after a disk that refuses follows from that. */
export function reasonLine(errors: string, otherwise: string): string {
  const lines = errors.split("\n").map((line) => line.trim());
  const telling = lines.filter((line) => line !== "" && !CLOSING.test(line));
  return telling.find(isDiskFailure) ?? telling.at(-1) ?? (errors.trim().split("\n").at(-1) || otherwise);
}
