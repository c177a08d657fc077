import type { Database } from "@arena/database/client";
import { byKey, listsByKey } from "./by-key.ts";

/** People are seen as far as they belong to the viewer's organization, or did something in it. */
export function createPersonLoaders({ prisma }: Database, personId: string | null) {
  const nobody = "00000000-0000-0000-0000-000000000000";
  return {
    person: byKey(
      (ids) =>
        prisma.person.findMany({ where: { id: { in: [...ids] } }, select: { id: true, name: true, email: true } }),
      (row) => row.id,
    ),
    /** Organizations that the viewer belongs to. */
    organization: byKey(
      (ids) =>
        prisma.organization.findMany({
          where: { id: { in: [...ids] }, memberships: { some: { personId: personId ?? nobody } } },
        }),
      (row) => row.id,
    ),
    membersOfOrganization: listsByKey(
      (ids) =>
        prisma.membership.findMany({ where: { organizationId: { in: [...ids] } }, orderBy: { createdAt: "asc" } }),
      (row) => row.organizationId,
    ),
  };
}
