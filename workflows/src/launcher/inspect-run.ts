import { describeEnd, type EndOfRun } from "./ended-record.ts";
import { findEmptiness, type RunPlace } from "./find-emptiness.ts";
import { readBootId } from "./process-identity.ts";
import type { RunFiles } from "./run-files.ts";
import {
  latestRungs,
  readRecord,
  readRungLines,
  stopRecordSchema,
  trainerRecordSchema,
  type StartedClaim,
} from "./run-records.ts";
import { createExclusively } from "./write-file.ts";

/** The launcher is gone without an end record: ends what it left, then writes what can be known. */
export async function inspectRun(
  files: RunFiles,
  runId: string,
  claim: StartedClaim,
  place: RunPlace = placeOnMachine(claim),
): Promise<void> {
  const started = readRecord(files.trainer, trainerRecordSchema) !== null;
  const end: EndOfRun = {
    recorded: false,
    exit: { exitCode: null, signal: null, spawnError: null, started },
    stop: readRecord(files.stop, stopRecordSchema),
    rungs: latestRungs(readRungLines(files.rungs)),
    ...(await findEmptiness(files, runId, place)),
  };
  createExclusively(files.ended, JSON.stringify(await describeEnd(files, end)));
}

/** Of a home whose runs are processes of one machine. */
export function placeOnMachine(claim: StartedClaim): RunPlace {
  return claim.bootId === readBootId() ? "HERE" : "REBOOTED";
}
