import type pg from "pg";
import { severityOf } from "@arena/workflows/contract/halt";
import { trainRunWorkflowId } from "@arena/workflows/contract/ids";
import type { ExperimentStatus } from "@arena/workflows/contract/status";
import type { HaltRequest } from "@arena/workflows/contract/train-run";
import { recordActivity, type Actor } from "../record-activity.ts";

export interface RunToHalt {
  readonly id: string;
  readonly number: number;
  readonly experimentId: string;
  readonly experimentName: string;
  readonly experimentStatus: ExperimentStatus;
}
/** What Temporal is to be told once this is committed. */
export interface HaltOrder {
  readonly workflowId: string;
  readonly request: HaltRequest;
}

/** In one transaction, under the locks of run and intent: what the agent reads, what the dispatcher tells, who did it. */
export async function writeHalt(
  client: pg.PoolClient,
  actor: Actor,
  run: RunToHalt,
  request: HaltRequest,
): Promise<HaltOrder> {
  await writeIntent(client, run.id, request);
  const workflowId = trainRunWorkflowId(run.experimentId, run.number);
  await client.query("INSERT INTO outbox (kind, dedupe_key, payload) VALUES ('HALT', $1, $2)", [
    `halt/${request.haltId}/${severityOf(request.mode)}`,
    JSON.stringify({ workflowId, request }),
  ]);
  await recordActivity(client, actor, {
    action: "experiment.halt",
    subjectType: "Experiment",
    subjectId: run.experimentId,
    before: { name: run.experimentName, status: run.experimentStatus },
    after: { runNumber: run.number, mode: request.mode },
  });
  return { workflowId, request };
}

/** Who asked first stays in the row; only the severity rises. */
async function writeIntent(client: pg.PoolClient, runId: string, request: HaltRequest): Promise<void> {
  await client.query(
    `UPDATE run_intent SET desired = 'STOP', halt_id = $2, halt_mode = $3, halt_severity = $4,
       halt_requested_by = coalesce(halt_requested_by, $5), halt_requested_via = coalesce(halt_requested_via, $6),
       halt_requested_at = coalesce(halt_requested_at, $7), updated_at = now()
     WHERE run_id = $1`,
    [
      runId,
      request.haltId,
      request.mode,
      severityOf(request.mode),
      request.requestedByPersonId,
      request.requestedVia,
      request.requestedAt,
    ],
  );
}
