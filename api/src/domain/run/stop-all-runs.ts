import { setTimeout as pause } from "node:timers/promises";
import type { Database } from "@arena/database/client";
import type { Orchestration } from "../orchestration-port.ts";
import { findOpenRuns, type OpenRuns } from "./find-open-runs.ts";
import { haltRunAsSystem } from "./halt-run-as-system.ts";

const LOOK_EVERY_MS = 200;

export interface StopAllRuns {
  readonly database: Database;
  readonly orchestration: Orchestration;
  readonly onProgress: (text: string) => void;
  readonly signal: AbortSignal;
}

export interface StoppedRuns {
  /** Have not ended: their halts are durable, and go on without anybody waiting. */
  readonly left: number;
  /** Have ended, but something of them may still be there: their names. */
  readonly unproven: readonly string[];
}

/**
 * Halts every open run, those too that come meanwhile, and waits until all have ended; no longer than the longest of
 * their ladders.
 */
export async function stopAllRuns(work: StopAllRuns): Promise<StoppedRuns> {
  const { database, onProgress, signal } = work;
  const startedAtMs = performance.now();
  const awaited = new Set<string>();
  const answer = async (left: number): Promise<StoppedRuns> => ({
    left,
    unproven: await findUnproven(database, [...awaited]),
  });
  let told = "";
  for (;;) {
    const open = await findOpenRuns(database);
    if (open.ids.length + open.orderedStarts === 0) return answer(0);
    for (const id of open.ids) awaited.add(id);
    const text = describe(open);
    if (text !== told) onProgress((told = text));
    if (signal.aborted || performance.now() - startedAtMs > open.ladderMs)
      return answer(open.ids.length + open.orderedStarts);
    await haltAll(work, open.toHalt);
    await pause(LOOK_EVERY_MS, undefined, { signal }).catch(() => undefined);
  }
}

async function findUnproven({ pool }: Database, runIds: readonly string[]): Promise<string[]> {
  const { rows } = await pool.query<{ name: string; number: number }>(
    `SELECT experiment.name, number FROM run JOIN experiment ON experiment.id = experiment_id
     WHERE run.id = ANY($1::uuid[]) AND ended_at IS NOT NULL AND receipt->>'verified' = 'false'
       AND receipt->'reconciliation'->>'processGroupEmpty' IS DISTINCT FROM 'true' ORDER BY experiment.name, number`,
    [runIds],
  );
  return rows.map(({ name, number }) => `${name}, run ${number}`);
}

async function haltAll({ database, orchestration }: StopAllRuns, runIds: readonly string[]): Promise<void> {
  await Promise.all(runIds.map((runId) => haltRunAsSystem(database, orchestration, runId)));
}

function describe({ ids, orderedStarts }: OpenRuns): string {
  const runs = ids.length === 1 ? "1 run has not ended yet" : `${ids.length} runs have not ended yet`;
  return orderedStarts === 0 ? runs : `${runs}, ${orderedStarts} about to start`;
}
