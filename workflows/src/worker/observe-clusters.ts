import { UNREACHABLE_AFTER_MS } from "../contract/agent-protocol.ts";
import {
  OBSERVED_SIGNAL,
  WATCH_CLUSTER_WORKFLOW,
  watchClusterWorkflowId,
  type ClusterObservation,
} from "../contract/cluster-health.ts";
import type { ClusterReport } from "../contract/cluster-report.ts";
import { observeCluster } from "../proof/observe-cluster.ts";
import type { ControlContext } from "./control-context.ts";

interface Row {
  readonly id: string;
  readonly nodes: number;
  readonly cpus: number | null;
  readonly gpus: number | null;
  readonly memoryBytes: string | null;
  readonly lastHeartbeatAt: Date;
  readonly isAway: boolean;
  readonly report: ClusterReport | null;
  readonly told: ClusterObservation | null;
}

/** Tells each cluster's flow how its cluster is, when that differs from what it was told last. */
export async function observeClusters({ pool, client, queues, onError }: ControlContext): Promise<void> {
  const { rows } = await pool.query<Row>(
    `SELECT c.id, c.nodes, c.cpus, c.gpus, c.memory_bytes AS "memoryBytes", home.at AS "lastHeartbeatAt",
       home.at < now() - $1 * interval '1 millisecond' AS "isAway", report.report, health.told
     FROM resource_class c
     JOIN LATERAL (SELECT max(last_heartbeat_at) AS at FROM agent_home WHERE resource_class_id = c.id) home ON home.at IS NOT NULL
     LEFT JOIN cluster_report report ON report.resource_class_id = c.id
     LEFT JOIN cluster_health health ON health.resource_class_id = c.id
     WHERE c.kind = 'ON_PREM' AND c.deleted_at IS NULL`,
    [UNREACHABLE_AFTER_MS],
  );
  for (const row of rows) {
    const observation = observationOf(row);
    if (isSame(row.told, observation)) continue;
    try {
      await client.workflow.signalWithStart(WATCH_CLUSTER_WORKFLOW, {
        workflowId: watchClusterWorkflowId(row.id),
        taskQueue: queues.control,
        args: [row.id],
        signal: OBSERVED_SIGNAL,
        signalArgs: [observation],
      });
      await pool.query(
        `INSERT INTO cluster_health (resource_class_id, told) VALUES ($1, $2)
         ON CONFLICT (resource_class_id) DO UPDATE SET told = $2`,
        [row.id, JSON.stringify(observation)],
      );
    } catch (error) {
      onError(error);
    }
  }
}

function observationOf({ memoryBytes, isAway, lastHeartbeatAt, report, ...shape }: Row): ClusterObservation {
  const bytes = memoryBytes === null ? null : Number(memoryBytes);
  const unreachableSince = isAway ? lastHeartbeatAt.toISOString() : null;
  return observeCluster({ ...shape, memoryBytes: bytes }, report, unreachableSince);
}

/** As they are in the database: in whatever order their parts come back. */
function isSame(a: ClusterObservation | null, b: ClusterObservation): boolean {
  return a !== null && (Object.keys(b) as (keyof ClusterObservation)[]).every((key) => a[key] === b[key]);
}
