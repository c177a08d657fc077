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

/**
 * Halts every open run, those too that come meanwhile, and waits until all have ended; no longer than the longest of
 * their ladders. Answers how many have not: their halts are durable, and go on without anybody waiting.
 */
export async function stopAllRuns(work: StopAllRuns): Promise<number> {
  const { database, onProgress, signal } = work;
  const startedAtMs = performance.now();
  let told = "";
  for (;;) {
    const open = await findOpenRuns(database);
    if (open.openCount + open.orderedStarts === 0) return 0;
    const text = describe(open);
    if (text !== told) onProgress((told = text));
    if (signal.aborted || performance.now() - startedAtMs > open.ladderMs) return open.openCount + open.orderedStarts;
    await haltAll(work, open.toHalt);
    await pause(LOOK_EVERY_MS, undefined, { signal }).catch(() => undefined);
  }
}

async function haltAll({ database, orchestration }: StopAllRuns, runIds: readonly string[]): Promise<void> {
  await Promise.all(runIds.map((runId) => haltRunAsSystem(database, orchestration, runId)));
}

function describe({ openCount, orderedStarts }: OpenRuns): string {
  const runs = openCount === 1 ? "1 run has not ended yet" : `${openCount} runs have not ended yet`;
  return orderedStarts === 0 ? runs : `${runs}, ${orderedStarts} about to start`;
}
