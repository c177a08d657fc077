import { describe, expect, it } from "vitest";
import { canMove, EXPERIMENT_STATUSES, isTerminal, type ExperimentStatus } from "@arena/workflows/contract/status";
import { ACTION_NAMES, experimentActions, trainControl } from "../../src/domain/experiment/actions.ts";

const OPEN: readonly ExperimentStatus[] = ["PENDING", "RUNNING", "STOPPING"];
const GONE: readonly ExperimentStatus[] = ["PENDING_DELETE", "DELETED"];
const facts = (status: ExperimentStatus, notRunnable: string | null = null, hasCheckpoint = true) => ({
  status,
  notRunnable,
  hasCheckpoint,
});

describe.each(EXPERIMENT_STATUSES)("an experiment that is %s", (status) => {
  const actions = experimentActions(facts(status));

  it("may be trained, and deleted, exactly when the table of statuses has that move", () => {
    expect(actions.train.allowed).toBe(canMove(status, "PENDING"));
    expect(actions.delete.allowed).toBe(canMove(status, "PENDING_DELETE"));
  });

  it("may be halted while a run is open, also one that is stopping already", () => {
    expect(actions.halt.allowed).toBe(OPEN.includes(status));
    expect(actions.halt.allowed).toBe(canMove(status, "STOPPING") || status === "STOPPING");
  });

  it("may be resumed when it has ended and has a checkpoint", () => {
    expect(actions.resume.allowed).toBe(isTerminal(status));
    expect(experimentActions(facts(status, null, false)).resume.allowed).toBe(false);
  });

  it("may be edited as a draft only, and copied while it is there", () => {
    expect(actions.edit.allowed).toBe(status === "DRAFT");
    expect(actions.copy.allowed).toBe(!GONE.includes(status));
  });

  it("gives a reason, as a sentence, exactly for what is not allowed", () => {
    for (const notRunnable of [null, "Choose an algorithm first."]) {
      for (const hasCheckpoint of [true, false]) {
        const all = experimentActions(facts(status, notRunnable, hasCheckpoint));
        for (const name of ACTION_NAMES) {
          expect([name, all[name].reason === null]).toEqual([name, all[name].allowed]);
          if (all[name].reason !== null) expect(all[name].reason).toMatch(/^[A-Z].*\.$/);
        }
      }
    }
  });

  it("is not trained when its manifest cannot be, and says why", () => {
    const { train } = experimentActions(facts(status, "Choose an algorithm first."));
    expect(train.allowed).toBe(false);
    if (canMove(status, "PENDING")) expect(train.reason).toBe("Choose an algorithm first.");
  });
});

describe("trainControl", () => {
  it.each(EXPERIMENT_STATUSES)("of %s shows Resume where there is or will be something to resume", (status) => {
    expect(trainControl(status, true)).toBe(isTerminal(status) || status === "STOPPING" ? "RESUME" : "TRAIN");
    expect(trainControl(status, false)).toBe(status === "STOPPING" ? "RESUME" : "TRAIN");
  });
});
