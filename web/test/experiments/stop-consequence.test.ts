import { describe, expect, it } from "vitest";
import { stopConsequence } from "../../src/lib/experiments/stop-consequence.ts";

describe("what follows a stop", () => {
  const force = { isStopping: true, status: "STOPPING", mode: null } as const;
  it.each([
    ["CHECKPOINT_REQUESTED", "is at step 1, Ask the trainer to save. Force stop goes straight to step 2, SIGTERM: "],
    ["TERMINATING", "is at step 2, SIGTERM. Force stop goes straight to step 3, SIGKILL: "],
  ] as const)("of %s names the step that force leads to, and what is lost", (phase, words) => {
    const { text, off } = stopConsequence({ ...force, phase });
    expect(text).toContain(words);
    expect(text).toContain("What has not been saved by then is lost.");
    expect(off).toBeNull();
  });
  it.each(["KILLING", "RELEASING"] as const)("of %s says that no harder step is left", (phase) => {
    expect(stopConsequence({ ...force, phase }).off).toBe("No harder step is left.");
  });
  it("leads on from what was asked for already, also where the machine has not answered", () => {
    const asked = { ...force, phase: "CHECKPOINT_REQUESTED" } as const;
    const { text } = stopConsequence({ ...asked, mode: "TERMINATE" });
    expect(text).toMatch(/step 2, SIGTERM, was asked for, .* not answered yet\. Force stop goes straight to step 3/);
    expect(stopConsequence({ ...asked, mode: "KILL" }).off).toBe("No harder step is left.");
    expect(stopConsequence({ ...asked, mode: "SAVE" }).text).toContain("straight to step 2, SIGTERM");
  });
  it("names no step that is not known, and does not force what has ended", () => {
    expect(stopConsequence({ ...force, phase: null })).toMatchObject({ off: null });
    expect(stopConsequence({ ...force, status: "STOPPED", phase: null }).off).not.toBeNull();
  });
  it("of a plain stop says what is saved", () => {
    const asked = { isStopping: false, phase: null, mode: null };
    expect(stopConsequence({ ...asked, status: "RUNNING" }).text).toMatch(/^It first saves a checkpoint/);
    expect(stopConsequence({ ...asked, status: "PENDING" }).text).toMatch(/^It has not started yet/);
  });
});
