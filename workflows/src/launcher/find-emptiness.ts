import { basename } from "node:path";
import { DEFAULT_GRACES } from "../contract/halt.ts";
import type { EndOfRun } from "./ended-record.ts";
import { endEverything } from "./end-everything.ts";
import { readProcessStatus } from "./process-identity.ts";
import { cgroupNameOf } from "./run-cgroup.ts";
import type { RunFiles } from "./run-files.ts";
import {
  cgroupRecordSchema,
  descendantsRecordSchema,
  readRecord,
  stopRecordSchema,
  trainerRecordSchema,
  type TrainerRecord,
} from "./run-records.ts";

/** HERE: what is left can be looked for. REBOOTED: nothing can be. ELSEWHERE: nothing can be said. */
export type RunPlace = "HERE" | "REBOOTED" | "ELSEWHERE";

/** What a launcher that is gone has left: ended, where it can be reached. */
export async function findEmptiness(
  files: RunFiles,
  runId: string,
  place: RunPlace,
): Promise<Pick<EndOfRun, "processGroupEmpty" | "evidence">> {
  if (place === "REBOOTED") return { processGroupEmpty: true, evidence: "REBOOT" };
  if (place === "ELSEWHERE") return { processGroupEmpty: null, evidence: "NONE" };
  const trainer = readRecord(files.trainer, trainerRecordSchema);
  const marks = {
    runId,
    sessionId: trainer === null || isAnother(trainer) ? null : trainer.pid,
    outputFiles: [files.stdout, files.stderr],
    seenDescendants: new Map(readRecord(files.descendants, descendantsRecordSchema) ?? []),
  };
  const { sigkillMs } = readRecord(files.stop, stopRecordSchema)?.graces ?? DEFAULT_GRACES;
  return endEverything(marks, cgroupOf(files, runId), sigkillMs);
}

/** Only the run's own: the trainer can write this file too, and what it names is killed whole. */
function cgroupOf(files: RunFiles, runId: string): string | null {
  const path = readRecord(files.cgroup, cgroupRecordSchema);
  return path !== null && basename(path) === cgroupNameOf(runId) ? path : null;
}

/** The pid has gone to another process since. */
function isAnother(trainer: TrainerRecord): boolean {
  const status = readProcessStatus(trainer.pid);
  return status !== null && status.startTimeTicks !== trainer.startTimeTicks;
}
