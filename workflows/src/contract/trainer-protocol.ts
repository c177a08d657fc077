import * as z from "zod";
/** The trainer protocol, version 1, as `docs/trainer-protocol.md` describes it. */
export const TRAINER_PROTOCOL_VERSION = 1;
export const MAX_EVENT_LINE_BYTES = 1024 * 1024;

export const CHECKPOINT_CONTENTS = [
  "WEIGHTS",
  "OPTIMIZER",
  "REPLAY_BUFFER",
  "EXPLORATION",
  "RNG",
  "ENVIRONMENT",
  "COUNTERS",
  "NORMALIZATION",
] as const;
export const checkpointContentSchema = z.enum(CHECKPOINT_CONTENTS);
export type CheckpointContent = z.infer<typeof checkpointContentSchema>;

const step = z.int().min(0);
const score = z.number().nullable();
const base = { v: z.literal(1), seq: z.int().min(1), time: z.iso.datetime() };

export const trainerEventSchema = z.discriminatedUnion("type", [
  z.object({ ...base, type: z.literal("started"), trainer: z.object({ name: z.string(), version: z.string() }), step }),
  z.object({ ...base, type: z.literal("metrics"), step, values: z.record(z.string().max(200), score) }),
  z.object({ ...base, type: z.literal("log"), level: z.enum(["debug", "info", "warn", "error"]), message: z.string() }),
  z.object({ ...base, type: z.literal("checkpoint_started"), step, reason: z.enum(["interval", "halt", "final"]) }),
  z.object({
    ...base,
    type: z.literal("checkpoint"),
    id: z.uuid(),
    step,
    path: z.string().regex(/^[A-Za-z0-9][A-Za-z0-9._-]{0,199}$/),
    reason: z.enum(["interval", "halt", "final"]),
    training_score: score,
    evaluation_score: score,
    size_bytes: z.int().min(0),
    sha256: z.string().regex(/^[0-9a-f]{64}$/),
    contents: z.array(checkpointContentSchema),
  }),
  z.object({ ...base, type: z.literal("stop_seen"), halt_id: z.string().nullable(), step }),
  z.object({
    ...base,
    type: z.literal("finished"),
    reason: z.enum(["completed", "target_reached", "stopped"]),
    step,
    training_complete: z.boolean(),
    checkpoint_id: z.uuid().nullable(),
  }),
  z.object({ ...base, type: z.literal("error"), message: z.string() }),
]);
export type TrainerEvent = z.infer<typeof trainerEventSchema>;

export const checkpointManifestSchema = z.object({
  v: z.literal(1),
  id: z.uuid(),
  step,
  created_at: z.iso.datetime(),
  training_score: score,
  evaluation_score: score,
  algorithm: z.string(),
  environment: z.string(),
  contents: z.array(checkpointContentSchema),
  files: z.array(
    z.object({ name: z.string(), size_bytes: z.int().min(0), sha256: z.string().regex(/^[0-9a-f]{64}$/) }),
  ),
  sha256: z.string().regex(/^[0-9a-f]{64}$/),
  size_bytes: z.int().min(0),
});
export type CheckpointManifest = z.infer<typeof checkpointManifestSchema>;
