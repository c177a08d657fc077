import { readFileSync } from "node:fs";
import * as z from "zod";
import { checkpointReferenceSchema, endedSchema, rungRecordSchema } from "../contract/agent-protocol.ts";
import { HALT_MODES, severityOf, type RungRecord } from "../contract/halt.ts";

/** What the files of a run hold, as the launcher and the agent read them from each other. */
const graces = z.object({ checkpointMs: z.int().min(0), sigtermMs: z.int().min(0), sigkillMs: z.int().min(0) });
const identity = { startTimeTicks: z.int(), bootId: z.string() };

export const launchRecordSchema = z.object({
  runId: z.uuid(),
  command: z.array(z.string()).min(1),
  env: z.record(z.string(), z.string()),
  cwd: z.string(),
  /** True: `env` adds to what the launcher's own machine says. Absent is false: `env` is all. */
  inheritsEnvironment: z.boolean().optional(),
  /** AUTO: a cgroup for the run wherever one can be made. */
  cgroup: z.enum(["AUTO", "OFF"]).default("AUTO"),
  resumeFrom: z
    .object({ directory: z.string(), sha256: z.string(), acceptMissing: z.array(z.string()).default([]) })
    .nullable(),
});
export type LaunchRecord = z.infer<typeof launchRecordSchema>;

/** Absent in claims of before there were nodes. */
const node = z.object({ hostname: z.string(), address: z.string().nullable(), incarnation: z.string() }).optional();

export const claimRecordSchema = z.discriminatedUnion("kind", [
  z.object({ kind: z.literal("STARTED"), launcherPid: z.int(), ...identity, node, at: z.iso.datetime() }),
  z.object({ kind: z.literal("REVOKED"), at: z.iso.datetime() }),
]);
export type ClaimRecord = z.infer<typeof claimRecordSchema>;
export type StartedClaim = Extract<ClaimRecord, { kind: "STARTED" }>;

/** The path of the run's cgroup. */
export const cgroupRecordSchema = z.string().startsWith("/");

export const trainerRecordSchema = z.object({ pid: z.int(), ...identity });
export type TrainerRecord = z.infer<typeof trainerRecordSchema>;

/** Pid and start time of each. */
export const descendantsRecordSchema = z.array(z.tuple([z.int(), z.int()]));

export const stopRecordSchema = z.object({ haltId: z.uuid(), mode: z.enum(HALT_MODES), graces });
export type StopRecord = z.infer<typeof stopRecordSchema>;

export const rejectedRecordSchema = z.object({ message: z.string(), at: z.iso.datetime() });

export const endedRecordSchema = endedSchema.extend({
  lastEventSequence: z.int().nullable(),
  eventsSizeBytes: z.int(),
});
export type EndedRecord = z.infer<typeof endedRecordSchema>;

/** The proof that an end was without, learnt afterwards. */
export const reconciledRecordSchema = z.object({
  checkpoint: checkpointReferenceSchema.nullable(),
  message: z.string(),
  at: z.iso.datetime(),
});
export type ReconciledRecord = z.infer<typeof reconciledRecordSchema>;

/** Null when the file is absent. Every file is written whole, so one that does not parse is a defect and throws. */
export function readRecord<T>(path: string, schema: z.ZodType<T>): T | null {
  let text: string;
  try {
    text = readFileSync(path, "utf8");
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return null;
    throw error;
  }
  return schema.parse(JSON.parse(text));
}

/** Whole lines only: the launcher may have died within the last one. */
export function readRungLines(path: string): RungRecord[] {
  let text: string;
  try {
    text = readFileSync(path, "utf8");
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return [];
    throw error;
  }
  const lines = text.slice(0, text.lastIndexOf("\n") + 1).split("\n");
  return lines.filter((line) => line !== "").map((line) => rungRecordSchema.parse(JSON.parse(line)));
}

/** A rung is written when it is lit and again when it is out: the later line holds. */
export function latestRungs(lines: readonly RungRecord[]): RungRecord[] {
  const byName = new Map<string, RungRecord>();
  for (const line of lines) byName.set(line.name, line);
  return [...byName.values()];
}

export function isMoreSevere(next: StopRecord, current: StopRecord | null): boolean {
  return current === null || severityOf(next.mode) > severityOf(current.mode);
}
