import { ApplicationFailure } from "@temporalio/activity";
import { inTransaction } from "@arena/database/client";
import { appendProjectEvent, appendRunEvent } from "@arena/database/run-events";
import type pg from "pg";
import { isTerminal, type RunCause, type RunStatus } from "../contract/status.ts";
import type { TrainRunInput } from "../contract/train-run.ts";
import type { ProjectionAnswer } from "../flows/run-snapshot.ts";

const UNIQUE_VIOLATION = "23505";

function refusal(message: string, type: "REJECTED" | "NAME_TAKEN" = "REJECTED"): ApplicationFailure {
  return ApplicationFailure.create({ message, type, nonRetryable: true });
}

/** Inserts the run and its intent, and moves the experiment to Pending, in one transaction; or refuses with nothing written. */
export async function projectFirst(
  pool: pg.Pool,
  input: TrainRunInput,
  executionId: string,
): Promise<ProjectionAnswer> {
  try {
    return await inTransaction(pool, (client) => writeFirst(client, input, executionId));
  } catch (error) {
    const refused =
      (error as { code?: string }).code === UNIQUE_VIOLATION
        ? refusal("The name is taken in this project.", "NAME_TAKEN")
        : error;
    if (refused instanceof ApplicationFailure) await dropPin(pool, input.runId);
    throw refused;
  }
}

/** The order pinned its checkpoint; of a run that never came to be, nothing else would take that back. */
async function dropPin(pool: pg.Pool, runId: string): Promise<void> {
  await pool.query("DELETE FROM checkpoint_pin WHERE run_id = $1 AND NOT EXISTS (SELECT FROM run WHERE id = $1)", [
    runId,
  ]);
}

async function writeFirst(client: pg.PoolClient, input: TrainRunInput, executionId: string): Promise<ProjectionAnswer> {
  const experiment = (
    await client.query<{ status: string; run_count: number }>(
      "SELECT status, run_count FROM experiment WHERE id = $1 FOR NO KEY UPDATE",
      [input.experimentId],
    )
  ).rows[0];
  if (experiment === undefined) throw refusal("The experiment does not exist.");
  const known = (
    await client.query<{ status: RunStatus; cause: RunCause | null; cause_message: string | null }>(
      "SELECT status, cause, cause_message FROM run WHERE id = $1",
      [input.runId],
    )
  ).rows[0];
  if (known !== undefined) {
    return {
      adopted: isTerminal(known.status)
        ? { status: known.status, cause: known.cause ?? "INFRASTRUCTURE", message: known.cause_message }
        : null,
    };
  }
  if (["PENDING", "RUNNING", "STOPPING", "PENDING_DELETE", "DELETED"].includes(experiment.status)) {
    throw refusal(`The experiment is ${experiment.status}.`);
  }
  const order = (
    await client.query<{ manifest: Record<string, unknown> | null; acceptMissing: string[] | null }>(
      `SELECT payload->'manifest' AS manifest, payload->'acceptMissing' AS "acceptMissing" FROM outbox
       WHERE dedupe_key = $1`,
      [`train/${input.runId}`],
    )
  ).rows[0];
  const manifest = order?.manifest ?? null;
  if (manifest === null) throw refusal("The run's resolved manifest is missing.");
  const startStep = await pinnedStep(client, input);
  await client.query(
    `INSERT INTO run (id, organization_id, project_id, experiment_id, number, status, phase, manifest, resource_class_id,
       resume_checkpoint_id, requested_by, step, start_step, max_steps, flow_execution_id, accept_missing, flow_sequence,
       projected_at)
     VALUES ($1,$2,$3,$4,$5,'PENDING','WAITING_FOR_CAPACITY',$6,$7,$8,$9,$10,$10,$11,$12,$13,0,now())`,
    [
      input.runId,
      input.organizationId,
      input.projectId,
      input.experimentId,
      input.runNumber,
      JSON.stringify(manifest),
      input.resourceClassId,
      input.resumeCheckpointId,
      input.requestedByPersonId,
      startStep,
      maxStepsOf(manifest),
      executionId,
      order?.acceptMissing ?? [],
    ],
  );
  await client.query("INSERT INTO run_intent (run_id, desired) VALUES ($1, 'WAIT') ON CONFLICT DO NOTHING", [
    input.runId,
  ]);
  await client.query(
    `UPDATE experiment SET status = 'PENDING', phase = 'WAITING_FOR_CAPACITY', cause = NULL, cause_message = NULL,
       run_count = greatest(run_count, $2), updated_at = now() WHERE id = $1`,
    [input.experimentId, input.runNumber],
  );
  await appendRunEvent(client, input.runId, "STATUS", {
    status: "PENDING",
    phase: "WAITING_FOR_CAPACITY",
    cause: null,
  });
  await appendProjectEvent(client, input.projectId, input.experimentId);
  return { adopted: null };
}

async function pinnedStep(client: pg.PoolClient, input: TrainRunInput): Promise<number> {
  if (input.resumeCheckpointId === null) return 0;
  const checkpoint = (
    await client.query<{ step: number; state: string }>(
      "SELECT step, state FROM checkpoint WHERE id = $1 AND organization_id = $2 FOR NO KEY UPDATE",
      [input.resumeCheckpointId, input.organizationId],
    )
  ).rows[0];
  if (checkpoint?.state !== "LIVE") throw refusal("The checkpoint is no longer there.");
  await client.query("INSERT INTO checkpoint_pin (checkpoint_id, run_id) VALUES ($1, $2) ON CONFLICT DO NOTHING", [
    input.resumeCheckpointId,
    input.runId,
  ]);
  return checkpoint.step;
}

function maxStepsOf(manifest: Record<string, unknown>): number {
  const training = manifest["training"] as { max_steps?: unknown } | undefined;
  return Number(training?.max_steps ?? 0);
}
