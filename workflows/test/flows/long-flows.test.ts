import { randomUUID } from "node:crypto";
import { afterAll, beforeAll, expect, test } from "vitest";
import { resourcePoolWorkflowId } from "../../src/contract/ids.ts";
import { POOL_STATE_QUERY, RETIRE_UPDATE, type PoolStateView } from "../../src/contract/resource-pool.ts";
import {
  FACT_SIGNAL,
  HALT_UPDATE,
  STATE_QUERY,
  type RunFact,
  type TrainRunInput,
} from "../../src/contract/train-run.ts";
import { createFlowBed, type FlowBed } from "./flow-bed.ts";
import { CLEAN_END, haltRequest } from "./run-rows.ts";
import { eventually } from "./eventually.ts";

/** As many as an execution takes before it goes on as a new one. */
const MAX_SIGNALS = 2_000;
let bed: FlowBed;
beforeAll(async () => {
  bed = await createFlowBed({ capacity: 1 });
});
afterAll(() => bed?.close());

function checkpoints(from: number, to: number): RunFact[] {
  return Array.from({ length: to - from + 1 }, (_, index) => ({
    kind: "CHECKPOINT_STARTED",
    step: from + index,
    source: "events",
    sourceSequence: 1_000 + from + index,
    at: new Date(0).toISOString(),
  }));
}
async function signalAll(input: TrainRunInput, facts: readonly RunFact[]): Promise<void> {
  for (let at = 0; at < facts.length; at += 100)
    await Promise.all(facts.slice(at, at + 100).map((fact) => bed.handle(input).signal(FACT_SIGNAL, fact)));
}
async function firstExecution(input: TrainRunInput): Promise<{ first: string; now: string }> {
  const { raw, runId } = await bed.handle(input).describe();
  return { first: raw.workflowExecutionInfo?.firstRunId ?? runId, now: runId };
}

test("a long run goes on as a new execution that knows everything, and ends there", async () => {
  const input = await bed.running();
  const before = await firstExecution(input);
  await signalAll(input, checkpoints(1, MAX_SIGNALS));
  await eventually(async () => expect((await firstExecution(input)).now).not.toBe(before.now));
  expect(await bed.handle(input).query(STATE_QUERY)).toMatchObject({
    status: "RUNNING",
    phase: "CHECKPOINTING",
    leaseId: input.runId,
    appliedFacts: MAX_SIGNALS + 2,
  });
  await bed.tell(input, { kind: "ENDED", ended: CLEAN_END });
  await bed.rows.until(input.runId, { status: "SUCCEEDED", leases: 0 });
});

test("an execution that fills up once its end is decided carries that end out", async () => {
  const input = await bed.running();
  const before = await firstExecution(input);
  const lock = await bed.database.pool.connect();
  try {
    await lock.query("BEGIN");
    await lock.query("SELECT FROM run_intent WHERE run_id = $1 FOR UPDATE", [input.runId]);
    // The intent cannot be written now, so what comes next waits behind it.
    await bed.handle(input).executeUpdate(HALT_UPDATE, { args: [haltRequest()] });
    await bed.tell(input, { kind: "ENDED", ended: CLEAN_END });
    await signalAll(input, checkpoints(1, MAX_SIGNALS));
  } finally {
    await lock.query("COMMIT");
    lock.release();
  }
  await bed.rows.until(input.runId, { status: "STOPPED", leases: 0 });
  expect(await firstExecution(input)).toEqual(before);
});

test("a pool is retired only when nobody waits for or holds a place", async () => {
  const held = await bed.running();
  const pool = bed.context.client.workflow.getHandle(resourcePoolWorkflowId(bed.rows.resourceClassId));
  await expect(pool.executeUpdate(RETIRE_UPDATE)).rejects.toMatchObject({ cause: { type: "CLASS_IN_USE" } });
  const waiting = await bed.train();
  await bed.rows.until(waiting.runId, { place: 1 });
  await bed.tell(held, { kind: "ENDED", ended: { ...CLEAN_END, processGroupEmpty: null, evidence: "NONE" } });
  await bed.rows.until(held.runId, { status: "SUCCEEDED", quarantine: expect.any(String) });
  expect(await pool.query<PoolStateView>(POOL_STATE_QUERY)).toMatchObject({
    leases: [{ runId: held.runId, quarantinedReason: expect.any(String) }],
    queue: [{ runId: waiting.runId }],
  });
  await bed.tell(held, { kind: "RECONCILED", processGroupEmpty: true, checkpoint: null, message: "" }, "agent");
  await bed.rows.until(waiting.runId, { desired: "RUN" });
  await bed.tell(waiting, { kind: "REJECTED", message: "no" });
  await bed.rows.until(waiting.runId, { status: "FAILED", leases: 0 });
  await pool.executeUpdate(RETIRE_UPDATE, { updateId: randomUUID() });
  await pool.result();
});
