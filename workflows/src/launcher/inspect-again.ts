import { newestSoundCheckpoint } from "./ended-record.ts";
import { findEmptiness, type RunPlace } from "./find-emptiness.ts";
import { isAlive } from "./process-identity.ts";
import { readEventSummary } from "./read-event-summary.ts";
import type { RunFiles } from "./run-files.ts";
import {
  endedRecordSchema,
  readRecord,
  reconciledRecordSchema,
  type ReconciledRecord,
  type StartedClaim,
} from "./run-records.ts";
import { createExclusively } from "./write-file.ts";

const MESSAGES: Readonly<Record<Exclude<RunPlace, "ELSEWHERE">, string>> = {
  HERE: "Its machine was looked at again: nothing of the run is left there.",
  REBOOTED: "Its machine has started again since: nothing of the run is left there.",
};

/** Whether nothing can be said yet of what the run has left, though it has ended. */
export function isUnproven(files: RunFiles): boolean {
  const ended = readRecord(files.ended, endedRecordSchema);
  return (
    ended !== null && ended.processGroupEmpty !== true && readRecord(files.reconciled, reconciledRecordSchema) === null
  );
}

/** After an end that proved nothing: what is left is ended, and a proof is written as soon as there is one. */
export async function inspectAgain(
  files: RunFiles,
  runId: string,
  claim: StartedClaim,
  place: RunPlace,
): Promise<void> {
  if (place === "ELSEWHERE" || (place === "HERE" && isAlive({ ...claim, pid: claim.launcherPid }))) return;
  const { processGroupEmpty } = await findEmptiness(files, runId, place);
  if (processGroupEmpty !== true) return;
  const checkpoint = await newestSoundCheckpoint(files, await readEventSummary(files.events));
  const record: ReconciledRecord = { checkpoint, message: MESSAGES[place], at: new Date().toISOString() };
  createExclusively(files.reconciled, JSON.stringify(record));
}
