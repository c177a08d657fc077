import type { Queryable } from "@arena/database/queryable";
import { ValidationError } from "../errors.ts";

const MAX_LENGTH = 53;
/** Namespaces of Kubernetes itself: the slug becomes one. */
const RESERVED = /^(default|kube-.*)$/;

/** DNS-1123: lower-case letters, digits and hyphens. Empty when the name has nothing to make one of. */
export function slugOf(name: string): string {
  return name
    .normalize("NFKD")
    .replaceAll(/\p{M}/gu, "")
    .toLowerCase()
    .replaceAll(/[^a-z0-9]+/g, "-")
    .slice(0, MAX_LENGTH + 1)
    .replace(/^-+/, "")
    .slice(0, MAX_LENGTH)
    .replace(/-+$/, "");
}

export function checkSlug(name: string): string {
  const slug = slugOf(name);
  if (slug === "")
    throw new ValidationError([{ path: "name", message: "must have a letter from a to z or a digit, for its slug" }]);
  if (RESERVED.test(slug))
    throw new ValidationError([
      { path: "name", message: `makes the slug “${slug}”, which Kubernetes keeps for itself` },
    ]);
  return slug;
}

/** Whether another live class of the organization has it. */
export async function isSlugTaken(
  client: Queryable,
  organizationId: string,
  slug: string,
  exceptId: string | null = null,
): Promise<boolean> {
  const { rowCount } = await client.query(
    `SELECT FROM resource_class WHERE organization_id = $1 AND slug = $2 AND deleted_at IS NULL AND ($3::uuid IS NULL OR id <> $3)`,
    [organizationId, slug, exceptId],
  );
  return rowCount !== 0;
}
