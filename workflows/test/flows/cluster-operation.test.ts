import { afterAll, beforeAll, expect, test } from "vitest";
import { CLUSTER_SCENARIOS } from "./cluster-scenarios.ts";
import { createFlowBedOnServer, type FlowBed } from "./flow-bed.ts";

let bed: FlowBed;
beforeAll(async () => {
  bed = await createFlowBedOnServer({ installs: true });
});
afterAll(() => bed?.close());

test("aborted in the moment in which it is ordered, its hosts are told and it ends", async () => {
  const [operation, host] = await CLUSTER_SCENARIOS["aborted-at-once"]!(bed);
  const handleOf = (id: string) => bed.context.client.workflow.getHandle(id);
  expect(await handleOf(operation!).result()).toBe("ABORTED");
  expect(await handleOf(host!).result()).toMatchObject({ state: "ABORTED" });
  // One that is told before its flow is there hears nothing, if the server comes to that first.
  const { events } = await handleOf(operation!).fetchHistory();
  const begunAt = events!.findIndex((event) => event.childWorkflowExecutionStartedEventAttributes);
  const toldAt = events!.findIndex((event) => event.signalExternalWorkflowExecutionInitiatedEventAttributes);
  expect(begunAt).toBeGreaterThan(0);
  expect(toldAt).toBeGreaterThan(begunAt);
});
