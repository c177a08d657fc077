import { afterAll, beforeAll, expect, test } from "vitest";
import { OUTER_DEADLINE_EXTRA_MS, type HaltReceipt } from "../../src/contract/halt.ts";
import { HALT_UPDATE, STATE_QUERY, type HaltRequest, type TrainRunInput } from "../../src/contract/train-run.ts";
import { deliverFacts } from "../../src/worker/deliver-facts.ts";
import { createFlowBed, type FlowBed } from "./flow-bed.ts";
import { CLEAN_END, GRACES, haltRequest } from "./run-rows.ts";
import { eventually } from "./eventually.ts";

let bed: FlowBed;
beforeAll(async () => {
  bed = await createFlowBed();
});
afterAll(() => bed?.close());

function halt(input: TrainRunInput, request: HaltRequest): Promise<unknown> {
  return bed
    .handle(input)
    .executeUpdate(HALT_UPDATE, { args: [request], updateId: `${request.haltId}/${request.mode}` });
}
async function receiptOf(input: TrainRunInput): Promise<HaltReceipt> {
  return (await bed.rows.row(input.runId))!["receipt"] as HaltReceipt;
}
/** On the flow's clock, which may run on while a record is written. */
async function decidedAtMs(input: TrainRunInput): Promise<number> {
  return Date.parse((await receiptOf(input)).rungs.at(-1)!.startedAt);
}

test("a silent machine: the whole ladder expires in its bounds, unverified; the late end is its reconciliation", async () => {
  const input = await bed.running();
  await bed.tell(input, { kind: "UNREACHABLE", since: new Date().toISOString() }, "reconciler");
  await bed.rows.until(input.runId, { status: "RUNNING", phase: "UNREACHABLE" });
  const startedAtMs = await bed.environment.currentTimeMs();
  await halt(input, haltRequest());
  expect(await bed.handle(input).result()).toEqual({ status: "STOPPED", cause: "USER" });
  const tookMs = (await decidedAtMs(input)) - startedAtMs;
  const ladderMs = GRACES.checkpointMs + GRACES.sigtermMs + GRACES.sigkillMs;
  expect(tookMs).toBeGreaterThanOrEqual(ladderMs + OUTER_DEADLINE_EXTRA_MS);
  expect(tookMs).toBeLessThan(ladderMs + OUTER_DEADLINE_EXTRA_MS + 10_000);

  const row = await bed.rows.row(input.runId);
  expect(row).toMatchObject({ status: "STOPPED", experiment_status: "STOPPED", desired: "STOP" });
  await bed.rows.until(input.runId, { quarantine: expect.any(String), leases: 1 });
  const receipt = await receiptOf(input);
  expect(receipt).toMatchObject({
    verified: false,
    processGroupEmpty: null,
    evidence: "NONE",
    resourcesReleased: false,
    noCheckpointReason: "UNREACHABLE",
    reconciliation: null,
  });

  const checkpoint = { id: "0193a000-0000-7000-8000-000000000001", step: 7, sha256: "b".repeat(64) };
  await bed.tell(input, { kind: "ENDED", ended: { ...CLEAN_END, finishedReason: "stopped", checkpoint } });
  await bed.rows.until(input.runId, { leases: 0 });
  const reconciled = await receiptOf(input);
  expect(reconciled.reconciliation).toMatchObject({ processGroupEmpty: true, checkpoint });
  expect({ ...reconciled, reconciliation: null }).toEqual(receipt);
});

test("an end that was committed and not delivered decides at the deadline", async () => {
  const input = await bed.running();
  await halt(input, haltRequest({ mode: "KILL" }));
  await bed.rows.fact(input.runId, { kind: "ENDED", ended: { ...CLEAN_END, exitCode: null, signal: "SIGKILL" } });
  await bed.handle(input).result();
  expect(await receiptOf(input)).toMatchObject({ verified: true, signal: "SIGKILL", noCheckpointReason: "FORCED" });
  await deliverFacts(bed.context);
  await bed.rows.until(input.runId, { status: "STOPPED", leases: 0 });
});

test("a halt that is asked twice counts once; a harder one brings the deadline nearer and is the receipt's mode", async () => {
  const input = await bed.running();
  const first = haltRequest({ requestedVia: "CLI" });
  const startedAtMs = await bed.environment.currentTimeMs();
  expect(await halt(input, first)).toEqual({ accepted: true, status: "STOPPING" });
  expect(await bed.handle(input).executeUpdate(HALT_UPDATE, { args: [first] })).toMatchObject({ accepted: true });
  expect(await bed.handle(input).query(STATE_QUERY)).toMatchObject({ haltId: first.haltId, status: "STOPPING" });
  await halt(input, { ...first, mode: "KILL", requestedVia: "WEB" });
  await bed.rows.until(input.runId, { desired: "STOP", halt_mode: "KILL" });
  await bed.handle(input).result();
  const tookMs = (await decidedAtMs(input)) - startedAtMs;
  expect(tookMs).toBeLessThan(GRACES.sigkillMs + OUTER_DEADLINE_EXTRA_MS + 10_000);
  expect(await receiptOf(input)).toMatchObject({ mode: "KILL", requestedVia: "CLI", requestedAt: first.requestedAt });
  const { rows } = await bed.database.pool.query("SELECT FROM run_event WHERE run_id = $1 AND kind = 'RECEIPT'", [
    input.runId,
  ]);
  expect(rows).toHaveLength(1);
});

test("a halt while the launch may be under way ends by the revocation, with nothing to save", async () => {
  const input = await bed.train();
  await bed.rows.until(input.runId, { desired: "RUN", phase: "STARTING" });
  await halt(input, haltRequest());
  await bed.rows.until(input.runId, { status: "STOPPING", desired: "STOP" });
  await bed.tell(input, { kind: "REVOKED" });
  await bed.rows.until(input.runId, { status: "STOPPED", leases: 0 });
  expect(await receiptOf(input)).toMatchObject({ noCheckpointReason: "NOT_STARTED", verified: true });
});

test("a halt after the end is refused, though the end is not written yet", async () => {
  const input = await bed.running();
  const lock = await bed.database.pool.connect();
  try {
    await lock.query("BEGIN");
    await lock.query("SELECT FROM run WHERE id = $1 FOR NO KEY UPDATE", [input.runId]);
    await bed.tell(input, { kind: "ENDED", ended: CLEAN_END });
    await eventually(async () =>
      expect(await bed.handle(input).query(STATE_QUERY)).toMatchObject({ status: "SUCCEEDED" }),
    );
    await expect(halt(input, haltRequest())).rejects.toMatchObject({ cause: { type: "RUN_ENDED" } });
  } finally {
    await lock.query("COMMIT");
    lock.release();
  }
  await bed.rows.until(input.runId, { status: "SUCCEEDED", receipt: null });
});
