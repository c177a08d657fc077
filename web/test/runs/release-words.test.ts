import { expect, it } from "vitest";
import { releaseWarning } from "../../src/lib/runs/release-words.ts";

const found = (processGroupEmpty: boolean | null) => ({ processGroupEmpty });

it.each([
  ["nothing is known of its end", null, false],
  ["nobody looked", found(null), false],
  ["processes were seen", found(false), true],
  ["processes were seen later", { ...found(null), reconciliation: found(false) }, true],
  ["processes were seen, and later nobody knows", { ...found(false), reconciliation: found(null) }, true],
  ["processes were seen, and are gone", { ...found(false), reconciliation: found(true) }, false],
])("a release warns of processes that were seen: %s", (_title, receipt, warns) => {
  expect(releaseWarning(receipt) !== null).toBe(warns);
});
