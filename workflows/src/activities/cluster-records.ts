import { inTransaction } from "@arena/database/client";
import { appendClusterEvent } from "@arena/database/cluster-events";
import type pg from "pg";
import { hasOperationEnded } from "../contract/cluster-operation.ts";
import type {
  ClusterRecordActivities,
  HealthProjection,
  HostProjection,
  OperationProjection,
} from "../flows/cluster-activities-contract.ts";

/** What flows know of an operation, as people see it. An older attempt that comes late finds a newer one and writes nothing. */
export function createClusterRecords(pool: pg.Pool): ClusterRecordActivities {
  return {
    projectHost: (projection) => projectHost(pool, projection),
    projectOperation: (projection) => projectOperation(pool, projection),
    projectHealth: (projection) => projectHealth(pool, projection),
  };
}

function projectHost(pool: pg.Pool, projection: HostProjection): Promise<void> {
  const { operationId, position, flowSequence, state, message, stages, checks, checkedAt } = projection;
  return inTransaction(pool, async (client) => {
    const { rowCount } = await client.query(
      `UPDATE cluster_host SET flow_sequence = $3, state = $4, message = $5, stages = $6, checks = $7, checked_at = $8
       WHERE operation_id = $1 AND position = $2 AND flow_sequence < $3`,
      [operationId, position, flowSequence, state, message, JSON.stringify(stages), JSON.stringify(checks), checkedAt],
    );
    if (rowCount === 1) await appendClusterEvent(client, operationId, { kind: "HOST", hostPosition: position });
  });
}

/** With its end what only the operation needed is gone: the sealed bundle, what was reported. */
function projectOperation(pool: pg.Pool, projection: OperationProjection): Promise<void> {
  const { operationId, flowSequence, status, message } = projection;
  const ended = hasOperationEnded(status);
  return inTransaction(pool, async (client) => {
    const { rowCount } = await client.query(
      `UPDATE cluster_operation SET flow_sequence = $2, status = $3, message = $4, ended_at = CASE WHEN $5 THEN now() END,
         bundle_sealed = CASE WHEN $5 THEN NULL ELSE bundle_sealed END
       WHERE id = $1 AND flow_sequence < $2 AND ended_at IS NULL`,
      [operationId, flowSequence, status, message, ended],
    );
    if (rowCount !== 1) return;
    if (ended) await client.query("DELETE FROM cluster_setup_report WHERE operation_id = $1", [operationId]);
    await appendClusterEvent(client, operationId, { kind: "OPERATION" });
  });
}

async function projectHealth(
  pool: pg.Pool,
  { resourceClassId, flowSequence, health }: HealthProjection,
): Promise<void> {
  const { connection, since, readyWorkers, reason, closedReason } = health;
  await pool.query(
    `INSERT INTO cluster_health (resource_class_id, flow_sequence, connection, since, ready_workers, reason, closed_reason)
     VALUES ($1, $2, $3, $4, $5, $6, $7)
     ON CONFLICT (resource_class_id) DO UPDATE SET flow_sequence = $2, connection = $3, since = $4, ready_workers = $5, reason = $6, closed_reason = $7
     WHERE cluster_health.flow_sequence < $2`,
    [resourceClassId, flowSequence, connection, since, readyWorkers, reason, closedReason],
  );
}
