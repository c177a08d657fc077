import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from "vitest";
import { deleteExperimentWorkflowId, resourcePoolWorkflowId } from "../../src/contract/ids.ts";
import { POOL_STATE_QUERY, type PoolStateView } from "../../src/contract/resource-pool.ts";
import { STATE_QUERY, type TrainRunInput } from "../../src/contract/train-run.ts";
import { closeStaleFlows } from "../../src/worker/close-stale-flows.ts";
import { deliverFacts } from "../../src/worker/deliver-facts.ts";
import { deliverOutbox } from "../../src/worker/deliver-outbox.ts";
import { recoverDeletions } from "../../src/worker/recover-deletions.ts";
import { recoverRuns } from "../../src/worker/recover-runs.ts";
import { createFlowBedOnServer, type FlowBed } from "./flow-bed.ts";
import { CLEAN_END, haltRequest, RunRows } from "./run-rows.ts";
import { eventually } from "./eventually.ts";

let bed: FlowBed;
beforeAll(async () => {
  bed = await createFlowBedOnServer({ capacity: 1 });
});
afterEach(async () => {
  await pool()
    .terminate()
    .catch(() => undefined);
});
afterAll(() => bed?.close());
beforeEach(async () => {
  bed.rows = await new RunRows(bed.database.pool).create({ capacity: 1 });
});

function pool(): ReturnType<FlowBed["context"]["client"]["workflow"]["getHandle"]> {
  return bed.context.client.workflow.getHandle(resourcePoolWorkflowId(bed.rows.resourceClassId));
}
async function leases(): Promise<readonly string[]> {
  return (await pool().query<PoolStateView>(POOL_STATE_QUERY)).leases.map((lease) => lease.runId);
}
/** As if it had been told to the flow, which then was replaced by an older copy of itself. */
async function forgotten(): Promise<void> {
  await bed.database.pool.query(
    "UPDATE run_fact SET delivered_at = now() - interval '1 minute' WHERE delivered_at IS NULL",
  );
  await bed.database.pool.query(
    "UPDATE outbox SET delivered_at = now() - interval '1 minute' WHERE delivered_at IS NULL",
  );
}
/** The row is Running, as a flow wrote it whose copy of today is older. */
async function writtenByALaterCopy(input: TrainRunInput): Promise<void> {
  await bed.database.pool.query(
    "UPDATE run SET status = 'RUNNING', phase = 'TRAINING', flow_sequence = flow_sequence + 3, flow_hash = 'later' WHERE id = $1",
    [input.runId],
  );
  await bed.database.pool.query("UPDATE experiment SET status = 'RUNNING' WHERE id = $1", [input.experimentId]);
}
async function finish(input: TrainRunInput): Promise<void> {
  await bed.tell(input, { kind: "ENDED", ended: CLEAN_END });
  await bed.rows.until(input.runId, { status: "SUCCEEDED", leases: 0 });
}

test("flow and pool are lost: the run is attached to, keeps its place, and the next one waits for its end", async () => {
  const input = await bed.running();
  const next = await bed.train();
  await bed.rows.until(next.runId, { place: 1 });
  await pool().terminate();
  await bed.handle(input).terminate();
  await recoverRuns(bed.context);
  await eventually(async () => expect(await leases()).toEqual([input.runId]));
  await bed.rows.until(next.runId, { place: 1, desired: "WAIT" });
  await finish(input);
  await bed.rows.until(next.runId, { desired: "RUN" });
  await bed.tell(next, { kind: "REJECTED", message: "no" });
  await bed.rows.until(next.runId, { status: "FAILED", leases: 0 });
});

test("a pool that is lost alone is told of the runs at their machines and of the quarantined places", async () => {
  const input = await bed.running();
  // The end comes without a proof.
  const ended = { ...CLEAN_END, processGroupEmpty: null, evidence: "NONE" } as const;
  await bed.handle(input).executeUpdate("halt", { args: [haltRequest({ mode: "KILL" })] });
  await bed.tell(input, { kind: "ENDED", ended });
  await bed.rows.until(input.runId, { status: "STOPPED", quarantine: expect.any(String) });
  await pool().terminate();
  const next = await bed.train();
  await bed.rows.until(next.runId, { place: 1 });
  expect(await leases()).toEqual([input.runId]);
  await bed.tell(input, { kind: "RECONCILED", processGroupEmpty: true, checkpoint: null, message: "" }, "agent");
  await bed.rows.until(next.runId, { desired: "RUN" });
  await bed.tell(next, { kind: "REJECTED", message: "no" });
  await bed.rows.until(next.runId, { status: "FAILED", leases: 0 });
});

test("a lease that only the pool has forgotten is held again by the run's new flow", async () => {
  const input = await bed.running();
  await pool().signal("release", { runId: input.runId });
  await eventually(async () => expect(await leases()).toEqual([]));
  await bed.handle(input).terminate();
  await recoverRuns(bed.context);
  await eventually(async () => expect(await leases()).toEqual([input.runId]));
  await finish(input);
});

test("a flow that has forgotten facts is told them again, and its row does not go back", async () => {
  const input = await bed.train();
  await bed.rows.until(input.runId, { desired: "RUN", phase: "STARTING" });
  await bed.rows.fact(input.runId, { kind: "CLAIMED", homeId: bed.rows.homeId, pid: 1 });
  await bed.rows.fact(input.runId, { kind: "FIRST_EVENT", step: 0 }, "events");
  await forgotten();
  await writtenByALaterCopy(input);
  expect(await bed.handle(input).query(STATE_QUERY)).toMatchObject({ status: "PENDING" });
  await recoverRuns(bed.context);
  await deliverFacts(bed.context);
  await eventually(async () =>
    expect(await bed.handle(input).query(STATE_QUERY)).toMatchObject({ status: "RUNNING", appliedFacts: 2 }),
  );
  await finish(input);
});

test("a flow whose row went on without it says nothing that the row cannot take, and catches up", async () => {
  const input = await bed.train();
  await bed.rows.until(input.runId, { desired: "RUN", phase: "STARTING" });
  await writtenByALaterCopy(input);
  const before = await bed.handle(input).describe();
  await bed.handle(input).signal("check");
  await eventually(async () => {
    const { historyLength } = await bed.handle(input).describe();
    expect(historyLength).toBeGreaterThan(before.historyLength + 3);
  });
  expect(await bed.rows.row(input.runId)).toMatchObject({ status: "RUNNING", phase: "TRAINING" });
  await bed.tell(input, { kind: "CLAIMED", homeId: bed.rows.homeId, pid: 1 });
  await bed.tell(input, { kind: "FIRST_EVENT", step: 0 }, "events");
  await finish(input);
});

test("a flow that has forgotten a halt is told it again", async () => {
  const input = await bed.running();
  const request = haltRequest();
  await bed.database.pool.query(
    `UPDATE run_intent SET desired = 'STOP', halt_id = $2, halt_mode = 'SAVE', halt_severity = 1,
       halt_requested_at = now(), halt_requested_via = 'WEB' WHERE run_id = $1`,
    [input.runId, request.haltId],
  );
  await bed.database.pool.query("INSERT INTO outbox (kind, dedupe_key, payload) VALUES ('HALT', $1, $2)", [
    `halt/${request.haltId}/1`,
    JSON.stringify({ workflowId: bed.handle(input).workflowId, request }),
  ]);
  await forgotten();
  await recoverRuns(bed.context);
  await deliverOutbox(bed.context);
  await bed.rows.until(input.runId, { status: "STOPPING" });
  await bed.tell(input, { kind: "ENDED", ended: { ...CLEAN_END, finishedReason: "stopped" } });
  await bed.rows.until(input.runId, { status: "STOPPED", leases: 0 });
});

test("a flow that is open though its run has ended adopts the outcome and closes", async () => {
  const input = await bed.running();
  await bed.database.pool.query(
    "UPDATE run SET status = 'FAILED', phase = NULL, cause = 'TRAINER_ERROR', ended_at = now() - interval '1 minute' WHERE id = $1",
    [input.runId],
  );
  await eventually(async () => {
    await closeStaleFlows(bed.context);
    expect((await bed.handle(input).describe()).status.name).toBe("COMPLETED");
  });
  expect(await bed.handle(input).result()).toEqual({ status: "FAILED", cause: "TRAINER_ERROR" });
  await pool().signal("release", { runId: input.runId });
  await eventually(async () => expect(await leases()).toEqual([]));
});

test("a deletion whose flow is lost goes on", async () => {
  const input = await bed.running();
  await finish(input);
  await bed.database.pool.query("UPDATE experiment SET status = 'PENDING_DELETE' WHERE id = $1", [input.experimentId]);
  await recoverDeletions(bed.context);
  await bed.context.client.workflow.getHandle(deleteExperimentWorkflowId(input.experimentId)).result();
  await bed.rows.until(input.runId, { experiment_status: "DELETED" });
});
