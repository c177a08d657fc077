import { basename } from "node:path";
import { DEFAULT_GRACES } from "../contract/halt.ts";
import { describeEnd, type EndOfRun } from "../launcher/ended-record.ts";
import { endEverything, type Emptiness } from "../launcher/end-everything.ts";
import { readBootId, readProcessStatus } from "../launcher/process-identity.ts";
import { cgroupNameOf } from "../launcher/run-cgroup.ts";
import type { RunFiles } from "../launcher/run-files.ts";
import {
  cgroupRecordSchema,
  descendantsRecordSchema,
  latestRungs,
  readRecord,
  readRungLines,
  stopRecordSchema,
  trainerRecordSchema,
  type ClaimRecord,
  type TrainerRecord,
} from "../launcher/run-records.ts";
import { createExclusively } from "../launcher/write-file.ts";

type StartedClaim = Extract<ClaimRecord, { kind: "STARTED" }>;

/** The launcher is gone without an end record: ends what it left, then writes what can be known. */
export async function inspectRun(files: RunFiles, runId: string, claim: StartedClaim): Promise<void> {
  const trainer = readRecord(files.trainer, trainerRecordSchema);
  const stop = readRecord(files.stop, stopRecordSchema);
  const left: Emptiness =
    claim.bootId === readBootId()
      ? await endLeftovers(files, runId, trainer, stop?.graces.sigkillMs)
      : { processGroupEmpty: true, evidence: "REBOOT" };
  const end: EndOfRun = {
    recorded: false,
    exit: { exitCode: null, signal: null, spawnError: null, started: trainer !== null },
    stop,
    rungs: latestRungs(readRungLines(files.rungs)),
    ...left,
  };
  createExclusively(files.ended, JSON.stringify(await describeEnd(files, end)));
}

async function endLeftovers(
  files: RunFiles,
  runId: string,
  trainer: TrainerRecord | null,
  sigkillMs: number = DEFAULT_GRACES.sigkillMs,
): Promise<Emptiness> {
  const marks = {
    runId,
    sessionId: trainer === null || isAnother(trainer) ? null : trainer.pid,
    outputFiles: [files.stdout, files.stderr],
    seenDescendants: new Map(readRecord(files.descendants, descendantsRecordSchema) ?? []),
  };
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
