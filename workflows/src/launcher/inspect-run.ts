import { basename } from "node:path";
import { DEFAULT_GRACES } from "../contract/halt.ts";
import { describeEnd, type EndOfRun } from "./ended-record.ts";
import { endEverything, type Emptiness } from "./end-everything.ts";
import { readBootId, readProcessStatus } from "./process-identity.ts";
import { cgroupNameOf } from "./run-cgroup.ts";
import type { RunFiles } from "./run-files.ts";
import {
  cgroupRecordSchema,
  descendantsRecordSchema,
  latestRungs,
  readRecord,
  readRungLines,
  stopRecordSchema,
  trainerRecordSchema,
  type StartedClaim,
  type TrainerRecord,
} from "./run-records.ts";
import { createExclusively } from "./write-file.ts";

/** HERE: what is left can be looked for. REBOOTED: nothing can be. ELSEWHERE: nothing can be said. */
export type RunPlace = "HERE" | "REBOOTED" | "ELSEWHERE";

/** The launcher is gone without an end record: ends what it left, then writes what can be known. */
export async function inspectRun(
  files: RunFiles,
  runId: string,
  claim: StartedClaim,
  place: RunPlace = claim.bootId === readBootId() ? "HERE" : "REBOOTED",
): Promise<void> {
  const trainer = readRecord(files.trainer, trainerRecordSchema);
  const stop = readRecord(files.stop, stopRecordSchema);
  const end: EndOfRun = {
    recorded: false,
    exit: { exitCode: null, signal: null, spawnError: null, started: trainer !== null },
    stop,
    rungs: latestRungs(readRungLines(files.rungs)),
    ...(await emptinessAt(place, () => endLeftovers(files, runId, trainer, stop?.graces.sigkillMs))),
  };
  createExclusively(files.ended, JSON.stringify(await describeEnd(files, end)));
}

async function emptinessAt(
  place: RunPlace,
  endHere: () => Promise<Emptiness>,
): Promise<Pick<EndOfRun, "processGroupEmpty" | "evidence">> {
  if (place === "HERE") return endHere();
  if (place === "REBOOTED") return { processGroupEmpty: true, evidence: "REBOOT" };
  return { processGroupEmpty: null, evidence: "NONE" };
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
