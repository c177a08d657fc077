import { inTransaction } from "@arena/database/client";
import type pg from "pg";
import { UNREACHABLE_AFTER_MS } from "../contract/agent-protocol.ts";
import type { PoolLease } from "../flows/resource-pool-state.ts";
import { trainRunWorkflowId } from "../contract/ids.ts";
import type { PoolActivities, PoolClass } from "../flows/pool-activities-contract.ts";

export function createPoolActivities(pool: pg.Pool): PoolActivities {
  return {
    readClass: (resourceClassId) => readClass(pool, resourceClassId),
    async endedHolders(runIds) {
      const { rows } = await pool.query<{ id: string }>(
        `SELECT held.id FROM unnest($1::uuid[]) AS held(id) LEFT JOIN run ON run.id = held.id
         WHERE run.id IS NULL OR run.status IN ('STOPPED', 'SUCCEEDED', 'FAILED')`,
        [runIds],
      );
      return rows.map((row) => row.id);
    },
    readHolders: (resourceClassId) => readHolders(pool, resourceClassId),
    projectPool: (resourceClassId, state, reason) =>
      inTransaction(pool, async (client) => {
        await client.query("SELECT pg_advisory_xact_lock(hashtextextended($1, 1))", [resourceClassId]);
        await client.query("DELETE FROM queue_entry WHERE resource_class_id = $1", [resourceClassId]);
        await client.query("DELETE FROM lease WHERE resource_class_id = $1 AND NOT (run_id = ANY($2::uuid[]))", [
          resourceClassId,
          state.leases.map((one) => one.runId),
        ]);
        await client.query(
          `INSERT INTO queue_entry (run_id, resource_class_id, project_id, position, reason)
         SELECT line.run_id, $1, run.project_id, line.position, $3 FROM unnest($2::uuid[]) WITH ORDINALITY AS line(run_id, position)
         JOIN run ON run.id = line.run_id AND run.status = 'PENDING' ON CONFLICT (run_id) DO NOTHING`,
          [resourceClassId, state.queue.map((one) => one.runId), reason],
        );
        await client.query(
          "UPDATE run SET waiting_for = $2 WHERE id = ANY($1::uuid[]) AND waiting_for IS DISTINCT FROM $2",
          [state.queue.map((one) => one.runId), reason],
        );
        await client.query(
          `INSERT INTO lease (run_id, resource_class_id, lease_id, quarantined_reason)
         SELECT held.run_id, $1, held.lease_id, held.reason FROM unnest($2::uuid[], $3::uuid[], $4::text[]) AS held(run_id, lease_id, reason)
         JOIN run ON run.id = held.run_id ON CONFLICT (run_id) DO UPDATE SET quarantined_reason = EXCLUDED.quarantined_reason`,
          [
            resourceClassId,
            state.leases.map((one) => one.runId),
            state.leases.map((one) => one.leaseId),
            state.leases.map((one) => one.quarantinedReason),
          ],
        );
      }),
  };
}

/** A run at a machine holds its place until its end; a quarantined place is held beyond it. */
async function readHolders(pool: pg.Pool, resourceClassId: string): Promise<readonly PoolLease[]> {
  const { rows } = await pool.query<Omit<PoolLease, "workflowId"> & { experimentId: string; number: number }>(
    `SELECT run.id AS "runId", coalesce(lease.lease_id, run.lease_id) AS "leaseId", run.home_id AS "homeId",
       run.experiment_id AS "experimentId", run.number, lease.quarantined_reason AS "quarantinedReason"
     FROM run LEFT JOIN lease ON lease.run_id = run.id
     WHERE run.resource_class_id = $1 AND run.home_id IS NOT NULL AND run.lease_id IS NOT NULL
       AND (lease.quarantined_reason IS NOT NULL OR run.status IN ('PENDING', 'RUNNING', 'STOPPING'))
     ORDER BY run.created_at`,
    [resourceClassId],
  );
  return rows.map(({ experimentId, number, ...lease }) => ({
    ...lease,
    workflowId: trainRunWorkflowId(experimentId, number),
  }));
}

async function readClass(pool: pg.Pool, resourceClassId: string): Promise<PoolClass> {
  const { rows } = await pool.query<PoolClass>(
    `SELECT capacity, enabled AND deleted_at IS NULL AND cluster_is_enabled(c) AS enabled,
       enabled AND deleted_at IS NULL AND NOT cluster_is_enabled(c) AS "clusterDisabled", (SELECT id FROM agent_home WHERE resource_class_id = c.id
       AND last_heartbeat_at > now() - $2 * interval '1 millisecond' ORDER BY last_heartbeat_at DESC LIMIT 1) AS "homeId",
       health.ready_workers AS "readyWorkers", health.closed_reason AS "closedReason"
     FROM resource_class c LEFT JOIN cluster_health health ON health.resource_class_id = c.id WHERE c.id = $1`,
    [resourceClassId, UNREACHABLE_AFTER_MS],
  );
  return rows[0] ?? { capacity: 0, enabled: false, homeId: null };
}
