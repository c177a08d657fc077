import type { Database } from "@arena/database/client";
import type { Viewer } from "../domain/viewer/viewer.ts";
import { createNounLoaders } from "./noun-loaders.ts";
import { createPersonLoaders } from "./person-loaders.ts";
import { createPlaceLoaders } from "./place-loaders.ts";
import { createRunLoaders } from "./run-loaders.ts";

/** Batches and remembers rows for one request, or for one event of a subscription: never longer. */
export function createLoaders(database: Database, viewer: Viewer | null) {
  const organizationId = viewer?.organizationId ?? null;
  return {
    ...createNounLoaders(database, organizationId),
    ...createPersonLoaders(database, viewer?.personId ?? null),
    ...createPlaceLoaders(database, organizationId),
    ...createRunLoaders(database, organizationId),
  };
}
export type Loaders = ReturnType<typeof createLoaders>;
