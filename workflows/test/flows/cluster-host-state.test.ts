import { describe, expect, test } from "vitest";
import type { ClusterCheck } from "../../src/contract/cluster-check.ts";
import type { ClusterOperationInput, HostRole, StageAnswer, StageName } from "../../src/contract/cluster-operation.ts";
import {
  ABORT_LIMIT_MS,
  AWAY_LIMIT_MS,
  currentStage,
  hasHostEnded,
  hostStateOf,
  initialHostState,
  reduceHost,
  reportOf,
  type ClusterHostState,
} from "../../src/flows/cluster-host-state.ts";

const START = Date.parse("2026-01-01T00:00:00.000Z");
const at = (ms: number): string => new Date(START + ms).toISOString();
type Operation = Pick<ClusterOperationInput, "kind" | "driver" | "options">;
const INSTALL: Operation = {
  kind: "INSTALL",
  driver: "SSH",
  options: { gpus: false, leaveSwarm: false, advertiseAddress: null, login: "SERVER_KEY" },
};

const begin = (role: HostRole = "WORKER", operation = INSTALL): ClusterHostState =>
  initialHostState(operation, { position: 1, role });
const answer = (
  state: ClusterHostState,
  stage: StageName,
  given: StageAnswer["state"],
  ms = 0,
  message: string | null = null,
): ClusterHostState =>
  reduceHost(reduceHost(state, { kind: "STARTED", stage, at: at(ms) }), {
    kind: "ANSWERED",
    stage,
    answer: { state: given, message },
    at: at(ms),
  });
const check = (name: string, outcome: ClusterCheck["outcome"]): ClusterCheck => ({
  ...{ name, outcome, observed: "", expected: "" },
  remedy: null,
});
/** As far as the gate before the next stage lets it. */
function doneAsFarAs(state: ClusterHostState): ClusterHostState {
  for (let next = currentStage(state); next !== null; next = currentStage(state))
    state = answer(state, next.name, "DONE");
  return state;
}

describe("the stages of one host", () => {
  test("are done in order, but for those that the class does not need", () => {
    const before = doneAsFarAs(begin());
    expect(before.stages.map(({ name, state }) => `${name} ${state}`)).toEqual([
      "PREFLIGHT DONE",
      "DOCKER DONE",
      "NVIDIA_DRIVER SKIPPED",
      "NVIDIA_TOOLKIT SKIPPED",
      "SWARM_JOIN WAITING",
      "NODE_LABELS WAITING",
    ]);
    expect(reportOf(before, 1)).toEqual({
      position: 1,
      state: "WAITING",
      done: ["PREFLIGHT", "DOCKER"],
      waitsAt: "SWARM_READY",
      message: null,
    });
    const after = doneAsFarAs(reduceHost(before, { kind: "OPEN_GATE", gate: "SWARM_READY" }));
    expect([hostStateOf(after), hasHostEnded(after)]).toEqual(["READY", true]);
  });

  test("with GPUs the driver and the toolkit are stages too", () => {
    const operation = { ...INSTALL, options: { ...INSTALL.options, gpus: true } };
    expect(doneAsFarAs(begin("MANAGER", operation)).stages.map(({ state }) => state)).toEqual([
      ...Array<string>(6).fill("DONE"),
      "WAITING",
    ]);
  });

  test("one that fails ends the host's work; a retry begins with it and repeats nothing", () => {
    const failed = answer(answer(begin(), "PREFLIGHT", "DONE"), "DOCKER", "FAILED", 5, "no room");
    expect([hostStateOf(failed), currentStage(failed), hasHostEnded(failed)]).toEqual(["FAILED", null, false]);
    expect(reportOf(failed, 1).message).toBe("no room");
    const again = reduceHost(failed, { kind: "RETRY", commandId: "one" });
    expect(currentStage(again)).toMatchObject({ name: "DOCKER", attempt: 2, startedAt: null });
    expect(again.stages[0]).toMatchObject({ state: "DONE", attempt: 1 });
    const failedAgain = answer(again, "DOCKER", "FAILED");
    expect(reduceHost(failedAgain, { kind: "RETRY", commandId: "one" })).toEqual(failedAgain);
  });

  test("what failed is not held against a host once it is retried, and what is known of it is kept", () => {
    const checks = [check("HOST_DISK", "FAILED"), check("MTU", "WARNING"), check("CPUS", "PASSED")];
    const answered = { state: "FAILED", message: "no room", checks } as const;
    const failed = reduceHost(begin(), { kind: "ANSWERED", stage: "PREFLIGHT", answer: answered, at: at(0) });
    expect(failed.checks).toEqual(checks);
    expect(reduceHost(failed, { kind: "RETRY", commandId: "one" }).checks).toEqual(checks.slice(1));
  });

  test("a host is skipped only when it has failed", () => {
    const healthy = answer(begin(), "PREFLIGHT", "DONE");
    expect(hostStateOf(reduceHost(healthy, { kind: "SKIP", commandId: "one" }))).toBe("WAITING");
    const failed = answer(healthy, "DOCKER", "FAILED");
    const skipped = reduceHost(failed, { kind: "SKIP", commandId: "two" });
    expect([hostStateOf(skipped), hasHostEnded(skipped)]).toEqual(["SKIPPED", true]);
  });

  test("a host that was never reached is given up soon, one that was is waited for: it may be restarting", () => {
    const never = answer(
      answer(begin(), "PREFLIGHT", "UNREACHABLE", 0, "refused"),
      "PREFLIGHT",
      "UNREACHABLE",
      10_000,
      "refused",
    );
    expect(hostStateOf(never)).toBe("FAILED");
    const reached = answer(begin(), "PREFLIGHT", "DONE");
    const away = answer(answer(reached, "DOCKER", "UNREACHABLE", 0), "DOCKER", "UNREACHABLE", AWAY_LIMIT_MS - 1);
    expect(hostStateOf(away)).toBe("RUNNING");
    expect(hostStateOf(answer(away, "DOCKER", "UNREACHABLE", AWAY_LIMIT_MS))).toBe("FAILED");
    const back = answer(away, "DOCKER", "RUNNING", AWAY_LIMIT_MS);
    expect([back.unreachableSince, hostStateOf(answer(back, "DOCKER", "UNREACHABLE", AWAY_LIMIT_MS + 1))]).toEqual([
      null,
      "RUNNING",
    ]);
  });

  test("why a host is waited for is said until it answers otherwise, also while it is looked at again", () => {
    const away = answer(answer(begin(), "PREFLIGHT", "DONE"), "DOCKER", "UNREACHABLE", 0, "away");
    const looking = reduceHost(away, { kind: "STARTED", stage: "DOCKER", at: at(1) });
    expect(reportOf(looking, 1).message).toBe("away");
    expect(reportOf(answer(looking, "DOCKER", "RUNNING", 2), 1).message).toBeNull();
    // A retry begins without it.
    const failed = answer(looking, "DOCKER", "FAILED", 3, "no room");
    const retried = reduceHost(failed, { kind: "RETRY", commandId: "c" });
    expect(reportOf(reduceHost(retried, { kind: "STARTED", stage: "DOCKER", at: at(4) }), 1).message).toBeNull();
  });

  test("a login that failed is no reason any more once the host has answered", () => {
    const reached = answer(begin(), "PREFLIGHT", "DONE");
    const lost = { state: "UNREACHABLE", message: "away", checks: [check("SSH", "FAILED"), check("MTU", "WARNING")] };
    const away = reduceHost(reduceHost(reached, { kind: "STARTED", stage: "DOCKER", at: at(0) }), {
      kind: "ANSWERED",
      stage: "DOCKER",
      answer: lost as StageAnswer,
      at: at(0),
    });
    expect(away.checks.map(({ name }) => name)).toEqual(["SSH", "MTU"]);
    const failed = answer(away, "DOCKER", "FAILED", 1_000, "no such package");
    expect(failed.checks.map(({ name }) => name)).toEqual(["MTU"]);
    expect(answer(away, "DOCKER", "UNREACHABLE", AWAY_LIMIT_MS).checks).toEqual(lost.checks);
  });

  test("abort begins nothing; a stage that runs has a minute", () => {
    const running = answer(answer(begin(), "PREFLIGHT", "DONE"), "DOCKER", "RUNNING", 0);
    const aborted = reduceHost(running, { kind: "ABORT", at: at(1_000) });
    expect([hostStateOf(aborted), hasHostEnded(aborted)]).toEqual(["RUNNING", false]);
    const ended = answer(aborted, "DOCKER", "DONE", 2_000);
    expect([hostStateOf(ended), currentStage(ended), hasHostEnded(ended)]).toEqual(["ABORTED", null, true]);
    const late = answer(aborted, "DOCKER", "RUNNING", 1_000 + ABORT_LIMIT_MS);
    expect([hostStateOf(late), late.stages[1]!.state]).toEqual(["ABORTED", "FAILED"]);
    expect(hasHostEnded(reduceHost(begin(), { kind: "ABORT", at: at(0) }))).toBe(true);
  });

  test("down is the manager's alone; leaving the Swarm waits for the stack's removal", () => {
    const down = { ...INSTALL, kind: "DOWN" } as const;
    expect([hasHostEnded(begin("WORKER", down)), currentStage(begin("MANAGER", down))?.name]).toEqual([
      true,
      "STACK_DOWN",
    ]);
    const teardown = { ...INSTALL, kind: "TEARDOWN", options: { ...INSTALL.options, leaveSwarm: true } } as const;
    expect(reportOf(begin("WORKER", teardown), 1).waitsAt).toBe("STACK_REMOVED");
    expect(reportOf(doneAsFarAs(begin("MANAGER", teardown)), 0).waitsAt).toBe("WORKERS_SETTLED");
  });
});

test("where others work, a stage begins when they say so; what they will not begin has not failed", () => {
  const heard = (state: ClusterHostState, stage: StageName, given: StageAnswer["state"], ms: number) =>
    reduceHost(state, { kind: "ANSWERED", stage, answer: { state: given, message: null }, at: at(ms) });
  const waiting = heard(begin("WORKER", { ...INSTALL, driver: "EXTERNAL" }), "DOCKER", "WAITING", 0);
  expect([hostStateOf(waiting), waiting.stages[0]]).toEqual([
    "WAITING",
    expect.objectContaining({ state: "WAITING", startedAt: null }),
  ]);
  const running = heard(heard(waiting, "DOCKER", "RUNNING", 5), "DOCKER", "RUNNING", 9);
  expect([hostStateOf(running), running.stages[0]!.startedAt]).toEqual(["RUNNING", at(5)]);
  const withdrawn = heard(waiting, "DOCKER", "WITHDRAWN", 7);
  expect([hostStateOf(withdrawn), hasHostEnded(withdrawn), currentStage(withdrawn)]).toEqual(["ABORTED", true, null]);
});

test("what failed before an abort stays failed, and ends with it", () => {
  const failed = answer(begin(), "PREFLIGHT", "FAILED", 1_000, "no room");
  expect([hostStateOf(failed), hasHostEnded(failed)]).toEqual(["FAILED", false]);
  const aborted = reduceHost(failed, { kind: "ABORT", at: at(2_000) });
  expect([hostStateOf(aborted), hasHostEnded(aborted)]).toEqual(["FAILED", true]);
  expect(reportOf(aborted, 1).message).toBe("no room");
});

test("who installs by hand has the same stages but the look at the host", () => {
  const namesOf = (role: HostRole, operation: Operation): string[] =>
    begin(role, operation).stages.map(({ name }) => name);
  const byHand: Operation = { ...INSTALL, driver: "EXTERNAL" };
  for (const role of ["MANAGER", "WORKER"] as const)
    expect(namesOf(role, byHand)).toEqual(namesOf(role, INSTALL).filter((name) => name !== "PREFLIGHT"));
  const target = {
    access: "ELSEWHERE",
    context: "",
    namespace: "rack",
    release: "rack",
    storage: { kind: "HOST" },
  } as const;
  const chart: Operation = { ...byHand, options: { ...byHand.options, helm: target } };
  expect(namesOf("MANAGER", chart)).toEqual(["CHART", "ROLLOUT"]);
});
