import type { Database } from "@arena/database/client";
import type { ClusterState } from "../domain/resource-class/connection-of.ts";
import { byKey, listsByKey } from "./by-key.ts";

interface Numbered {
  id: string;
  value: number;
}

/** What is computed beside the rows: places in queues, counts, whether something can be resumed. */
export function createRunLoaders({ pool, prisma }: Database, organizationId: string | null) {
  const query = async <Row extends object>(text: string, ids: readonly string[]): Promise<Row[]> =>
    (await pool.query<Row>(text, [ids])).rows;
  return {
    latestRun: byKey(
      (ids) =>
        prisma.run.findMany({
          where: {
            experimentId: { in: [...ids] },
            organizationId: organizationId ?? "00000000-0000-0000-0000-000000000000",
          },
          orderBy: [{ experimentId: "asc" }, { number: "desc" }],
          distinct: ["experimentId"],
        }),
      (row) => row.experimentId,
    ),
    intent: byKey(
      (ids) => prisma.runIntent.findMany({ where: { runId: { in: [...ids] } } }),
      (row) => row.runId,
    ),
    /** 1 is next. Null when the run does not wait for capacity. */
    queuePlace: byKey(
      (ids) =>
        query<Numbered>(
          `SELECT mine.run_id AS id, count(*)::int AS value FROM queue_entry AS mine
           JOIN queue_entry AS ahead ON ahead.resource_class_id = mine.resource_class_id AND ahead.position <= mine.position
           WHERE mine.run_id = ANY($1::uuid[]) GROUP BY mine.run_id`,
          ids,
        ),
      (row) => row.id,
    ),
    queueLength: byKey(
      (ids) =>
        query<Numbered>(
          `SELECT resource_class_id AS id, count(*)::int AS value FROM queue_entry
           WHERE resource_class_id = ANY($1::uuid[]) GROUP BY resource_class_id`,
          ids,
        ),
      (row) => row.id,
    ),
    lastHeartbeat: byKey(
      (ids) =>
        query<{ id: string; at: Date }>(
          `SELECT resource_class_id AS id, max(last_heartbeat_at) AS at FROM agent_home
           WHERE resource_class_id = ANY($1::uuid[]) GROUP BY resource_class_id`,
          ids,
        ),
      (row) => row.id,
    ),
    /** What is concluded of a class's cluster, and what is done to it. */
    clusterState: byKey(
      (ids) =>
        query<ClusterState & { id: string }>(
          `SELECT c.id, health.connection, health.reason, health.ready_workers AS "readyWorkers",
             EXISTS (SELECT FROM cluster_operation WHERE resource_class_id = c.id AND kind = 'INSTALL' AND ended_at IS NULL) AS "isInstalling",
             (SELECT max(ended_at) FROM cluster_operation WHERE resource_class_id = c.id AND kind = 'TEARDOWN' AND status = 'SUCCEEDED') AS "tornDownAt"
           FROM unnest($1::uuid[]) AS c(id) LEFT JOIN cluster_health health ON health.resource_class_id = c.id`,
          ids,
        ),
      (row) => row.id,
    ),
    /** The newest proof of a class's cluster, or of one operation. */
    proofOfClass: byKey(
      (ids) =>
        prisma.clusterProof.findMany({
          where: { resourceClassId: { in: [...ids] } },
          orderBy: [{ resourceClassId: "asc" }, { at: "desc" }],
          distinct: ["resourceClassId"],
        }),
      (row) => row.resourceClassId,
    ),
    proofOfOperation: byKey(
      (ids) =>
        prisma.clusterProof.findMany({
          where: { operationId: { in: [...ids] } },
          orderBy: [{ operationId: "asc" }, { at: "desc" }],
          distinct: ["operationId"],
        }),
      (row) => row.operationId,
    ),
    /** Newest first: the last 20, and the newest of each kind, since what is installed now may be told by an older one. */
    operationsOfClass: listsByKey(
      (ids) =>
        query<{ id: string; resourceClassId: string }>(
          `SELECT newest.id, newest.resource_class_id AS "resourceClassId" FROM unnest($1::uuid[]) AS class(id), LATERAL (
             (SELECT id, resource_class_id, created_at FROM cluster_operation WHERE resource_class_id = class.id ORDER BY created_at DESC LIMIT 20)
             UNION (SELECT DISTINCT ON (kind) id, resource_class_id, created_at FROM cluster_operation WHERE resource_class_id = class.id ORDER BY kind, created_at DESC)) newest
           ORDER BY newest.created_at DESC`,
          ids,
        ),
      (row) => row.resourceClassId,
    ),
    /** Runs of an experiment that have a checkpoint to resume from. */
    resumableRuns: listsByKey(
      (ids) =>
        query<{ experimentId: string; runId: string }>(
          `SELECT DISTINCT experiment_id AS "experimentId", run_id AS "runId" FROM checkpoint
           WHERE experiment_id = ANY($1::uuid[]) AND state = 'LIVE'`,
          ids,
        ),
      (row) => row.experimentId,
    ),
    experimentCounts: listsByKey(
      (ids) =>
        query<{ projectId: string; status: string; count: number }>(
          `SELECT project_id AS "projectId", status::text, count(*)::int AS count FROM experiment
           WHERE project_id = ANY($1::uuid[]) AND status NOT IN ('PENDING_DELETE', 'DELETED')
           GROUP BY project_id, status ORDER BY status`,
          ids,
        ),
      (row) => row.projectId,
    ),
  };
}
