import fc from "fast-check";
import { expect, test } from "vitest";
import { canRunMove, isTerminal } from "../../src/contract/status.ts";
import type { EndedFact, HaltRequest, RunFact, RunFactBody, TrainRunInput } from "../../src/contract/train-run.ts";
import { initialRunState, type RunState } from "../../src/flows/run-state.ts";
import { effectsOf, reduceRun, type RunInput } from "../../src/flows/train-run-state.ts";

const input: TrainRunInput = {
  runId: "run",
  experimentId: "experiment",
  runNumber: 1,
  organizationId: "o",
  projectId: "p",
  resourceClassId: "c",
  graces: { checkpointMs: 100, sigtermMs: 100, sigkillMs: 100 },
  mode: "start",
  resumeCheckpointId: null,
  requestedByPersonId: null,
  requestedAt: "2026-01-01T00:00:00.000Z",
};
const cleanEnd: EndedFact = {
  recorded: true,
  exitCode: 0,
  signal: null,
  stopConsumed: false,
  trainingComplete: true,
  finishedReason: "completed",
  errorMessage: null,
  checkpoint: null,
  processGroupEmpty: true,
  evidence: "SCAN",
  rungs: [],
  endedAt: "2026-01-01T00:00:00.000Z",
};
const CLAIMED: RunFactBody = { kind: "CLAIMED", homeId: "home", pid: 1 };
const FIRST_EVENT: RunFactBody = { kind: "FIRST_EVENT", step: 0 };
const checkpoint = { id: "k", step: 3, sha256: "s" };
let sequence = 0;

function fact(body: RunFactBody): RunFact {
  sequence += 1;
  return { ...body, source: "launcher", sourceSequence: sequence, at: "2026-01-01T00:00:00.000Z" } as RunFact;
}
function halt(mode: HaltRequest["mode"] = "SAVE", haltId = "h"): HaltRequest {
  return { haltId, mode, requestedByPersonId: null, requestedVia: "WEB", requestedAt: "2026-01-01T00:00:00.000Z" };
}
type Given = RunInput extends infer T ? (T extends unknown ? Omit<T, "nowMs"> : never) : never;
function play(state: RunState, given: Given, nowMs = 0): RunState {
  return reduceRun(state, { ...given, nowMs } as RunInput).state;
}
/** Does what the shell would: each effect, until nothing is left to do. */
function settled(undecided: RunState, nowMs = 0): RunState {
  const state = play(undecided, { kind: "HALT_READ", request: null }, nowMs);
  const effect = effectsOf(state).find((one) => one.kind === "SETTLE_LEASE");
  return effect?.kind === "SETTLE_LEASE"
    ? play(state, { kind: "LEASE_SETTLED", released: effect.quarantineReason === null }, nowMs)
    : state;
}
function pending(): RunState {
  return play(initialRunState(input), { kind: "FIRST_PROJECTED" });
}
function launched(): RunState {
  const granted = play(pending(), { kind: "GRANTED", granted: { leaseId: "l", homeId: "home" } });
  return play(play(granted, { kind: "LAUNCH_ASKED" }), { kind: "LAUNCH_ANSWERED", launched: true });
}
function running(): RunState {
  return [CLAIMED, FIRST_EVENT].reduce((state, body) => play(state, { kind: "FACT", fact: fact(body) }), launched());
}

test("runs only when the claim and the first event have come, in either order", () => {
  const one = play(launched(), { kind: "FACT", fact: fact(FIRST_EVENT) });
  expect(one.status).toBe("PENDING");
  expect(play(one, { kind: "FACT", fact: fact(CLAIMED) }).status).toBe("RUNNING");
});

test.each([
  ["exit 0", {}, "SUCCEEDED", "COMPLETED"],
  ["its target reached", { finishedReason: "target_reached" }, "SUCCEEDED", "TARGET_REACHED"],
  ["an exit code of its own", { exitCode: 3 }, "FAILED", "TRAINER_ERROR"],
  ["a signal that nobody asked for", { exitCode: null, signal: "SIGKILL" }, "FAILED", "INFRASTRUCTURE"],
  ["no record", { recorded: false, exitCode: null }, "FAILED", "INFRASTRUCTURE"],
] as const)("ends after %s", (_name, change, status, cause) => {
  const ended = settled(
    play(running(), { kind: "FACT", fact: fact({ kind: "ENDED", ended: { ...cleanEnd, ...change } }) }),
  );
  expect(ended).toMatchObject({ status, cause, receipt: null });
});

test("a halt before any launch ends Stopped with nothing run", () => {
  const ended = settled(play(pending(), { kind: "HALT", request: halt() }));
  expect(ended).toMatchObject({ status: "STOPPED", receipt: { noCheckpointReason: "NOT_STARTED", verified: true } });
});

test("a halt while a launch may be under way waits for the revocation", () => {
  const stopping = play(launched(), { kind: "HALT", request: halt() });
  expect(effectsOf(stopping)).toEqual([{ kind: "WRITE_STOP", mode: "SAVE" }]);
  expect(settled(play(stopping, { kind: "FACT", fact: fact({ kind: "REVOKED" }) }))).toMatchObject({
    status: "STOPPED",
    receipt: { noCheckpointReason: "NOT_STARTED" },
  });
});

test("halted first: Failed only for an exit of its own that did not consume the stop", () => {
  const stopping = play(running(), { kind: "HALT", request: halt() });
  const end = (change: Partial<EndedFact>): RunState =>
    settled(play(stopping, { kind: "FACT", fact: fact({ kind: "ENDED", ended: { ...cleanEnd, ...change } }) }));
  expect(end({})).toMatchObject({ status: "STOPPED", receipt: { trainingComplete: true } });
  expect(end({ exitCode: 1, stopConsumed: true }).status).toBe("STOPPED");
  expect(end({ exitCode: 1 }).status).toBe("FAILED");
});

test("the outer deadline ends unverified, with its lease in quarantine; a graver halt brings it nearer", () => {
  const stopping = play(running(), { kind: "HALT", request: halt() }, 0);
  expect(stopping.deadlineMs).toBe(15_300);
  expect(play(stopping, { kind: "HALT", request: halt("KILL", "h2") }, 10).deadlineMs).toBe(15_110);
  const over = play(stopping, { kind: "CLOCK" }, 15_300);
  expect(settled(over, 15_300)).toMatchObject({
    status: "STOPPED",
    receipt: { verified: false, resourcesReleased: false, noCheckpointReason: "UNREACHABLE" },
  });
});

test("histories of faults: only allowed moves, one outcome, and an end when the clock has run out", () => {
  const bodies: readonly RunFactBody[] = [
    CLAIMED,
    FIRST_EVENT,
    { kind: "CHECKPOINT_STARTED", step: 3 },
    { kind: "CHECKPOINT", checkpoint },
    { kind: "STOP_SEEN" },
    { kind: "UNREACHABLE", since: "x" },
    { kind: "REACHABLE" },
    { kind: "REVOKED" },
    { kind: "ENDED", ended: cleanEnd },
    {
      kind: "ENDED",
      ended: { ...cleanEnd, recorded: false, exitCode: null, processGroupEmpty: null, evidence: "NONE" },
    },
  ];
  const facts = bodies.map(fact);
  const step = fc.oneof(
    fc.constantFrom(...facts).map((one): Given => ({ kind: "FACT", fact: one })),
    fc
      .constantFrom("SAVE", "TERMINATE", "KILL")
      .map((mode): Given => ({ kind: "HALT", request: halt(mode as HaltRequest["mode"], mode) })),
    fc.constantFrom<Given>(
      { kind: "GRANTED", granted: { leaseId: "l", homeId: "home" } },
      { kind: "LAUNCH_ASKED" },
      { kind: "LAUNCH_ANSWERED", launched: true },
      { kind: "LAUNCH_ANSWERED", launched: false },
      { kind: "CLOCK" },
      { kind: "LEASE_SETTLED", released: true },
    ),
  );
  fc.assert(
    fc.property(fc.array(step, { maxLength: 40 }), (steps) => {
      let state = pending();
      const go = (given: Given, nowMs: number): void => {
        const before = state;
        state = play(state, given, nowMs);
        if (before.status !== state.status) expect(isTerminal(before.status)).toBe(false);
        if (before.status !== state.status && state.status !== "SUCCEEDED")
          expect(canRunMove(before.status, state.status)).toBe(true);
        if (before.outcome !== null) expect(state.outcome).toEqual(before.outcome);
        if (isTerminal(before.status)) expect(state.receipt).toEqual(before.receipt);
      };
      steps.forEach((given, index) => go(given, index));
      go({ kind: "HALT", request: halt("SAVE", "last") }, 100);
      go({ kind: "LAUNCH_ANSWERED", launched: false }, 100);
      go({ kind: "CLOCK" }, 1_000_000);
      state = settled(state, 1_000_000);
      expect(isTerminal(state.status)).toBe(true);
    }),
    { numRuns: 2_000 },
  );
});

test("a harder mode of the same halt is applied, and its repetition changes nothing", () => {
  let state = running();
  state = play(state, { kind: "HALT", request: halt("SAVE") });
  state = play(state, { kind: "HALT", request: halt("KILL") });
  expect(state).toMatchObject({ mode: "KILL", haltIds: ["h"], halt: { mode: "SAVE" } });
  expect(play(state, { kind: "HALT", request: halt("SAVE") })).toEqual(state);
  expect(play(state, { kind: "HALT", request: halt("KILL") })).toEqual(state);
});

test("a receipt names each request that raised the mode, and no other", () => {
  const asked = ["SAVE", "SAVE", "KILL", "TERMINATE"] as const;
  const state = asked.reduce<RunState>(
    (before, mode, at) =>
      play(before, { kind: "HALT", request: { ...halt(mode, `h${at}`), requestedAt: new Date(at).toISOString() } }),
    running(),
  );
  const ended = play(state, { kind: "FACT", fact: fact({ kind: "ENDED", ended: cleanEnd }) });
  expect(settled(ended).receipt).toMatchObject({
    mode: "KILL",
    requests: [
      { mode: "SAVE", requestedAt: new Date(0).toISOString() },
      { mode: "KILL", requestedAt: new Date(2).toISOString() },
    ],
  });
});

test("an end that overtakes the halt which brought it waits for the row's word", () => {
  const ended = { ...cleanEnd, finishedReason: "stopped" as const, trainingComplete: false, stopConsumed: true };
  const undecided = play(running(), { kind: "FACT", fact: fact({ kind: "ENDED", ended }) });
  expect(undecided.outcome).toBeNull();
  expect(effectsOf(undecided)).toEqual([{ kind: "READ_HALT" }]);
  const asked = play(undecided, { kind: "HALT_READ", request: halt() });
  expect(asked.outcome).toMatchObject({ status: "STOPPED", cause: "USER" });
  const unasked = play(undecided, { kind: "HALT_READ", request: null });
  expect(unasked.outcome).toMatchObject({ status: "FAILED", cause: "INFRASTRUCTURE" });
  const delivered = play(undecided, { kind: "HALT", request: halt() });
  expect(settled(delivered)).toMatchObject({ status: "STOPPED" });
});
