import type { Database } from "@arena/database/client";
import { byKey, listsByKey } from "./by-key.ts";

export interface HeldPlace {
  readonly reason: string;
  readonly since: Date;
}

/** Places that stay used after the end of their runs. One that was released is free as soon as its pool hears of it. */
const HELD = `FROM lease JOIN run ON run.id = lease.run_id JOIN resource_class class ON class.id = lease.resource_class_id
  WHERE quarantined_reason IS NOT NULL AND run.status IN ('STOPPED', 'SUCCEEDED', 'FAILED') AND run.ended_at IS NOT NULL
    AND class.deleted_at IS NULL AND NOT EXISTS (SELECT FROM outbox WHERE dedupe_key = 'release-place/' || run.id)`;

export function createPlaceLoaders({ pool, prisma }: Database, organizationId: string | null) {
  const own = organizationId ?? "00000000-0000-0000-0000-000000000000";
  return {
    heldPlace: byKey(
      async (ids) => {
        const { rows } = await pool.query<HeldPlace & { runId: string }>(
          `SELECT run.id AS "runId", quarantined_reason AS reason, run.ended_at AS since ${HELD} AND run.id = ANY($1::uuid[])`,
          [ids],
        );
        return rows;
      },
      (row) => row.runId,
    ),
    /** Those that ended first come first. */
    heldRunsOfClass: listsByKey(
      async (ids) => {
        const { rows } = await pool.query<{ id: string }>(
          `SELECT run.id ${HELD} AND class.id = ANY($1::uuid[]) AND run.organization_id = $2`,
          [ids, own],
        );
        return prisma.run.findMany({
          where: { id: { in: rows.map(({ id }) => id) } },
          orderBy: [{ endedAt: "asc" }, { id: "asc" }],
        });
      },
      (row) => row.resourceClassId,
    ),
  };
}
