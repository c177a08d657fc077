import type pg from "pg";
import { runIdOf } from "@arena/workflows/contract/ids";
import type { TrainRunInput } from "@arena/workflows/contract/train-run";
import type { Command } from "../command.ts";
import { NotAllowedError } from "../errors.ts";
import { recordActivity } from "../record-activity.ts";
import type { ChosenClass } from "./choose-resource-class.ts";

export interface StartOrder {
  readonly experimentId: string;
  readonly projectId: string;
  readonly runCount: number;
  readonly resourceClass: ChosenClass;
  /** Resolved: every value that the trainer uses. */
  readonly manifest: Record<string, unknown>;
  readonly checkpoint: { readonly id: string; readonly acceptMissing: readonly string[] } | null;
}
export interface StartResult {
  readonly experimentId: string;
  readonly runId: string;
  /** For the call that follows the commit. */
  readonly input: TrainRunInput;
}

/**
 * Commits the whole start to the outbox; the dispatcher carries it out whatever happens to this process. The run's id is
 * a function of experiment and number, so two people, two keys or a retry meet in one row. Wants the experiment's lock.
 */
export async function orderStart(client: pg.PoolClient, command: Command, order: StartOrder): Promise<StartResult> {
  const runNumber = await nextRunNumber(client, order);
  const input: TrainRunInput = {
    runId: runIdOf(order.experimentId, runNumber),
    experimentId: order.experimentId,
    runNumber,
    organizationId: command.viewer.organizationId,
    projectId: order.projectId,
    resourceClassId: order.resourceClass.id,
    graces: order.resourceClass.graces,
    mode: "start",
    resumeCheckpointId: order.checkpoint?.id ?? null,
    requestedByPersonId: command.viewer.personId,
    requestedAt: new Date().toISOString(),
  };
  const { rowCount } = await client.query(
    "INSERT INTO outbox (kind, dedupe_key, payload) VALUES ('TRAIN', $1, $2) ON CONFLICT (dedupe_key) DO NOTHING",
    [
      `train/${input.runId}`,
      JSON.stringify({ input, manifest: order.manifest, acceptMissing: order.checkpoint?.acceptMissing ?? [] }),
    ],
  );
  const result = { experimentId: order.experimentId, runId: input.runId };
  if (rowCount === 0) return { ...result, input: await orderedBefore(client, input) };
  if (order.checkpoint !== null) {
    // Kept from now on: it must not be deleted between this answer and the first projection.
    await client.query("INSERT INTO checkpoint_pin (checkpoint_id, run_id) VALUES ($1, $2)", [
      order.checkpoint.id,
      input.runId,
    ]);
  }
  await recordActivity(client, command, {
    action: order.checkpoint === null ? "experiment.train" : "experiment.resume_run",
    subjectType: "Experiment",
    subjectId: order.experimentId,
    after: { runNumber, resourceClassId: input.resourceClassId, checkpointId: input.resumeCheckpointId },
  });
  return { ...result, input };
}

/** A start that was refused by its workflow used its number up: that workflow's id is not given twice. */
async function nextRunNumber(client: pg.PoolClient, order: StartOrder): Promise<number> {
  for (let number = order.runCount + 1; ; number += 1) {
    const { rowCount: refused } = await client.query(
      "SELECT FROM outbox WHERE dedupe_key = $1 AND delivered_at IS NOT NULL",
      [`train/${runIdOf(order.experimentId, number)}`],
    );
    if (refused === 0) return number;
  }
}

async function orderedBefore(client: pg.PoolClient, wanted: TrainRunInput): Promise<TrainRunInput> {
  const { rows } = await client.query<{ input: TrainRunInput }>(
    "SELECT payload->'input' AS input FROM outbox WHERE dedupe_key = $1",
    [`train/${wanted.runId}`],
  );
  const earlier = rows[0]?.input;
  if (earlier === undefined || earlier.resumeCheckpointId !== wanted.resumeCheckpointId) {
    throw new NotAllowedError("Another start of it is being scheduled.");
  }
  return earlier;
}
