import { describe, expect, it } from "vitest";
import { formatClock } from "../../src/lib/runs/format-time.ts";
import { haltLadder } from "../../src/lib/runs/halt-ladder.ts";
import type { RunDetail } from "../../src/lib/runs/sdk-run.ts";
import { ordinal, statusSentence, timeLeftMs } from "../../src/lib/runs/status-sentence.ts";
import { timelineOf } from "../../src/lib/runs/timeline.ts";
import { at, BASE_MS, event, HALTED, sampleReceipt, sampleRun, status, YOU } from "./sample-run.ts";

const say = (run: RunDetail, pace: number | null = null): string =>
  statusSentence({ run, pace, viewerId: YOU.id, endsByMs: null });

describe("the sentence", () => {
  it("says what a training run does and how long it will", () => {
    expect(say(sampleRun(), 2720)).toBe("Training, step 41,200 of 150,000, about 40 s left");
    expect(say(sampleRun())).toBe("Training, step 41,200 of 150,000");
    expect(say(sampleRun({ phase: "CHECKPOINTING" }), 2720)).toMatch(/^Saving a checkpoint, step/);
    expect(timeLeftMs({ step: 5, maxSteps: 5 }, 1)).toBeNull();
  });
  it("says what a waiting run waits for", () => {
    const waiting = sampleRun({
      status: "PENDING",
      phase: "WAITING_FOR_CAPACITY",
      queuePlace: 2,
      waitingFor: "1 place in local",
    });
    expect(say(waiting)).toBe("Waiting for capacity, 2nd in the queue: 1 place in local.");
    expect([1, 2, 3, 4, 11, 12, 13, 21, 112].map(ordinal).join(" ")).toBe("1st 2nd 3rd 4th 11th 12th 13th 21st 112th");
  });
  it("never calls lost contact an end", () => {
    const lost = sampleRun({ phase: "UNREACHABLE", unreachableSince: at(60) });
    expect(say(lost)).toBe(
      `The machine cannot be reached since ${formatClock(at(60))}. Training may go on there; last known step 41,200 of 150,000.`,
    );
  });
  it("says who stopped it, where, and whether it can go on", () => {
    expect(say(sampleRun({ status: "STOPPED", phase: null, step: 86_400, receipt: sampleReceipt() }))).toBe(
      "You stopped it at step 86,400 of 150,000. Everything was saved; it can go on from there.",
    );
    const unproved = sampleReceipt({ checkpoint: null, noCheckpointReason: "UNREACHABLE", verified: false });
    expect(say(sampleRun({ status: "STOPPED", phase: null, receipt: unproved }))).toMatch(
      /No checkpoint.*could be proved/,
    );
  });
  it("does not call saved what lies behind the checkpoint", () => {
    const later = sampleRun({ status: "STOPPED", phase: null, step: 86_900, receipt: sampleReceipt() });
    expect(say(later)).toBe(
      "You stopped it at step 86,900 of 150,000. The last 500 steps were not saved; it can go on from step 86,400.",
    );
  });
  it("counts nothing as lost that a later checkpoint has", () => {
    const checkpoints = [{ id: "newer", step: 86_900, complete: true }] as never;
    const run = sampleRun({ status: "STOPPED", phase: null, step: 86_900, receipt: sampleReceipt(), checkpoints });
    expect(say(run)).toBe("You stopped it at step 86,900 of 150,000. Everything was saved; it can go on from there.");
    const forced = sampleReceipt({ checkpoint: null, noCheckpointReason: "FORCED" });
    expect(say({ ...run, receipt: forced })).toMatch(
      /No checkpoint was saved by this stop\. It can go on from step 86,900\.$/,
    );
  });
  it("names no last step while the trainer may go on, and where it can go on from as it is stored", () => {
    const receipt = sampleReceipt({ verified: false, processGroupEmpty: null, evidence: "NONE" });
    const checkpoints = [
      { id: "half", step: 99_000, complete: false },
      { id: "whole", step: 98_000, complete: true },
    ] as never;
    const run = sampleRun({ status: "STOPPED", phase: null, step: 98_500, receipt, checkpoints });
    expect(say(run)).toBe(
      `You stopped it at ${formatClock(at(100))}. It can go on from step 98,000. Not everything about the end could be proved; the receipt says what.`,
    );
  });
  it("names an incomplete checkpoint as one where there is no other", () => {
    const receipt = sampleReceipt({ verified: false });
    const checkpoints = [{ id: "half", step: 99_000, complete: false }] as never;
    expect(say(sampleRun({ status: "STOPPED", phase: null, receipt, checkpoints }))).toContain(
      "It can go on from step 99,000, but that checkpoint does not hold everything.",
    );
    expect(say(sampleRun({ status: "STOPPED", phase: null, receipt }))).toContain("No checkpoint of it is stored.");
  });
  it("counts what was found later", () => {
    const checkpoint = { id: "later", step: 86_900, sha256: "0" };
    const reconciliation = { at: at(500), processGroupEmpty: true, checkpoint, message: "It came late." };
    const receipt = sampleReceipt({ verified: false, reconciliation });
    const checkpoints = [{ ...checkpoint, complete: true }] as never;
    expect(say(sampleRun({ status: "STOPPED", phase: null, step: 86_900, receipt, checkpoints }))).toBe(
      `You stopped it at ${formatClock(at(100))}; it came as far as step 86,900 of 150,000. It can go on from step 86,900. What could not be proved at first was found later; the receipt says what.`,
    );
  });
  it("says why it failed", () => {
    const failed = sampleRun({ status: "FAILED", phase: null, cause: "TRAINER_ERROR", causeMessage: "out of memory" });
    expect(say(failed)).toBe("The trainer failed at step 41,200 of 150,000: out of memory.");
    const heldPlace = { reason: "Not proven.", since: at(120) };
    const gone = sampleRun({ status: "FAILED", phase: null, cause: "INFRASTRUCTURE", causeMessage: "It was gone" });
    expect(say(gone)).toBe("It was interrupted at step 41,200 of 150,000: It was gone.");
    expect(say({ ...gone, heldPlace })).toBe("It was interrupted: It was gone.");
  });
});

const story = [
  status(0, "PENDING", "WAITING_FOR_CAPACITY"),
  status(18, "PENDING", "STARTING"),
  status(24, "RUNNING", "TRAINING"),
  status(40, "RUNNING", "CHECKPOINTING"),
  event(41, "trainer.checkpoint", { step: 15_000, reason: "interval" }),
  status(41, "RUNNING", "TRAINING"),
];

describe("the timeline", () => {
  it("says what, how long and why, with what is ahead", () => {
    const segments = timelineOf({
      run: sampleRun(),
      events: story,
      nowMs: BASE_MS + 67_000,
      timeLeftMs: 40_000,
      viewerId: null,
    });
    expect(segments.map(({ title }) => title)).toEqual([
      "Waited 18 s",
      "Started in 6 s",
      "Training 43 s",
      "About 40 s left",
    ]);
    expect(segments[2]!.why).toBe(`since ${formatClock(at(24))}, 1 checkpoint saved`);
    expect(segments[2]!.endMs).toBeNull();
  });
  it("ends with how it ended", () => {
    const run = sampleRun({
      status: "STOPPED",
      phase: null,
      endedAt: at(161),
      halt: HALTED as never,
      receipt: sampleReceipt(),
    });
    const events = [
      ...story,
      status(100, "STOPPING", "CHECKPOINT_REQUESTED"),
      status(160, "STOPPING", "RELEASING"),
      status(161, "STOPPED", null),
    ];
    const segments = timelineOf({ run, events, nowMs: BASE_MS + 1e6, timeLeftMs: null, viewerId: YOU.id });
    expect(segments.map(({ kind }) => kind)).toEqual(["waiting", "starting", "training", "stopping", "ended"]);
    expect(segments[3]).toMatchObject({ title: "Stopping 61 s", why: "asked by you" });
    expect(segments[4]).toMatchObject({ title: `Stopped ${formatClock(at(161))}`, why: "saved at step 86,400" });
  });
  it("of an end without proof says what is stored, not what the receipt had", () => {
    const receipt = sampleReceipt({ verified: false });
    const over = { status: "STOPPED", phase: null, endedAt: at(161), receipt } as const;
    const why = (run: RunDetail): string =>
      timelineOf({ run, events: story, nowMs: 0, timeLeftMs: null, viewerId: null }).at(-1)!.why;
    const checkpoints = [{ id: "newer", step: 98_000, complete: true }] as never;
    expect(why(sampleRun({ ...over, checkpoints }))).toBe("last saved at step 98,000");
    expect(why(sampleRun(over))).toBe("without a checkpoint");
  });
  it("has a first phase before any event was told", () => {
    const run = sampleRun({ status: "PENDING", phase: "WAITING_FOR_CAPACITY" });
    const segments = timelineOf({ run, events: [], nowMs: BASE_MS + 5_000, timeLeftMs: null, viewerId: null });
    expect(segments.map(({ title }) => title)).toEqual(["Waiting 5 s"]);
  });
});

describe("the ladder", () => {
  const stopping = sampleRun({ status: "STOPPING", phase: "CHECKPOINT_REQUESTED", halt: HALTED as never });

  it("lights the first rung and says when each of the next would come", () => {
    const ladder = haltLadder(stopping, [...story, status(100, "STOPPING", "CHECKPOINT_REQUESTED")]);
    expect(ladder.rungs.map(({ state }) => state)).toEqual(["lit", "next", "next", "next"]);
    expect(ladder.lit?.deadlineMs).toBe(BASE_MS + 220_000);
    expect(ladder.rungs[1]!.text).toBe(
      `If it has not exited by ${formatClock(at(220))}, its process group is asked to end.`,
    );
    expect(ladder.rungs[1]!.limit).toBe("30 s");
    expect(ladder.endsByMs).toBe(BASE_MS + 275_000);
    expect(ladder.forceTo).toBe("SIGTERM");
  });
  it("counts from the request while no phase was told", () => {
    expect(haltLadder(stopping, story).lit?.deadlineMs).toBe(BASE_MS + 220_000);
  });
  it("moves with the phase, and says how long a rung took", () => {
    const run = { ...stopping, phase: "TERMINATING" } as RunDetail;
    const ladder = haltLadder(run, [
      status(100, "STOPPING", "CHECKPOINT_REQUESTED"),
      status(220, "STOPPING", "TERMINATING"),
    ]);
    expect(ladder.rungs.map(({ state }) => state)).toEqual(["done", "lit", "next", "next"]);
    expect(ladder.rungs[0]).toMatchObject({ limit: "took 2 min", text: "It had not saved by then." });
    expect(ladder.lit?.deadlineMs).toBe(BASE_MS + 250_000);
    expect(ladder.forceTo).toBe("SIGKILL");
  });
  it("says that a harder stop was asked for where the machine has not answered", () => {
    const halt = { ...HALTED, mode: "KILL", raisedAt: at(125) } as never;
    const ladder = haltLadder({ ...stopping, halt } as RunDetail, [status(100, "STOPPING", "CHECKPOINT_REQUESTED")]);
    expect(ladder.rungs.map(({ state }) => state)).toEqual(["done", "skipped", "lit", "next"]);
    expect(ladder.rungs.map(({ text }) => text).slice(0, 3)).toEqual([
      "The machine was last heard of at this step.",
      "It is left out: a harder stop was asked for.",
      `SIGKILL was asked for at ${formatClock(at(125))}; the machine has not answered yet.`,
    ]);
    expect(ladder.rungs[0]!.limit).toBe("");
    // From then on by the halt's own graces.
    expect([ladder.lit?.deadlineMs, ladder.endsByMs]).toEqual([BASE_MS + 135_000, BASE_MS + 150_000]);
    expect(ladder.forceTo).toBeNull();
    const softer = { ...HALTED, mode: "TERMINATE", raisedAt: at(125) } as never;
    const terminated = haltLadder({ ...stopping, halt: softer } as RunDetail, []);
    expect([terminated.endsByMs, terminated.forceTo]).toEqual([BASE_MS + 180_000, "SIGKILL"]);
    // Once it has answered, its own time counts.
    const answered = haltLadder({ ...stopping, halt, phase: "KILLING" } as RunDetail, [
      status(100, "STOPPING", "CHECKPOINT_REQUESTED"),
      status(127, "STOPPING", "KILLING"),
    ]);
    expect([answered.lit?.deadlineMs, answered.rungs[0]!.limit]).toEqual([BASE_MS + 137_000, "took 27 s"]);
  });
  it("skips what was not needed", () => {
    const run = { ...stopping, phase: "RELEASING" } as RunDetail;
    const saved = event(130, "trainer.checkpoint", { step: 86_400, reason: "halt" });
    const ladder = haltLadder(run, [
      status(100, "STOPPING", "CHECKPOINT_REQUESTED"),
      saved,
      status(131, "STOPPING", "RELEASING"),
    ]);
    expect(ladder.rungs.map(({ state }) => state)).toEqual(["done", "skipped", "skipped", "lit"]);
    expect(ladder.rungs[0]!.text).toBe("A checkpoint was saved at step 86,400.");
    expect(ladder.forceTo).toBeNull();
  });
  it("tells what the trainer has said", () => {
    const texts = [[], [event(101, "trainer.stop_seen", { step: 86_400 })]].map(
      (more) => haltLadder(stopping, [...story, ...more]).rungs[0]!.text,
    );
    expect(texts).toEqual(["Waiting for the trainer to answer.", "The trainer has answered."]);
    const writing = [
      event(101, "trainer.stop_seen", {}),
      event(102, "trainer.checkpoint_started", { step: 86_400, reason: "halt" }),
    ];
    expect(haltLadder(stopping, writing).rungs[0]!.text).toBe("The trainer has answered and is writing a checkpoint.");
  });
});
