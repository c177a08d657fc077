import type pg from "pg";
import type { ExperimentStatus } from "@arena/workflows/contract/status";
import type { Command } from "../command.ts";
import { NotAllowedError, NotFoundError } from "../errors.ts";
import { experimentActions, type ActionName } from "./actions.ts";
import { notRunnable } from "./check-manifest.ts";

export interface LockedExperiment {
  readonly id: string;
  readonly projectId: string;
  readonly name: string;
  readonly status: ExperimentStatus;
  readonly manifest: Record<string, unknown>;
  readonly resourceClassId: string | null;
  readonly runCount: number;
  readonly hasCheckpoint: boolean;
  /** A start is committed and its first projection not written yet. */
  readonly startOrdered: boolean;
}

/** Under the row's lock until the transaction ends: what is decided on these facts is decided on facts. */
export async function lockExperiment(
  client: pg.PoolClient,
  command: Command,
  experimentId: string | null,
): Promise<LockedExperiment> {
  if (experimentId === null) throw new NotFoundError("experiment");
  const { rows: locked } = await client.query(
    "SELECT FROM experiment WHERE id = $1 AND organization_id = $2 FOR NO KEY UPDATE",
    [experimentId, command.viewer.organizationId],
  );
  if (locked.length === 0) throw new NotFoundError("experiment");
  // Read after the lock is held: what was committed while this waited is seen.
  const { rows } = await client.query<LockedExperiment & { deleteOrdered: boolean }>(
    `SELECT id, project_id AS "projectId", name, status, manifest, resource_class_id AS "resourceClassId",
       run_count AS "runCount",
       EXISTS (SELECT FROM checkpoint WHERE experiment_id = experiment.id AND state = 'LIVE') AS "hasCheckpoint",
       EXISTS (SELECT FROM outbox WHERE delivered_at IS NULL AND kind = 'TRAIN'
         AND payload->'input'->>'experimentId' = experiment.id::text) AS "startOrdered",
       EXISTS (SELECT FROM outbox WHERE dedupe_key = 'delete/' || experiment.id) AS "deleteOrdered"
     FROM experiment WHERE id = $1`,
    [experimentId],
  );
  const found = rows[0];
  if (found === undefined || found.deleteOrdered || found.status === "PENDING_DELETE" || found.status === "DELETED") {
    throw new NotFoundError("experiment");
  }
  return found;
}

/** The same rule that clients are shown, checked on locked facts. */
export function requireAction(
  experiment: LockedExperiment,
  action: ActionName,
  /** Of what the manifest names, where the action needs it. */
  environmentFault: string | null = null,
): void {
  const { allowed, reason } = experimentActions({
    status: experiment.status,
    notRunnable: environmentFault ?? notRunnable(experiment.manifest),
    hasCheckpoint: experiment.hasCheckpoint,
  })[action];
  if (!allowed) throw new NotAllowedError(reason ?? "This is not allowed now.");
  const changesConfiguration = action === "edit" || action === "delete";
  if (changesConfiguration && experiment.startOrdered) throw new NotAllowedError("Its training is being scheduled.");
}
