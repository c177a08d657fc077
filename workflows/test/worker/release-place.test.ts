import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from "vitest";
import { resourcePoolWorkflowId } from "../../src/contract/ids.ts";
import { RETIRE_UPDATE } from "../../src/contract/resource-pool.ts";
import type { TrainRunInput } from "../../src/contract/train-run.ts";
import { deliverFacts } from "../../src/worker/deliver-facts.ts";
import { deliverOutbox } from "../../src/worker/deliver-outbox.ts";
import { remindReleases } from "../../src/worker/remind-releases.ts";
import { createFlowBedOnServer, type FlowBed } from "../flows/flow-bed.ts";
import { CLEAN_END, haltRequest, RunRows } from "../flows/run-rows.ts";

let bed: FlowBed;
beforeAll(async () => {
  bed = await createFlowBedOnServer({ capacity: 1 });
});
beforeEach(async () => {
  bed.rows = await new RunRows(bed.database.pool).create({ capacity: 1 });
});
afterEach(async () => {
  await pool()
    .terminate()
    .catch(() => undefined);
});
afterAll(() => bed?.close());

const pool = () => bed.context.client.workflow.getHandle(resourcePoolWorkflowId(bed.rows.resourceClassId));
const sql = (text: string, values: readonly unknown[]) => bed.database.pool.query(text, [...values]);

/** Its run has ended without a proof, and holds the only place of its class. */
async function held(): Promise<TrainRunInput> {
  const input = await bed.running();
  await bed.handle(input).executeUpdate("halt", { args: [haltRequest({ mode: "KILL" })] });
  await bed.tell(input, { kind: "ENDED", ended: { ...CLEAN_END, processGroupEmpty: null, evidence: "NONE" } });
  await bed.rows.until(input.runId, { status: "STOPPED", quarantine: expect.any(String) });
  return input;
}
/** Commits the release as a Manager does, and delivers it. */
async function release({ runId, resourceClassId }: TrainRunInput): Promise<void> {
  await sql("INSERT INTO outbox (kind, dedupe_key, payload) VALUES ('CLEAR_QUARANTINE', $1, $2)", [
    `release-place/${runId}`,
    JSON.stringify({ resourceClassId, runId }),
  ]);
  await deliverOutbox(bed.context);
}
async function orderOf({ runId }: TrainRunInput): Promise<{ delivered: boolean; last_error: string | null }> {
  const { rows } = await sql(
    "SELECT delivered_at IS NOT NULL AS delivered, last_error FROM outbox WHERE dedupe_key = $1",
    [`release-place/${runId}`],
  );
  return rows[0] as { delivered: boolean; last_error: string | null };
}
/** Whoever waits is told why, and gets the place. */
async function waiting(): Promise<TrainRunInput> {
  const next = await bed.train();
  await bed.rows.until(next.runId, { place: 1, waiting_for: expect.stringContaining("1 of them kept back") });
  return next;
}
async function served(next: TrainRunInput): Promise<void> {
  await bed.rows.until(next.runId, { desired: "RUN" });
  await bed.tell(next, { kind: "REJECTED", message: "no" });
  await bed.rows.until(next.runId, { status: "FAILED", leases: 0 });
}

test("a released place goes to the run that waits for it, and the receipt stays as it was", async () => {
  const input = await held();
  const { receipt } = (await bed.rows.row(input.runId))!;
  const next = await waiting();
  await release(input);
  await served(next);
  expect(await bed.rows.row(input.runId)).toMatchObject({ leases: 0, receipt });
  expect(receipt).toMatchObject({ resourcesReleased: false, reconciliation: null });
});

test("a pool that is lost is started by the release, and knows the place as free", async () => {
  const input = await held();
  await pool().terminate();
  await release(input);
  await bed.rows.until(input.runId, { leases: 0 });
  expect((await pool().describe()).status.name).toBe("RUNNING");
  await served(await bed.train());
});

test("a pool that holds a released place again, as an older copy of it does, is told once more", async () => {
  const input = await held();
  await release(input);
  await bed.rows.until(input.runId, { leases: 0 });
  await pool().terminate();
  await sql(
    "INSERT INTO lease (run_id, resource_class_id, lease_id, quarantined_reason) VALUES ($1, $2, $1, 'not proven')",
    [input.runId, input.resourceClassId],
  );
  await remindReleases(bed.context);
  expect(await orderOf(input)).toMatchObject({ delivered: true });
  await sql("UPDATE outbox SET delivered_at = now() - interval '1 minute' WHERE dedupe_key = $1", [
    `release-place/${input.runId}`,
  ]);
  const next = await waiting();
  await remindReleases(bed.context);
  await deliverOutbox(bed.context);
  await served(next);
});

test("of a deleted class neither a release nor a late proof starts a pool, and neither is repeated", async () => {
  const input = await held();
  await pool().executeUpdate(RETIRE_UPDATE);
  await pool().result();
  await sql("UPDATE resource_class SET deleted_at = now(), enabled = false WHERE id = $1", [input.resourceClassId]);
  await release(input);
  expect(await orderOf(input)).toEqual({ delivered: true, last_error: null });
  expect(await bed.rows.row(input.runId)).toMatchObject({ leases: 0 });
  await sql(
    "INSERT INTO lease (run_id, resource_class_id, lease_id, quarantined_reason) VALUES ($1, $2, $1, 'not proven')",
    [input.runId, input.resourceClassId],
  );
  await bed.tell(input, { kind: "RECONCILED", processGroupEmpty: true, checkpoint: null, message: "" }, "agent");
  await deliverFacts(bed.context);
  expect(await bed.rows.row(input.runId)).toMatchObject({ leases: 0 });
  expect((await pool().describe()).status.name).toBe("COMPLETED");
});
