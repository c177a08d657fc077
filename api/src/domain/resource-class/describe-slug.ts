import type { Queryable } from "@arena/database/queryable";
import { ValidationError } from "../errors.ts";
import type { Viewer } from "../viewer/viewer.ts";
import { checkClassName } from "./check-class-name.ts";
import { checkSlug, slugOf, takenBy } from "./slug.ts";

export interface SlugAnswer {
  readonly slug: string;
  readonly fault: string | null;
}

export async function describeSlug(client: Queryable, { organizationId }: Viewer, name: string): Promise<SlugAnswer> {
  const slug = slugOf(name);
  try {
    checkSlug(checkClassName(name));
    const taken = await takenBy(client, organizationId, { name: name.trim(), slug });
    return { slug, fault: taken?.message ?? null };
  } catch (error) {
    if (error instanceof ValidationError) return { slug, fault: error.fields[0]!.message };
    throw error;
  }
}
