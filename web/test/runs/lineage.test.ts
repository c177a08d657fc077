import { describe, expect, it } from "vitest";
import { failureWords } from "../../src/lib/runs/failure-words.ts";
import { lineageOf } from "../../src/lib/runs/lineage.ts";
import type { Checkpoint, RunDetail } from "../../src/lib/runs/sdk-run.ts";
import { sampleRun } from "./sample-run.ts";

const child = { id: "child", name: "child" } as unknown as RunDetail["experiment"];
const from = (id: string, name: string): RunDetail["resumedFrom"] =>
  ({
    id: "ck",
    step: 60_000,
    run: { id: "r", number: 2, experiment: { id, name } },
  }) as unknown as RunDetail["resumedFrom"];

describe("lineage", () => {
  it("is a run alone when it began from the start", () => {
    expect(lineageOf(sampleRun({ experiment: child })).map(({ kind }) => kind)).toEqual(["self"]);
  });
  it("goes from the parent's run over the checkpoint to the run", () => {
    const nodes = lineageOf(sampleRun({ experiment: child, startStep: 60_000, resumedFrom: from("p", "parent") }));
    expect(nodes.map(({ kind, title, href }) => [kind, title, href])).toEqual([
      ["parent", "parent", "/experiments/p/runs/2"],
      ["checkpoint", "Checkpoint", null],
      ["self", "child", null],
    ]);
  });
  it("names an earlier run of the same experiment, and a parent that is gone", () => {
    const again = lineageOf(sampleRun({ experiment: child, startStep: 60_000, resumedFrom: from("child", "child") }));
    expect(again[0]).toMatchObject({ title: "child, run 2", text: "An earlier run of this experiment" });
    const orphan = lineageOf(sampleRun({ experiment: child, startStep: 60_000 }));
    expect(orphan.map(({ text }) => text)).toEqual([
      "It is no longer there",
      "at step 60,000 (deleted since)",
      "Run 1, steps 60,000 to 150,000",
    ]);
  });
});

describe("a failure", () => {
  const checkpoint = { id: "ck", step: 50_000 } as unknown as Checkpoint;
  it("says what happened, what was kept and what to do", () => {
    const run = sampleRun({ cause: "TRAINER_ERROR", causeMessage: "boom", checkpoints: [checkpoint] });
    expect(failureWords(run)).toEqual({
      happened: "boom",
      kept: "1 checkpoint, the newest at step 50,000; all curves and log lines.",
      remedy:
        "Look at the last lines of the log; then resume it from step 50,000, or copy the experiment and change it.",
    });
  });
  it("does not offer a checkpoint that is not there", () => {
    const words = failureWords(sampleRun({ cause: "INFRASTRUCTURE", causeMessage: null }));
    expect(words.happened).toBe("Nothing was said about why.");
    expect(words.remedy).toMatch(/^Train it again from the start\. If it happens again/);
  });
});
