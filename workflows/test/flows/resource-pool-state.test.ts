import { expect, test } from "vitest";
import { initialPoolState, reducePool, waitingReason, type PoolState } from "../../src/flows/resource-pool-state.ts";

const HOME = { kind: "CLASS", capacity: 1, enabled: true, homeId: "home" } as const;

function request(state: PoolState, runId: string, projectId: string, place: number): PoolState {
  const requestedAt = new Date(place).toISOString();
  return reducePool(state, {
    kind: "REQUEST",
    request: { runId, projectId, leaseId: runId, workflowId: runId, requestedAt },
  });
}

test("a project of one waits for one run of a project of a hundred, not for all", () => {
  let state = initialPoolState();
  for (let place = 0; place < 100; place += 1) state = request(state, `a${place}`, "a", place);
  state = request(state, "b0", "b", 100);
  state = reducePool(state, HOME);
  const served: string[] = [];
  while (state.leases.length > 0) {
    served.push(state.leases[0]!.runId);
    state = reducePool(reducePool(state, { kind: "RELEASE", runId: state.leases[0]!.runId }), HOME);
  }
  expect(served.slice(0, 3)).toEqual(["a0", "b0", "a1"]);
  expect(served).toHaveLength(101);
});

test("the same request is granted with the same lease, and a quarantined place stays used until it is cleared", () => {
  let state = reducePool(request(request(initialPoolState(), "x", "a", 0), "y", "a", 1), HOME);
  expect(request(state, "x", "a", 0).leases).toEqual(state.leases);
  state = reducePool(reducePool(state, { kind: "QUARANTINE", runId: "x", reason: "r" }), HOME);
  expect(state.leases.map((lease) => lease.runId)).toEqual(["x"]);
  state = reducePool(reducePool(state, { kind: "CLEAR_QUARANTINE", runId: "x" }), HOME);
  expect(state.leases.map((lease) => lease.runId)).toEqual(["y"]);
});

test("who waits for a full class is told of the places that are kept back", () => {
  const class3 = { ...HOME, capacity: 3 } as const;
  let state = ["a", "b", "c", "d"].reduce((before, id, place) => request(before, id, "p", place), initialPoolState());
  state = reducePool(state, class3);
  const wait = (runId: string): string => {
    state = reducePool(state, { kind: "QUARANTINE", runId, reason: "not proven" });
    return waitingReason(state);
  };
  expect(waitingReason(state)).toBe("all places of this class are in use");
  expect(wait("a")).toBe(
    "all places of this class are in use, 1 of them kept back for a run that has ended without proof that nothing is left there",
  );
  expect(wait("b")).toBe(
    "all places of this class are in use, 2 of them kept back for runs that have ended without proof that nothing is left there",
  );
});

test("nothing is granted while the class is disabled or no machine is connected, and a class in use is not retired", () => {
  const waiting = request(initialPoolState(), "x", "a", 0);
  expect(reducePool(waiting, { ...HOME, enabled: false }).leases).toEqual([]);
  expect(reducePool(waiting, { ...HOME, homeId: null }).leases).toEqual([]);
  expect(waitingReason(reducePool(waiting, { ...HOME, enabled: false }))).toBe("the resource class is disabled");
  const clusterOff = reducePool(waiting, { ...HOME, enabled: false, clusterDisabled: true });
  expect(waitingReason(clusterOff)).toBe("the on-prem training cluster is disabled");
  expect(waitingReason(reducePool(clusterOff, { ...HOME, homeId: null }))).toMatch(/^no machine/);
  expect(reducePool(waiting, { kind: "RETIRE" }).retired).toBe(false);
  expect(reducePool(initialPoolState(), { kind: "RETIRE" }).retired).toBe(true);
  const held = reducePool(waiting, HOME);
  expect(reducePool(held, { kind: "RETIRE" }).retired).toBe(false);
  const lost = reducePool(held, { kind: "QUARANTINE", runId: "x", reason: "its machine is out of reach" });
  expect(reducePool(lost, { kind: "RETIRE" }).retired).toBe(true);
});

test("a run that is at its machine already holds a place beyond the capacity, once, and nobody is granted it", () => {
  let state = reducePool(request(request(initialPoolState(), "x", "a", 0), "y", "a", 1), HOME);
  const held = { runId: "z", projectId: "b", leaseId: "z", workflowId: "z", requestedAt: "", heldHomeId: "home" };
  for (let time = 0; time < 2; time += 1) state = reducePool(state, { kind: "REQUEST", request: held });
  expect(state.leases.map((lease) => lease.runId)).toEqual(["x", "z"]);
  expect(state.outbox.map((grant) => grant.runId)).toEqual(["x", "z"]);
  state = reducePool(reducePool(state, { kind: "RELEASE", runId: "x" }), HOME);
  expect(state.queue.map((one) => one.runId)).toEqual(["y"]);
  state = reducePool(reducePool(state, { kind: "RELEASE", runId: "z" }), HOME);
  expect(state.leases.map((lease) => lease.runId)).toEqual(["y"]);
});

test("workers that are away take no new work: the pool says how many do, and runs that are there stay", () => {
  const cluster = { ...HOME, capacity: 3, readyWorkers: 3 } as const;
  let state = ["a", "b", "c", "d"].reduce((before, id, place) => request(before, id, "p", place), initialPoolState());
  state = reducePool(state, { ...cluster, readyWorkers: 2 });
  expect(state.leases.map((lease) => lease.runId)).toEqual(["a", "b"]);
  expect(waitingReason(state)).toBe("2 of 3 workers of the cluster take work");
  state = reducePool(reducePool(state, { ...cluster, readyWorkers: 1 }), { kind: "RELEASE", runId: "a" });
  expect(reducePool(state, { ...cluster, readyWorkers: 1 }).leases.map((lease) => lease.runId)).toEqual(["b"]);
  const closed = reducePool(state, { ...cluster, closedReason: "there is little room left" });
  expect([closed.leases.length, waitingReason(closed)]).toEqual([1, "there is little room left"]);
  const well = reducePool(closed, cluster);
  expect(well.leases.map((lease) => lease.runId)).toEqual(["b", "c", "d"]);
});
