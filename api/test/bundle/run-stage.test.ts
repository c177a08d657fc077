import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { runCommand, type CommandResult } from "./run-command.ts";

const RUN_STAGE = join(import.meta.dirname, "../../../deploy/swarm/remote/run-stage.sh");

let directory: string;
beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), "arena-run-stage-"));
  writeFileSync(join(directory, "stage.sh"), "echo begun; sleep 300\n");
});
afterEach(() => rmSync(directory, { recursive: true }));
const advance = (seconds: number, wish: "go" | "end"): Promise<CommandResult> =>
  runCommand("bash", [
    ...[RUN_STAGE, "advance", join(directory, "state"), "0", String(seconds), wish],
    join(directory, "stage.sh"),
  ]);

test("of a stage that an abort came before, it says that it was not started", async () => {
  const ended = await advance(0, "end");
  expect(ended.stdout).toBe("it was not started, since the operation is aborted\n");
  expect(ended.stderr).toContain("arena-stage state=ENDED exit=137");
  expect((await advance(0, "go")).stdout).toBe(ended.stdout);
});

test("of one that ran, it says that it was ended, once", async () => {
  expect((await advance(1, "go")).stderr).toContain("state=RUNNING");
  await advance(5, "end");
  const ended = await advance(0, "end");
  expect(ended.stdout).toBe("begun\nit was ended, since the operation is aborted\n");
  expect(ended.stderr).toContain("arena-stage state=ENDED exit=137");
  expect((await advance(0, "end")).stdout).toBe(ended.stdout);
});
