import type { Queryable } from "@arena/database/queryable";
import { NameTakenError, ValidationError } from "../errors.ts";

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

/** What another live class of the organization has of the two; names that differ may yield the same slug. */
export async function takenBy(
  client: Queryable,
  organizationId: string,
  { name, slug }: { readonly name: string; readonly slug: string },
  exceptId: string | null = null,
): Promise<NameTakenError | null> {
  const { rows } = await client.query<{ name: string }>(
    `SELECT name FROM resource_class
     WHERE organization_id = $1 AND slug = $2 AND deleted_at IS NULL AND ($3::uuid IS NULL OR id <> $3)`,
    [organizationId, slug, exceptId],
  );
  const other = rows[0]?.name;
  if (other === undefined) return null;
  if (other.toLowerCase() === name.toLowerCase()) return new NameTakenError(name);
  return new NameTakenError(name, `The slug “${slug}”, which this name yields, is that of “${other}”.`);
}
