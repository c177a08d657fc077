import { describe, expect, it } from "vitest";
import { phaseLine } from "../../src/lib/experiments/phase-line.ts";

const NOW_MS = Date.parse("2026-11-23T12:00:00.000Z");
const yes = { allowed: true, reason: null };
const run = {
  id: "run",
  number: 1,
  status: "RUNNING" as const,
  phase: "TRAINING" as const,
  step: 40_000,
  startStep: 20_000,
  maxSteps: 80_000,
  bestScore: null,
  bestFitness: null,
  queuePlace: null,
  waitingFor: null,
  unreachableSince: null,
  createdAt: "2026-11-23T11:58:00.000Z",
  startedAt: "2026-11-23T11:59:00.000Z",
  endedAt: null,
  halt: null,
};
type Facts = Parameters<typeof phaseLine>[0];
const facts = (given: Partial<Facts>): Facts => ({
  status: "RUNNING",
  phase: "TRAINING",
  cause: null,
  causeMessage: null,
  latestRun: run,
  actions: { train: yes, halt: yes, resume: yes, delete: yes, edit: yes, copy: yes },
  ...given,
});
const line = (given: Partial<Facts>): string => phaseLine(facts(given), NOW_MS);

describe("phaseLine", () => {
  it("estimates from the steps of this run, not those it resumed with", () => {
    expect(line({})).toBe("Training, about 2 min left");
    expect(line({ latestRun: { ...run, step: 20_000 } })).toBe("Training");
  });

  it("says what a pending run waits for", () => {
    const waiting = { status: "PENDING", phase: "WAITING_FOR_CAPACITY" } as const;
    expect(
      line({ ...waiting, latestRun: { ...run, queuePlace: 22, waitingFor: "All places of this class are in use" } }),
    ).toBe("22nd in queue: all places of this class are in use");
    expect(line({ ...waiting, latestRun: { ...run, queuePlace: 1 } })).toBe("Next in queue");
    expect(line({ ...waiting, latestRun: { ...run, queuePlace: 11 } })).toBe("11th in queue");
    expect(line({ status: "PENDING", phase: "STARTING" })).toBe("Starting, 2 min");
  });

  it("says how a run ended", () => {
    expect(line({ status: "STOPPED", phase: null })).toBe("Stopped at step 40,000");
    expect(line({ status: "STOPPED", phase: null, latestRun: { ...run, startedAt: null } })).toBe(
      "Stopped before it started",
    );
    expect(line({ status: "FAILED", phase: null, cause: "TRAINER_ERROR", causeMessage: "loss is NaN" })).toBe(
      "Trainer error: loss is NaN",
    );
    expect(line({ status: "SUCCEEDED", phase: null, cause: "TARGET_REACHED" })).toBe("Target score reached");
  });

  it("says why a draft cannot be trained", () => {
    expect(line({ status: "DRAFT", phase: null, latestRun: null })).toBe("Ready to train");
    const no = { allowed: false, reason: "Environment is not valid" };
    expect(line({ status: "DRAFT", latestRun: null, actions: { ...facts({}).actions, train: no } })).toBe(
      "Environment is not valid",
    );
  });
});
