import { randomUUID } from "node:crypto";
import { existsSync } from "node:fs";
import { basename } from "node:path";
import { DEFAULT_GRACES } from "../contract/halt.ts";
import { claimAsStarted } from "./claim.ts";
import { DescendantWatch } from "./descendant-watch.ts";
import { DirectoryWatch } from "./directory-watch.ts";
import { endEverything } from "./end-everything.ts";
import { describeEnd, type EndOfRun, type ExitOfTrainer } from "./ended-record.ts";
import { Heartbeat } from "./heartbeat.ts";
import { Ladder } from "./ladder.ts";
import type { LeftoverMarks } from "./leftovers.ts";
import type { Lifeline } from "./lifeline.ts";
import { readBootId, readProcessStatus } from "./process-identity.ts";
import { createRunCgroup } from "./run-cgroup.ts";
import { runFilesOf, type RunFiles } from "./run-files.ts";
import { launchRecordSchema, readRecord, stopRecordSchema, type LaunchRecord } from "./run-records.ts";
import { RungJournal } from "./rung-journal.ts";
import { TrainerProcess } from "./trainer-process.ts";
import { verifyCheckpoint } from "./verify-checkpoint.ts";
import { createExclusively, writeAtOnce, writeDurably } from "./write-file.ts";

export type LaunchOutcome = "ENDED" | "REJECTED" | "CLAIMED_BY_ANOTHER" | "LET_GO";

/**
 * One run from its claim to its end record. With a lifeline, whoever holds its other end stands for the machine that the
 * run was given: when that is gone the trainer is stopped, so that it still saves.
 */
export async function launchRun(directory: string, lifeline: Lifeline | null = null): Promise<LaunchOutcome> {
  const files = runFilesOf(directory);
  const launch = readRecord(files.launch, launchRecordSchema);
  if (launch === null) throw new Error(`no ${basename(files.launch)} in ${directory}`);
  if (existsSync(files.claim)) return "CLAIMED_BY_ANOTHER";
  const objection = await objectionToResume(launch);
  if (objection !== null) {
    writeDurably(files.rejected, JSON.stringify({ message: objection, at: new Date().toISOString() }));
    return "REJECTED";
  }
  if (lifeline?.gone === true) return "LET_GO";
  if (!claimAsStarted(files.claim)) return "CLAIMED_BY_ANOTHER";
  const heartbeat = lifeline === null ? null : new Heartbeat(files.heartbeat);
  await superviseTrainer(files, launch, lifeline);
  heartbeat?.dispose();
  return "ENDED";
}

async function objectionToResume(launch: LaunchRecord): Promise<string | null> {
  if (launch.resumeFrom === null) return null;
  try {
    await verifyCheckpoint(launch.resumeFrom.directory, launch.resumeFrom.sha256);
    return null;
  } catch (error) {
    return `The checkpoint to resume from is not usable: ${(error as Error).message}`;
  }
}

async function superviseTrainer(files: RunFiles, launch: LaunchRecord, lifeline: Lifeline | null): Promise<void> {
  const journal = new RungJournal(files.rungs);
  if (existsSync(files.stop)) return endUnstarted(files, launch, journal);
  const cgroup = prepareCgroup(files, launch);
  const trainer = new TrainerProcess(files, launch, cgroup);
  const descendants = new DescendantWatch(trainer.pid ?? process.pid, files.descendants);
  if (trainer.pid !== undefined) recordTrainer(files, trainer.pid);
  const gaveUp = Promise.withResolvers<ExitOfTrainer>();
  const ladder = new Ladder(
    {
      askToSave: (haltId) => writeAtOnce(files.trainerStop, JSON.stringify({ halt_id: haltId })),
      signalGroup: (signal) => {
        descendants.look();
        trainer.signalGroup(signal);
      },
      giveUp: () => gaveUp.resolve({ exitCode: null, signal: null, spawnError: null, started: true }),
    },
    journal,
  );
  const watch = new DirectoryWatch(files.directory, (name) => {
    if (name === null && trainer.pid !== undefined) descendants.look();
    if (name === null || name === basename(files.stop)) readStop(files, ladder);
  });
  const stopBySignal = (): void => {
    ladder.request({ haltId: randomUUID(), mode: "SAVE", graces: DEFAULT_GRACES });
  };
  process.on("SIGTERM", stopBySignal);
  lifeline?.whenGone(stopBySignal);
  readStop(files, ladder);
  const exit = await Promise.race([trainer.exited, gaveUp.promise]);
  watch.dispose();
  ladder.close();
  const marks = marksOf(files, launch, trainer.pid ?? null, descendants.seen);
  const left = await endEverything(marks, cgroup, (ladder.stop?.graces ?? DEFAULT_GRACES).sigkillMs);
  await recordEnd(files, { recorded: true, exit, stop: ladder.stop, rungs: journal.rungs, ...left });
  process.off("SIGTERM", stopBySignal);
}

/** The stop was there before the trainer: it is never started. */
async function endUnstarted(files: RunFiles, launch: LaunchRecord, journal: RungJournal): Promise<void> {
  const exit: ExitOfTrainer = { exitCode: null, signal: null, spawnError: null, started: false };
  const stop = readRecord(files.stop, stopRecordSchema);
  const left = await endEverything(marksOf(files, launch, null, new Map()), null, DEFAULT_GRACES.sigkillMs);
  await recordEnd(files, { recorded: true, exit, stop, rungs: journal.rungs, ...left });
}

async function recordEnd(files: RunFiles, end: EndOfRun): Promise<void> {
  createExclusively(files.ended, JSON.stringify(await describeEnd(files, end)));
}

/** Written before anything is started in it: an inspection after the launcher's death must know where to look. */
function prepareCgroup(files: RunFiles, launch: LaunchRecord): string | null {
  const cgroup = launch.cgroup === "OFF" ? null : createRunCgroup(launch.runId);
  if (cgroup !== null) writeAtOnce(files.cgroup, JSON.stringify(cgroup));
  return cgroup;
}

/** A stop file that cannot be read is said once a poll and never ends the launcher: the trainer is its to end. */
function readStop(files: RunFiles, ladder: Ladder): void {
  try {
    const stop = readRecord(files.stop, stopRecordSchema);
    if (stop !== null) ladder.request(stop);
  } catch (error) {
    process.stderr.write(`unreadable ${files.stop}: ${(error as Error).message}\n`);
  }
}

function recordTrainer(files: RunFiles, pid: number): void {
  const startTimeTicks = readProcessStatus(pid)?.startTimeTicks;
  if (startTimeTicks === undefined) return;
  writeDurably(files.trainer, JSON.stringify({ pid, startTimeTicks, bootId: readBootId() }));
}

function marksOf(
  files: RunFiles,
  launch: LaunchRecord,
  sessionId: number | null,
  seenDescendants: ReadonlyMap<number, number>,
): LeftoverMarks {
  return { runId: launch.runId, sessionId, outputFiles: [files.stdout, files.stderr], seenDescendants };
}
