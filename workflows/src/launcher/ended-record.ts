import { closeSync, fstatSync, openSync, readSync } from "node:fs";
import { join } from "node:path";
import type { CheckpointReference, Evidence, RungRecord } from "../contract/halt.ts";
import { readEventSummary, type EventSummary } from "./read-event-summary.ts";
import type { RunFiles } from "./run-files.ts";
import type { EndedRecord, StopRecord } from "./run-records.ts";
import { verifyCheckpoint } from "./verify-checkpoint.ts";

export interface ExitOfTrainer {
  readonly exitCode: number | null;
  readonly signal: NodeJS.Signals | null;
  /** Why it could not be started; null when it was. */
  readonly spawnError: string | null;
  readonly started: boolean;
}

export interface EndOfRun {
  /** False: nobody saw it end, this is what an inspection found. */
  readonly recorded: boolean;
  readonly exit: ExitOfTrainer;
  readonly stop: StopRecord | null;
  readonly rungs: readonly RungRecord[];
  readonly processGroupEmpty: boolean | null;
  readonly evidence: Evidence;
}

const STDERR_TAIL_BYTES = 4_096;
const SIGTERM_EXIT_CODE = 143;

export async function describeEnd(files: RunFiles, end: EndOfRun): Promise<EndedRecord> {
  const events = await readEventSummary(files.events);
  const { exit } = end;
  return {
    recorded: end.recorded,
    exitCode: exit.exitCode,
    signal: exit.signal,
    stopConsumed: isStopConsumed(end, events),
    trainingComplete: events.finished?.training_complete ?? null,
    finishedReason: events.finished?.reason ?? null,
    errorMessage: errorMessageOf(files, end, events),
    checkpoint: await newestSoundCheckpoint(files, events),
    processGroupEmpty: end.processGroupEmpty,
    evidence: end.evidence,
    rungs: [...end.rungs],
    endedAt: new Date().toISOString(),
    lastEventSequence: events.lastSequence,
    eventsSizeBytes: events.sizeBytes,
  };
}

/** Only a halt that was asked for can be consumed: by the trainer's word, or because our signal ended it. */
function isStopConsumed(end: EndOfRun, events: EventSummary): boolean {
  if (end.stop === null) return false;
  if (!end.exit.started && end.recorded) return true;
  if (events.stopSeen || events.finished?.reason === "stopped") return true;
  const lit = new Set(end.rungs.filter(wasLit).map((rung) => rung.name));
  const { signal, exitCode } = end.exit;
  if (signal === "SIGKILL") return lit.has("SIGKILL");
  return (signal === "SIGTERM" || exitCode === SIGTERM_EXIT_CODE) && lit.has("SIGTERM");
}

/** A rung that was left out has no duration; one that was cut short by a more severe halt has. */
function wasLit(rung: RungRecord): boolean {
  return rung.outcome !== "SKIPPED" || rung.startedAt !== rung.endedAt;
}

function errorMessageOf(files: RunFiles, end: EndOfRun, events: EventSummary): string | null {
  if (end.exit.spawnError !== null) return end.exit.spawnError;
  if (events.errorMessage !== null) return events.errorMessage;
  const failed = end.exit.signal !== null || (end.exit.exitCode ?? 0) !== 0;
  return failed ? tailOf(files.stderr) : null;
}

export async function newestSoundCheckpoint(
  files: RunFiles,
  events: EventSummary,
): Promise<CheckpointReference | null> {
  for (const event of events.checkpoints.toReversed()) {
    const manifest = await verifyCheckpoint(join(files.checkpoints, event.path), event.sha256).catch(() => null);
    if (manifest !== null) return { id: event.id, step: event.step, sha256: event.sha256 };
  }
  return null;
}

function tailOf(path: string): string | null {
  let descriptor: number;
  try {
    descriptor = openSync(path, "r");
  } catch {
    return null;
  }
  try {
    const { size } = fstatSync(descriptor);
    const buffer = Buffer.alloc(Math.min(size, STDERR_TAIL_BYTES));
    readSync(descriptor, buffer, 0, buffer.length, size - buffer.length);
    const text = buffer.toString("utf8").trim();
    return text === "" ? null : text;
  } finally {
    closeSync(descriptor);
  }
}
