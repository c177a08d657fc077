import type pg from "pg";
import { inTransaction } from "@arena/database/client";
import { appendLogs } from "@arena/database/logs";
import { appendProjectEvent } from "@arena/database/run-events";
import type { IngestBatch, IngestSource } from "@arena/workflows/contract/agent-protocol";
import { storeEvents, type RunOfBatch } from "./store-events.ts";

export type StoreResult =
  { readonly stored: boolean; readonly ackedOffset: number } | { readonly refused: "UNKNOWN_RUN" | "STALE_EPOCH" };

const LEVEL_OF_STREAM = { stdout: "info", stderr: "warn" } as const;
const PROJECT_EVENT_EVERY_MS = 500;

/**
 * Stores batches exactly once: a batch is taken only where the one before ended, under the lock of the source's offset,
 * in one transaction with everything that it holds.
 */
export class BatchStore {
  readonly #pool: pg.Pool;
  /** When a run's progress was last shown in its project's table: progress alone is told at most twice a second. */
  readonly #shownAt = new Map<string, number>();

  constructor(pool: pg.Pool) {
    this.#pool = pool;
  }

  async store(resourceClassId: string, runId: string, source: IngestSource, batch: IngestBatch): Promise<StoreResult> {
    const run = await this.#runOf(resourceClassId, runId, batch);
    if ("refused" in run) return run;
    return inTransaction(this.#pool, async (client) => {
      const ackedOffset = await lockOffset(client, runId, source);
      if (ackedOffset !== batch.fromOffset) return { stored: false, ackedOffset };
      const changed =
        source === "events" ? await storeEvents(client, run, batch) : await storeLines(client, runId, source, batch);
      await client.query("UPDATE ingest_offset SET acked_offset = $3 WHERE run_id = $1 AND source = $2", [
        runId,
        source,
        batch.toOffset,
      ]);
      if (changed && this.#isDue(runId)) await appendProjectEvent(client, run.projectId, run.experimentId);
      return { stored: true, ackedOffset: batch.toOffset };
    });
  }

  #isDue(runId: string): boolean {
    const now = performance.now();
    if (now - (this.#shownAt.get(runId) ?? -Infinity) < PROJECT_EVENT_EVERY_MS) return false;
    this.#shownAt.delete(runId);
    this.#shownAt.set(runId, now);
    // Oldest first: a server that runs for months forgets runs that ended long ago.
    if (this.#shownAt.size > 10_000) this.#shownAt.delete(this.#shownAt.keys().next().value!);
    return true;
  }

  async #runOf(
    resourceClassId: string,
    runId: string,
    batch: IngestBatch,
  ): Promise<RunOfBatch | { refused: "UNKNOWN_RUN" | "STALE_EPOCH" }> {
    const { rows } = await this.#pool.query<RunOfBatch & { epoch: number }>(
      `SELECT r.id, r.experiment_id AS "experimentId", r.project_id AS "projectId", r.organization_id AS "organizationId",
         h.id AS "homeId", h.epoch
       FROM run r JOIN agent_home h ON h.id = r.home_id
       WHERE r.id = $1 AND h.id = $2 AND h.resource_class_id = $3 AND r.resource_class_id = $3`,
      [runId, batch.homeId, resourceClassId],
    );
    const row = rows[0];
    if (!row) return { refused: "UNKNOWN_RUN" };
    return row.epoch === batch.epoch ? row : { refused: "STALE_EPOCH" };
  }
}

async function lockOffset(client: pg.PoolClient, runId: string, source: IngestSource): Promise<number> {
  await client.query("INSERT INTO ingest_offset (run_id, source) VALUES ($1, $2) ON CONFLICT DO NOTHING", [
    runId,
    source,
  ]);
  const { rows } = await client.query<{ acked: number }>(
    "SELECT acked_offset AS acked FROM ingest_offset WHERE run_id = $1 AND source = $2 FOR NO KEY UPDATE",
    [runId, source],
  );
  return Number(rows[0]!.acked);
}

async function storeLines(
  client: pg.PoolClient,
  runId: string,
  source: "stdout" | "stderr",
  batch: IngestBatch,
): Promise<boolean> {
  await appendLogs(
    client,
    runId,
    batch.lines.map((line) => ({
      at: new Date(line.at),
      level: LEVEL_OF_STREAM[source],
      source,
      message: line.truncated ? `${line.text} (cut)` : line.text,
    })),
  );
  return false;
}
