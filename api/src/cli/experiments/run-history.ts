import type { Database } from "@arena/database/client";

/** A run, and up to which step its points belong to the story that the newest run goes on with. */
export interface HistoryRun {
  readonly id: string;
  readonly lastStep: number;
}

/**
 * The newest run and, where it was resumed, the run of its checkpoint up to that step, and so on; oldest first. Without
 * a resume, what earlier runs measured is another story.
 */
export async function runHistory(pool: Database["pool"], experimentId: string): Promise<HistoryRun[]> {
  const { rows } = await pool.query<HistoryRun>(
    `WITH RECURSIVE history AS (
       (SELECT id, resume_checkpoint_id, 9007199254740991::bigint AS last_step, 1 AS depth
        FROM run WHERE experiment_id = $1 ORDER BY number DESC LIMIT 1)
       UNION ALL
       SELECT run.id, run.resume_checkpoint_id, least(checkpoint.step, history.last_step), depth + 1
       FROM history JOIN checkpoint ON checkpoint.id = history.resume_checkpoint_id
       JOIN run ON run.id = checkpoint.run_id AND run.experiment_id = $1
     )
     SELECT id, last_step AS "lastStep" FROM history ORDER BY depth DESC`,
    [experimentId],
  );
  return rows;
}
