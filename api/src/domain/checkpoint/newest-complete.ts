import type { Queryable } from "@arena/database/queryable";
import { missingContents } from "./contents.ts";

export interface FoundCheckpoint {
  readonly id: string;
  readonly step: number;
  /** Resolved, of the run that wrote it. */
  readonly manifest: Record<string, unknown>;
}

/** The newest checkpoint of an experiment that lacks nothing its run needs to go on; null while there is none. */
export async function newestCompleteCheckpoint(
  client: Queryable,
  experimentId: string,
): Promise<FoundCheckpoint | null> {
  const { rows } = await client.query<FoundCheckpoint & { contents: string[] }>(
    `SELECT checkpoint.id, checkpoint.step, contents, run.manifest
     FROM checkpoint JOIN run ON run.id = checkpoint.run_id
     WHERE checkpoint.experiment_id = $1 AND state = 'LIVE' ORDER BY run.number DESC, checkpoint.step DESC`,
    [experimentId],
  );
  const found = rows.find(({ manifest, contents }) => missingContents(manifest, contents).length === 0);
  return found === undefined ? null : { id: found.id, step: found.step, manifest: found.manifest };
}
