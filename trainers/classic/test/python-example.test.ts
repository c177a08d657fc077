import { spawnSync } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterEach, beforeEach, expect, test } from "vitest";
import { TrainerProcess, metricSeries } from "./trainer-process.ts";

const EXAMPLE = fileURLToPath(new URL("../../examples/minimal.py", import.meta.url));
const HALT_ID = "0197a000-0000-7000-8000-000000000003";
const hasPython = spawnSync("python3", ["--version"]).status === 0;

let root = "";
let started: TrainerProcess[] = [];
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), "arena-minimal-"));
  started = [];
});
afterEach(() => {
  started.forEach((trainer) => trainer.kill());
  rmSync(root, { recursive: true, force: true });
});

function start(name: string, maxSteps: number, resumeFrom?: string): TrainerProcess {
  const trainer = new TrainerProcess(
    ["python3", EXAMPLE],
    join(root, name),
    { training: { max_steps: maxSteps } },
    resumeFrom === undefined ? {} : { from: resumeFrom },
  );
  started.push(trainer);
  return trainer;
}

const skip = hasPython ? false : "python3 is not installed";

test.skipIf(skip)(
  `the example in Python obeys a stop and goes on exactly${skip === false ? "" : ` (${skip})`}`,
  async () => {
    const whole = start("whole", 200_000);
    expect(await whole.exit, whole.output).toEqual({ code: 0, signal: null });
    const halted = start("halted", 200_000);
    await halted.waitFor((events) => events.length > 5);
    halted.askToStop(HALT_ID);
    expect(await halted.exit, halted.output).toEqual({ code: 0, signal: null });
    expect(halted.events().find((event) => event.type === "stop_seen")).toMatchObject({ halt_id: HALT_ID });
    expect(halted.events().at(-1)).toMatchObject({ reason: "stopped", training_complete: false });
    const resumed = start("resumed", 200_000, halted.checkpointFolder());
    expect(await resumed.exit, resumed.output).toEqual({ code: 0, signal: null });
    expect([...metricSeries(halted.events()), ...metricSeries(resumed.events())]).toEqual(metricSeries(whole.events()));
    expect(resumed.events().at(-2)?.sha256).toBe(whole.events().at(-2)?.sha256);
  },
);

test.skipIf(skip)("the example in Python obeys SIGTERM", async () => {
  const trainer = start("signalled", 1_000_000_000);
  await trainer.waitFor((events) => events.length > 5);
  trainer.child.kill("SIGTERM");
  expect(await trainer.exit, trainer.output).toEqual({ code: 0, signal: null });
  expect(trainer.events().at(-1)).toMatchObject({ type: "finished", reason: "stopped" });
});
