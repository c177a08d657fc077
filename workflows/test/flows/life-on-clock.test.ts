import { afterAll, beforeAll, expect, test } from "vitest";
import { deleteExperimentWorkflowId } from "../../src/contract/ids.ts";
import { HALT_UPDATE } from "../../src/contract/train-run.ts";
import { deliverOutbox } from "../../src/worker/deliver-outbox.ts";
import { createFlowBed, type FlowBed } from "./flow-bed.ts";
import { CLEAN_END, haltRequest } from "./run-rows.ts";
import { eventually } from "./eventually.ts";

let bed: FlowBed;
beforeAll(async () => {
  bed = await createFlowBed();
});
afterAll(() => bed?.close());

test("a run that resumes keeps its checkpoint pinned until its end", async () => {
  const parent = await bed.running();
  await bed.tell(parent, { kind: "ENDED", ended: CLEAN_END });
  await bed.rows.until(parent.runId, { status: "SUCCEEDED" });
  const resumeCheckpointId = await bed.rows.addCheckpoint(parent);
  const child = await bed.running({ resumeCheckpointId });
  expect(await bed.rows.row(child.runId)).toMatchObject({ start_step: 5, pins: 1 });
  await bed.tell(child, { kind: "ENDED", ended: { ...CLEAN_END, exitCode: 1, errorMessage: "broken" } });
  await bed.rows.until(child.runId, { status: "FAILED", cause: "TRAINER_ERROR", pins: 0 });
});

test("a run that its machine rejects before the start fails with the machine's reason and gives its place back", async () => {
  const input = await bed.train();
  await bed.rows.until(input.runId, { desired: "RUN" });
  await bed.tell(input, { kind: "REJECTED", message: "the checkpoint's hash differs" });
  await bed.rows.until(input.runId, {
    status: "FAILED",
    cause: "REJECTED",
    cause_message: "the checkpoint's hash differs",
    leases: 0,
    receipt: null,
  });
});

test("contact is a phase, never an outcome", async () => {
  const input = await bed.running();
  const since = "2026-11-23T00:00:00.000Z";
  await bed.tell(input, { kind: "UNREACHABLE", since }, "reconciler");
  await bed.rows.until(input.runId, { phase: "UNREACHABLE", unreachable_since: new Date(since) });
  await bed.environment.sleep("10 minutes");
  expect(await bed.rows.row(input.runId)).toMatchObject({ status: "RUNNING", phase: "UNREACHABLE" });
  await bed.tell(input, { kind: "REACHABLE" }, "reconciler");
  await bed.rows.until(input.runId, { phase: "TRAINING", unreachable_since: null });
  await bed.tell(input, { kind: "ENDED", ended: { ...CLEAN_END, finishedReason: "target_reached" } });
  await bed.rows.until(input.runId, { status: "SUCCEEDED", cause: "TARGET_REACHED" });
});

test("a stop that the row holds and the flow has not heard of starts nothing, and does not spin", async () => {
  const input = await bed.rows.order();
  await bed.database.pool.query("UPDATE resource_class SET enabled = false");
  await deliverOutbox(bed.context);
  await bed.rows.until(input.runId, { place: 1 });
  const request = haltRequest();
  await bed.database.pool.query(
    `UPDATE run_intent SET desired = 'STOP', halt_id = $2, halt_mode = 'SAVE', halt_severity = 1,
       halt_requested_at = now(), halt_requested_via = 'WEB' WHERE run_id = $1`,
    [input.runId, request.haltId],
  );
  await bed.database.pool.query("UPDATE resource_class SET enabled = true");
  // The pool looks at its class again, and grants.
  await bed.environment.sleep("5 minutes");
  const { historyLength } = await bed.handle(input).describe();
  expect(historyLength).toBeLessThan(300);
  expect(await bed.rows.row(input.runId)).toMatchObject({ status: "PENDING", home_id: null });
  await bed.handle(input).executeUpdate(HALT_UPDATE, { args: [request] });
  await bed.rows.until(input.runId, { status: "STOPPED", home_id: null });
});

test("a deletion waits while a run of another experiment needs a checkpoint, then goes on", async () => {
  const parent = await bed.running();
  await bed.tell(parent, { kind: "ENDED", ended: CLEAN_END });
  await bed.rows.until(parent.runId, { status: "SUCCEEDED" });
  const resumeCheckpointId = await bed.rows.addCheckpoint(parent);
  const child = await bed.running({ resumeCheckpointId });
  const { pool } = bed.database;
  await pool.query("INSERT INTO outbox (kind, dedupe_key, payload) VALUES ('DELETE', $1, $2)", [
    `delete/${parent.experimentId}`,
    JSON.stringify({ experimentId: parent.experimentId }),
  ]);
  await deliverOutbox(bed.context);
  await bed.rows.until(parent.runId, { experiment_status: "PENDING_DELETE" });
  await bed.environment.sleep("15 minutes");
  expect(await bed.rows.row(parent.runId)).toMatchObject({ experiment_status: "PENDING_DELETE" });
  await bed.tell(child, { kind: "ENDED", ended: CLEAN_END });
  await bed.rows.until(child.runId, { status: "SUCCEEDED", pins: 0 });
  await bed.context.client.workflow.getHandle(deleteExperimentWorkflowId(parent.experimentId)).result();
  expect(await bed.rows.row(parent.runId)).toMatchObject({ experiment_status: "DELETED" });
  const { rows } = await pool.query("SELECT state FROM checkpoint WHERE id = $1", [resumeCheckpointId]);
  expect(rows).toEqual([{ state: "DELETING" }]);
});

test("a run whose records cannot be written for a while still stops, and its row catches up", async () => {
  const input = await bed.running();
  const { pool } = bed.database;
  await pool.query("ALTER TABLE run RENAME COLUMN flow_hash TO away");
  try {
    await bed.handle(input).executeUpdate(HALT_UPDATE, { args: [haltRequest()] });
    await eventually(async () => {
      const { rows } = await pool.query("SELECT desired FROM run_intent WHERE run_id = $1", [input.runId]);
      expect(rows).toEqual([{ desired: "STOP" }]);
    });
  } finally {
    await pool.query("ALTER TABLE run RENAME COLUMN away TO flow_hash");
  }
  await bed.tell(input, { kind: "ENDED", ended: { ...CLEAN_END, finishedReason: "stopped" } });
  await bed.environment.sleep("1 minute");
  await bed.rows.until(input.runId, { status: "STOPPED", leases: 0 });
});
