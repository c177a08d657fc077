import { createHash } from "node:crypto";
import { inTransaction } from "@arena/database/client";
import { appendProjectEvent, appendRunEvent } from "@arena/database/run-events";
import type pg from "pg";
import { isTerminal, type RunCause, type RunStatus } from "../contract/status.ts";
import type { ProjectionAnswer, RunProjection, RunSnapshot } from "../flows/run-snapshot.ts";
import { raiseAlarm } from "./raise-alarm.ts";
import { statusPath } from "./status-path.ts";

/** The flow goes on with a higher sequence, so that only the alarm tells of it. */
const CONFLICT_LASTS_MS = 86_400_000;

interface Row {
  status: RunStatus;
  phase: string | null;
  cause: RunCause | null;
  cause_message: string | null;
  experiment_id: string;
  project_id: string;
  number: number;
  run_count: number;
  flow_execution_id: string | null;
  flow_sequence: number;
  flow_hash: string | null;
}

export function projectRun(pool: pg.Pool, projection: RunProjection): Promise<ProjectionAnswer> {
  return inTransaction(pool, (client) => write(client, projection));
}

async function write(
  client: pg.PoolClient,
  { executionId, flowSequence, snapshot }: RunProjection,
): Promise<ProjectionAnswer> {
  // The experiment before the run, as everyone locks: a halt at the same moment waits instead of meeting a deadlock.
  await client.query(
    "SELECT FROM experiment WHERE id = (SELECT experiment_id FROM run WHERE id = $1) FOR NO KEY UPDATE",
    [snapshot.runId],
  );
  const row = (
    await client.query<Row>(
      `SELECT run.status, run.phase, run.cause, run.cause_message, run.experiment_id, run.project_id, run.number, experiment.run_count,
       run.flow_execution_id, run.flow_sequence, run.flow_hash
     FROM run JOIN experiment ON experiment.id = run.experiment_id WHERE run.id = $1 FOR NO KEY UPDATE`,
      [snapshot.runId],
    )
  ).rows[0];
  if (row === undefined) throw new Error(`There is no run ${snapshot.runId} to project`);
  const hash = createHash("sha256").update(JSON.stringify(snapshot)).digest("hex");
  const written = row.flow_execution_id === executionId ? row.flow_sequence : 0;
  if (written === flowSequence) {
    if (row.flow_hash === hash) return { adopted: null };
    const message = `Projection ${flowSequence} of the run ${snapshot.runId} came with two contents`;
    await raiseAlarm(client, { kind: "PROJECTION_CONFLICT", subject: snapshot.runId, message }, CONFLICT_LASTS_MS);
  }
  if (isTerminal(row.status))
    return { adopted: { status: row.status, cause: row.cause ?? "INFRASTRUCTURE", message: row.cause_message } };
  if (written >= flowSequence) return { adopted: null, ahead: written };
  const path = statusPath(row.status, snapshot.status);
  if (path === null) return { adopted: null, refused: `It cannot move from ${row.status} to ${snapshot.status}` };
  await walk(client, row, snapshot, path);
  await client.query(
    `UPDATE run SET phase = $2, cause = $3, cause_message = $4, unreachable_since = $5, receipt = $6, flow_execution_id = $7,
       flow_sequence = $8, flow_hash = $9, projected_at = now() WHERE id = $1`,
    [
      snapshot.runId,
      snapshot.phase,
      snapshot.cause,
      snapshot.causeMessage,
      snapshot.unreachableSince,
      snapshot.receipt === null ? null : JSON.stringify(snapshot.receipt),
      executionId,
      flowSequence,
      hash,
    ],
  );
  if (row.number === row.run_count) {
    await client.query(
      "UPDATE experiment SET phase = $2, cause = $3, cause_message = $4, updated_at = now() WHERE id = $1",
      [row.experiment_id, snapshot.phase, snapshot.cause, snapshot.causeMessage],
    );
  }
  if (row.status !== snapshot.status || row.phase !== snapshot.phase) {
    await appendRunEvent(client, snapshot.runId, "STATUS", {
      status: snapshot.status,
      phase: snapshot.phase,
      cause: snapshot.cause,
      message: snapshot.causeMessage,
    });
  }
  if (snapshot.receipt !== null) await appendRunEvent(client, snapshot.runId, "RECEIPT", snapshot.receipt);
  if (isTerminal(snapshot.status)) await clearAfterEnd(client, snapshot);
  await appendProjectEvent(client, row.project_id, row.experiment_id);
  return { adopted: null };
}

async function walk(client: pg.PoolClient, row: Row, snapshot: RunSnapshot, path: readonly RunStatus[]): Promise<void> {
  for (const status of path) {
    await client.query(
      `UPDATE run SET status = $2::text::experiment_status, ended_at = CASE WHEN $3 THEN now() ELSE ended_at END,
         started_at = CASE WHEN $2::text = 'RUNNING' THEN coalesce(started_at, now()) ELSE started_at END WHERE id = $1`,
      [snapshot.runId, status, isTerminal(status)],
    );
    if (row.number === row.run_count)
      await client.query("UPDATE experiment SET status = $2 WHERE id = $1", [row.experiment_id, status]);
  }
}

async function clearAfterEnd(client: pg.PoolClient, snapshot: RunSnapshot): Promise<void> {
  await client.query("DELETE FROM checkpoint_pin WHERE run_id = $1", [snapshot.runId]);
  await client.query("DELETE FROM queue_entry WHERE run_id = $1", [snapshot.runId]);
  if (snapshot.leaseReleased) await client.query("DELETE FROM lease WHERE run_id = $1", [snapshot.runId]);
}
