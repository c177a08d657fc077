import { GraphQLError } from "graphql";
import { stillAllowed } from "../../access/still-allowed.ts";
import { refreshContext, viewerOf, type Context } from "../../context.ts";
import type { LiveBatch } from "../../live/follow.ts";
import type { LiveRequest } from "../../live/live-feeds.ts";
import { uuidOf } from "../builder/global-id.ts";

const SUBJECTS = {
  Project: { loader: "project", noun: "project" },
  Run: { loader: "run", noun: "run" },
  ClusterOperation: { loader: "clusterOperation", noun: "installation" },
} as const;

/** What one may not see does not exist: the stream is refused in the same words. */
export async function subjectId(typename: keyof typeof SUBJECTS, globalId: string, context: Context): Promise<string> {
  const id = uuidOf(typename, globalId);
  const { loader, noun } = SUBJECTS[typename];
  if (id === null || (await context.loaders[loader].load(id)) === null) {
    throw new GraphQLError(`There is no such ${noun}.`, { extensions: { code: "NOT_FOUND" } });
  }
  return id;
}

/** Each batch is resolved with nothing remembered from the one before, for a viewer who is still a member. */
export function liveRequest<Snapshot>(
  context: Context,
  id: string,
  afterSequence: number | null | undefined,
  snapshot: LiveRequest<Snapshot>["snapshot"],
): LiveRequest<Snapshot> {
  const allowed = stillAllowed(context.database, viewerOf(context), context.credentialHolds);
  return {
    id,
    afterSequence: afterSequence ?? null,
    snapshot,
    stillAllowed: () => {
      refreshContext(context);
      return allowed();
    },
  };
}

export type Batches<Snapshot, Event> = Promise<AsyncIterableIterator<LiveBatch<Snapshot, Event>>>;
