import { describe, expect, test } from "vitest";
import type { ClusterCheck } from "../../src/contract/cluster-check.ts";
import type { ClusterOperationInput, HostReport, OperationKind } from "../../src/contract/cluster-operation.ts";
import {
  initialOperationState,
  nobodyMayChoose,
  operationMessage,
  reduceOperation,
  statusOf,
  type ClusterOperationEvent,
  type ClusterOperationState,
} from "../../src/flows/cluster-operation-state.ts";

const inputOf = (kind: OperationKind, hosts = 3): ClusterOperationInput => ({
  operationId: "operation",
  resourceClassId: "class",
  kind,
  driver: "SSH",
  hosts: Array.from({ length: hosts }, (_, position) => ({ position, role: position === 0 ? "MANAGER" : "WORKER" })),
  options: { gpus: false, leaveSwarm: true, advertiseAddress: null, login: "SERVER_KEY" },
});
const report = (
  position: number,
  state: HostReport["state"],
  more: Partial<HostReport> = {},
): ClusterOperationEvent => ({
  kind: "REPORT",
  report: { position, state, done: [], waitsAt: null, message: null, ...more },
});
const check = (outcome: ClusterCheck["outcome"]): ClusterCheck => ({
  name: "RAY_NODES",
  outcome,
  observed: "1 of 2 nodes",
  expected: "2 nodes",
  remedy: null,
});
function after(input: ClusterOperationInput, ...events: readonly ClusterOperationEvent[]): ClusterOperationState {
  return events.reduce((state, event) => reduceOperation(state, event, input), initialOperationState(input));
}

describe("an operation on a cluster", () => {
  const input = inputOf("INSTALL");
  const allReady = [0, 1, 2].map((position) => report(position, "READY"));

  test("opens the Swarm when its manager has made it, and the way to the stack when no worker has anything to do", () => {
    const begun = after(input, report(0, "RUNNING", { done: ["SWARM_INIT"] }), report(1, "READY"));
    expect(begun.openGates).toEqual(["SWARM_READY"]);
    expect(
      after(input, report(0, "RUNNING", { done: ["SWARM_INIT"] }), report(1, "READY"), report(2, "FAILED")).openGates,
    ).toEqual(["SWARM_READY", "WORKERS_SETTLED"]);
    expect(after(input, report(1, "FAILED"), report(2, "FAILED")).openGates).toEqual([]);
  });

  test("waits for somebody only when nothing goes on by itself", () => {
    const failed = [report(1, "FAILED"), report(2, "WAITING", { waitsAt: "SWARM_READY" })];
    expect(statusOf(after(input, ...failed, report(0, "RUNNING")), input)).toBe("RUNNING");
    expect(statusOf(after(input, ...failed, report(0, "WAITING")), input)).toBe("RUNNING");
    expect(statusOf(after(input, ...failed, report(0, "FAILED")), input)).toBe("WAITING");
    const told = after(input, ...failed, report(0, "FAILED"), {
      kind: "COMMAND",
      command: { commandId: "1", kind: "RETRY", position: 0 },
    });
    expect(statusOf(told, input)).toBe("RUNNING");
  });

  test("is not done until it is proven", () => {
    const ready = after(input, ...allReady);
    expect([ready.proof.wanted, statusOf(ready, input)]).toEqual([true, "RUNNING"]);
    const failed = reduceOperation(ready, { kind: "PROVED", checks: [check("PASSED"), check("FAILED")] }, input);
    expect([statusOf(failed, input), operationMessage(failed, input)]).toEqual([
      "WAITING",
      "The proof failed: 1 of 2 nodes",
    ]);
    const again = reduceOperation(failed, { kind: "COMMAND", command: { commandId: "2", kind: "PROVE" } }, input);
    expect(again.proof.wanted).toBe(true);
    const passed = reduceOperation(again, { kind: "PROVED", checks: [check("PASSED"), check("WARNING")] }, input);
    expect(statusOf(passed, input)).toBe("SUCCEEDED");
    const without = after(input, report(0, "READY"), report(1, "SKIPPED"), report(2, "READY"), {
      kind: "PROVED",
      checks: [],
    });
    expect(statusOf(without, input)).toBe("INCOMPLETE");
  });

  test("skips no manager, and applies a command once", () => {
    const skip = { kind: "COMMAND", command: { commandId: "1", kind: "SKIP", position: 0 } } as const;
    expect(after(input, report(0, "FAILED"), skip).forHosts).toEqual([]);
    const retry = { kind: "COMMAND", command: { commandId: "2", kind: "RETRY", position: 1 } } as const;
    const given = after(input, report(1, "FAILED"), retry, { kind: "PASSED_ON", commandId: "2" }, retry);
    expect(given.forHosts).toEqual([]);
  });

  test("is aborted once its hosts are; given up, it has failed", () => {
    const abort = { kind: "COMMAND", command: { commandId: "1", kind: "ABORT" } } as const;
    const aborting = after(input, report(0, "RUNNING"), report(1, "ABORTED"), report(2, "READY"), abort);
    expect(statusOf(aborting, input)).toBe("ABORTING");
    const ended = reduceOperation(aborting, report(0, "ABORTED"), input);
    expect([statusOf(ended, input), ended.proof.wanted]).toEqual(["ABORTED", false]);
    const gaveUp = after(
      input,
      report(0, "FAILED"),
      { kind: "GAVE_UP" },
      ...[0, 1, 2].map((position) => report(position, "ABORTED")),
    );
    expect(statusOf(gaveUp, input)).toBe("FAILED");
  });

  test("where scripts of others failed, nobody here may choose; what failed is said to the end", () => {
    const reported = { ...input, driver: "EXTERNAL" } as const;
    const failed = after(reported, report(0, "RUNNING"), report(1, "FAILED", { message: "no room left" }));
    expect([nobodyMayChoose(failed, reported), nobodyMayChoose(failed, input)]).toEqual([true, false]);
    const ended = after(
      reported,
      report(1, "FAILED", { message: "no room left" }),
      { kind: "GAVE_UP" },
      report(0, "READY"),
      report(2, "ABORTED"),
    );
    expect([statusOf(ended, reported), operationMessage(ended, reported)]).toEqual(["FAILED", "1 of 3 hosts failed."]);
    const message = "The setup ended before it: interrupted";
    const withdrawn = after(reported, report(0, "ABORTED", { message }), report(1, "READY"), report(2, "RUNNING"));
    expect([statusOf(withdrawn, reported), withdrawn.proof.wanted]).toEqual(["ABORTING", false]);
    const over = reduceOperation(withdrawn, report(2, "ABORTED"), reported);
    expect([statusOf(over, reported), operationMessage(over, reported)]).toEqual(["FAILED", message]);
  });

  test("a proof alone ends with what it found; what is taken down is not proven", () => {
    const proof = inputOf("PROOF", 0);
    expect(initialOperationState(proof).proof.wanted).toBe(true);
    expect(statusOf(after(proof, { kind: "PROVED", checks: [check("FAILED")] }), proof)).toBe("FAILED");
    expect(statusOf(after(proof, { kind: "PROVED", checks: [check("PASSED")] }), proof)).toBe("SUCCEEDED");
    const down = inputOf("DOWN", 1);
    expect(statusOf(after(down, report(0, "READY")), down)).toBe("SUCCEEDED");
    const gone = inputOf("TEARDOWN");
    expect(after(gone, report(0, "WAITING", { done: ["STACK_REMOVE"] })).openGates).toEqual(["STACK_REMOVED"]);
  });
});
