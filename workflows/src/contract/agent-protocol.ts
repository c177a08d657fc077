import * as z from "zod";
import { clusterReportSchema } from "./cluster-report.ts";
import { probeFactsSchema } from "./cluster-probe.ts";
import { EVIDENCES, HALT_MODES, RUNG_NAMES, RUNG_OUTCOMES } from "./halt.ts";
/**
 * Between agent and api. One WebSocket at `/agent` (`Authorization: Bearer <class token>`): intents down, facts up.
 * Bulk goes by `POST /ingest/runs/<runId>/<source>` with the same token. Messages are JSON, one a frame.
 * Delivery is at least once; (run, source, sourceSequence) makes it exactly once in Postgres.
 */
export const AGENT_PROTOCOL_VERSION = 1;
export const HEARTBEAT_INTERVAL_MS = 2_000;
export const UNREACHABLE_AFTER_MS = 10_000;

const uuid = z.uuid();
const time = z.iso.datetime();
const gracesSchema = z.object({ checkpointMs: z.int().min(0), sigtermMs: z.int().min(0), sigkillMs: z.int().min(0) });
export const rungRecordSchema = z.object({
  name: z.enum(RUNG_NAMES),
  startedAt: time,
  endedAt: time.nullable(),
  outcome: z.enum(RUNG_OUTCOMES).nullable(),
});
export const checkpointReferenceSchema = z.object({ id: uuid, step: z.int(), sha256: z.string() });
export const endedSchema = z.object({
  recorded: z.boolean(),
  exitCode: z.int().nullable(),
  signal: z.string().nullable(),
  stopConsumed: z.boolean(),
  trainingComplete: z.boolean().nullable(),
  finishedReason: z.enum(["completed", "target_reached", "stopped"]).nullable(),
  errorMessage: z.string().nullable(),
  checkpoint: checkpointReferenceSchema.nullable(),
  processGroupEmpty: z.boolean().nullable(),
  evidence: z.enum(EVIDENCES),
  rungs: z.array(rungRecordSchema),
  endedAt: time,
});

/** A level, not an edge: the whole of what is wanted of a run at this home; repeated at every registration. */
export const intentSchema = z.object({
  runId: uuid,
  desired: z.enum(["RUN", "STOP", "FORGET"]),
  /** Present with RUN: all that a launch needs. `command` is null for the trainer that ships with the agent. */
  launch: z
    .object({
      manifest: z.record(z.string(), z.unknown()),
      command: z.array(z.string()).nullable(),
      /** The home-relative run and directory name of the checkpoint to resume from; sha256 is verified before the claim. */
      resume: z
        .object({
          runId: uuid,
          path: z.string(),
          sha256: z.string(),
          /** What the checkpoint may lack, by name. */
          acceptMissing: z.array(z.string()).default([]),
        })
        .nullable(),
      /** Of one worker node, as its class says; null where that says nothing. For agents whose runs are jobs of a cluster. */
      resources: z
        .object({
          cpus: z.number().nullable(),
          gpus: z.number().nullable(),
          memoryBytes: z.number().nullable(),
        })
        .optional(),
    })
    .nullable(),
  /** Present with STOP. A run that was not launched is revoked. */
  stop: z.object({ haltId: uuid, mode: z.enum(HALT_MODES), graces: gracesSchema }).nullable(),
});
export type AgentIntent = z.infer<typeof intentSchema>;

export const factMessageSchema = z.object({
  type: z.literal("fact"),
  runId: uuid,
  source: z.enum(["launcher", "agent"]),
  sourceSequence: z.int().min(1),
  at: time,
  body: z.discriminatedUnion("kind", [
    z.object({ kind: z.literal("CLAIMED"), homeId: uuid, pid: z.int() }),
    z.object({ kind: z.literal("REVOKED") }),
    z.object({ kind: z.literal("REJECTED"), message: z.string() }),
    z.object({ kind: z.literal("RUNG"), rung: rungRecordSchema }),
    z.object({ kind: z.literal("ENDED"), ended: endedSchema }),
    z.object({
      kind: z.literal("RECONCILED"),
      processGroupEmpty: z.boolean().nullable(),
      checkpoint: checkpointReferenceSchema.nullable(),
      message: z.string(),
    }),
  ]),
});
export type AgentFactMessage = z.infer<typeof factMessageSchema>;

/** A deleted checkpoint whose files are to go: its run and directory name at this home. */
export const removalSchema = z.object({ id: uuid, runId: uuid, path: z.string() });
export type CheckpointRemoval = z.infer<typeof removalSchema>;

export const agentToServerSchema = z.discriminatedUnion("type", [
  z.object({
    type: z.literal("register"),
    protocol: z.literal(AGENT_PROTOCOL_VERSION),
    homeId: uuid,
    machineId: z.string(),
    bootId: z.string(),
    hostname: z.string(),
    agentVersion: z.string(),
    runs: z.array(uuid),
  }),
  z.object({ type: z.literal("heartbeat"), epoch: z.int(), at: time }),
  factMessageSchema,
  /** Checkpoints of whose files nothing is left at this home. */
  z.object({ type: z.literal("removed"), ids: z.array(uuid) }),
  /** How the cluster is, said at every change and now and then. Not by a home without Ray. */
  z.object({ type: z.literal("report"), report: clusterReportSchema }),
  /** What was found, of a probe that was asked for. */
  z.object({ type: z.literal("probed"), id: uuid, facts: probeFactsSchema }),
]);
export type AgentToServer = z.infer<typeof agentToServerSchema>;

/** Offsets are the server's: how far each source of each run has been stored. */
export const offsetsSchema = z.array(z.object({ runId: uuid, source: z.string(), ackedOffset: z.int().min(0) }));
export const serverToAgentSchema = z.discriminatedUnion("type", [
  /** `epoch` rises with each registration of the home; a message with an older one is refused. */
  z.object({ type: z.literal("registered"), epoch: z.int(), offsets: offsetsSchema, intents: z.array(intentSchema) }),
  z.object({ type: z.literal("intent"), intent: intentSchema }),
  /** A level, as intents are: said after every registration and at every change, until `removed` has answered it. */
  z.object({ type: z.literal("remove"), checkpoints: z.array(removalSchema) }),
  /** A level too: said after every registration, until `probed` has answered it. */
  z.object({ type: z.literal("probe"), id: uuid }),
  z.object({ type: z.literal("factStored"), runId: uuid, source: z.string(), sourceSequence: z.int() }),
  z.object({
    type: z.literal("refused"),
    reason: z.enum(["STALE_EPOCH", "UNKNOWN_TOKEN", "HOME_OF_ANOTHER_CLASS", "PROTOCOL"]),
    message: z.string(),
  }),
]);
export type ServerToAgent = z.infer<typeof serverToAgentSchema>;

/** `POST /ingest/runs/<runId>/events`: whole lines of the event file between two byte offsets. */
export const INGEST_SOURCES = ["events", "stdout", "stderr"] as const;
export type IngestSource = (typeof INGEST_SOURCES)[number];
export const ingestBatchSchema = z.object({
  epoch: z.int(),
  homeId: uuid,
  /** Byte offset in the file where this batch begins; must equal what the server has stored. */
  fromOffset: z.int().min(0),
  toOffset: z.int().min(0),
  /** Complete lines in order, without their newline; a line over the limit comes cut, with `truncated`. */
  lines: z.array(z.object({ text: z.string(), truncated: z.boolean(), at: time })).max(5_000),
});
export type IngestBatch = z.infer<typeof ingestBatchSchema>;
/** 200: stored up to here. 409: not stored, send from `ackedOffset`. */
export const ingestAnswerSchema = z.object({ ackedOffset: z.int().min(0) });
export type IngestAnswer = z.infer<typeof ingestAnswerSchema>;
