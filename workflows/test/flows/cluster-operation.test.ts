import { randomUUID } from "node:crypto";
import { afterAll, beforeAll, expect, test } from "vitest";
import { ClusterRows } from "./cluster-rows.ts";
import { createFlowBedOnServer, type FlowBed } from "./flow-bed.ts";

let bed: FlowBed;
beforeAll(async () => {
  bed = await createFlowBedOnServer({ installs: true });
});
afterAll(() => bed?.close());

test("aborted in the moment in which it is ordered, its hosts are told and it ends", async () => {
  // It waits until the stack is removed, which nobody does.
  const hosts = [{ position: 0, role: "WORKER" }] as const;
  const rows = await ClusterRows.order(bed, { kind: "TEARDOWN", driver: "EXTERNAL", hosts, leaveSwarm: true });
  await rows.begin({ kind: "ABORT", commandId: randomUUID() });
  await rows.until(({ ended }) => ended);
  expect(await rows.seen()).toEqual({ status: "ABORTED", ended: true, hosts: ["ABORTED"] });
  expect(await rows.handle.result()).toBe("ABORTED");
  // One that is told before its flow is there hears nothing, if the server comes to that first.
  const { events } = await rows.handle.fetchHistory();
  const begunAt = events!.findIndex((event) => event.childWorkflowExecutionStartedEventAttributes);
  const toldAt = events!.findIndex((event) => event.signalExternalWorkflowExecutionInitiatedEventAttributes);
  expect(begunAt).toBeGreaterThan(0);
  expect(toldAt).toBeGreaterThan(begunAt);
});
