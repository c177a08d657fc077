import type pg from "pg";
import { v7 as uuidv7 } from "uuid";
import { inTransaction, type Database } from "@arena/database/client";
import type { HaltRequest } from "@arena/workflows/contract/train-run";
import { writeHalt, type HaltOrder, type RunToHalt } from "../experiment/write-halt.ts";
import type { Orchestration } from "../orchestration-port.ts";

const ANSWER_DEADLINE_MS = 3_000;

/** As a person's halt with saving, in nobody's name. What has ended or is halted meanwhile is left as it is. */
export async function haltRunAsSystem(database: Database, orchestration: Orchestration, runId: string): Promise<void> {
  const order = await inTransaction(database.pool, (client) => orderHalt(client, runId));
  if (order !== null) await orchestration.halt(order.workflowId, order.request, ANSWER_DEADLINE_MS);
}

async function orderHalt(client: pg.PoolClient, runId: string): Promise<HaltOrder | null> {
  const { rows } = await client.query<RunToHalt & { organizationId: string }>(
    `SELECT run.id, number, experiment_id AS "experimentId", experiment.name AS "experimentName",
       run.status AS "experimentStatus", run.organization_id AS "organizationId"
     FROM run JOIN run_intent ON run_id = run.id JOIN experiment ON experiment.id = experiment_id
     WHERE run.id = $1 AND halt_id IS NULL AND run.status IN ('PENDING', 'RUNNING', 'STOPPING')
     FOR NO KEY UPDATE OF run, run_intent`,
    [runId],
  );
  const run = rows[0];
  if (run === undefined) return null;
  const request: HaltRequest = {
    haltId: uuidv7(),
    mode: "SAVE",
    requestedByPersonId: null,
    requestedVia: "SYSTEM",
    requestedAt: new Date().toISOString(),
  };
  const viewer = { organizationId: run.organizationId, personId: null };
  return writeHalt(client, { viewer, via: "SYSTEM", ipAddress: null }, run, request);
}
