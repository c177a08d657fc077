import * as z from "zod";
import type { RunFiles } from "../../launcher/run-files.ts";
import { readRecord } from "../../launcher/run-records.ts";
import { writeDurably } from "../../launcher/write-file.ts";

/** Which job an agent has asked Ray for, written before it asks: the next agent finds that one. */
const schema = z.object({
  submissionId: z.string(),
  epoch: z.int(),
  attempt: z.int(),
  /** How many jobs have looked at the run's node. */
  inspections: z.int(),
});
export type RayJobRecord = z.infer<typeof schema>;

export const readRayJob = (files: RunFiles): RayJobRecord | null => readRecord(files.rayJob, schema);

/** The run and the home's epoch; more than once in an epoch only when the job before ended without a claim. */
export function recordNextRayJob(files: RunFiles, runId: string, epoch: number): RayJobRecord {
  const before = readRayJob(files);
  const attempt = before?.epoch === epoch ? before.attempt + 1 : 1;
  const submissionId = attempt === 1 ? `${runId}-${epoch}` : `${runId}-${epoch}-${attempt}`;
  return write(files, { submissionId, epoch, attempt, inspections: before?.inspections ?? 0 });
}

export function recordNextInspection(files: RunFiles, runId: string): string {
  const before = readRayJob(files) ?? { submissionId: "", epoch: 0, attempt: 0, inspections: 0 };
  const { inspections } = write(files, { ...before, inspections: before.inspections + 1 });
  return inspectionIdOf(runId, inspections);
}

export const inspectionIdOf = (runId: string, number: number): string => `${runId}-inspect-${number}`;

function write(files: RunFiles, record: RayJobRecord): RayJobRecord {
  writeDurably(files.rayJob, JSON.stringify(record));
  return record;
}
