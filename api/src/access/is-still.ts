import { GraphQLError } from "graphql";
import type { Viewer } from "../domain/viewer/viewer.ts";

/** Whether the same credential is still of the same person. A database that is away is no answer: it throws. */
export async function isStill(viewer: Viewer | null, authenticate: () => Promise<Viewer | null>): Promise<boolean> {
  try {
    return (await authenticate())?.personId === viewer?.personId;
  } catch (error) {
    if (error instanceof GraphQLError) return false;
    throw error;
  }
}
