import type { Database } from "@arena/database/client";
import type { Channel, Viewer } from "../domain/viewer/viewer.ts";

/**
 * The person in one of their organizations: the given one, else the current one, else the first that they joined.
 * Null when they are no member of it.
 */
export async function findViewer(
  pool: Database["pool"],
  personId: string,
  via: Channel,
  organizationId: string | null,
): Promise<Viewer | null> {
  const { rows } = await pool.query<Omit<Viewer, "via">>(
    `SELECT person.id AS "personId", person.name, person.email, organization.id AS "organizationId",
       membership.role, organization.plan
     FROM person JOIN membership ON membership.person_id = person.id
     JOIN organization ON organization.id = membership.organization_id
     WHERE person.id = $1 AND ($2::uuid IS NULL OR organization.id = $2)
     ORDER BY (organization.id = person.current_organization_id) DESC NULLS LAST, membership.created_at LIMIT 1`,
    [personId, organizationId],
  );
  const found = rows[0];
  return found === undefined ? null : { ...found, via };
}
