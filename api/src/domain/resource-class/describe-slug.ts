import type { Queryable } from "@arena/database/queryable";
import { checkName } from "../check-name.ts";
import { ValidationError } from "../errors.ts";
import type { Viewer } from "../viewer/viewer.ts";
import { MAX_NAME_LENGTH } from "./check-shape.ts";
import { checkSlug, slugOf, takenBy } from "./slug.ts";

export interface SlugAnswer {
  readonly slug: string;
  readonly fault: string | null;
}

export async function describeSlug(client: Queryable, { organizationId }: Viewer, name: string): Promise<SlugAnswer> {
  const slug = slugOf(name);
  try {
    checkSlug(checkName(name, "name", MAX_NAME_LENGTH));
    const taken = await takenBy(client, organizationId, { name: name.trim(), slug });
    return { slug, fault: taken?.message ?? null };
  } catch (error) {
    if (error instanceof ValidationError) return { slug, fault: error.fields[0]!.message };
    throw error;
  }
}
