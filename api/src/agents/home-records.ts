import type pg from "pg";
import { storableJson } from "@arena/database/storable-json";
import type {
  AgentFactMessage,
  AgentIntent,
  AgentToServer,
  CheckpointRemoval,
} from "@arena/workflows/contract/agent-protocol";

type Registration = Extract<AgentToServer, { type: "register" }>;
export interface Offset {
  readonly runId: string;
  readonly source: string;
  readonly ackedOffset: number;
}

/** A run that an agent still has to do something for: not ended, or ended without proof that nothing is left. */
const OPEN_RUN = `(r.ended_at IS NULL OR (r.receipt ->> 'verified' = 'false' AND r.receipt ->> 'reconciliation' IS NULL))`;

const INTENT_COLUMNS = `
  SELECT i.run_id AS "runId", i.desired, i.halt_id AS "haltId", i.halt_mode AS "haltMode", r.home_id AS "homeId", r.manifest,
    k.run_id AS "resumeRunId", k.path AS "resumePath", k.sha256 AS "resumeSha256", r.accept_missing AS "acceptMissing",
    c.kind AS "classKind", c.cpus, c.gpus, c.memory_bytes::float8 AS "memoryBytes", c.checkpoint_grace_ms AS "checkpointMs", c.sigterm_grace_ms AS "sigtermMs", c.sigkill_grace_ms AS "sigkillMs"
  FROM run_intent i JOIN run r ON r.id = i.run_id JOIN resource_class c ON c.id = r.resource_class_id
  LEFT JOIN checkpoint k ON k.id = r.resume_checkpoint_id
  WHERE i.desired IN ('RUN', 'STOP') AND r.home_id IS NOT NULL AND ${OPEN_RUN}`;

/** The answer to these asks for the next ones, so that no message grows without bound. */
const REMOVALS_AT_ONCE = 500;

interface IntentRow {
  readonly runId: string;
  readonly desired: "RUN" | "STOP";
  readonly haltId: string | null;
  readonly haltMode: "SAVE" | "TERMINATE" | "KILL" | null;
  readonly homeId: string;
  readonly manifest: Record<string, unknown>;
  readonly resumeRunId: string | null;
  readonly resumePath: string | null;
  readonly resumeSha256: string | null;
  readonly acceptMissing: string[];
  readonly classKind: "LOCAL" | "ON_PREM";
  readonly cpus: number | null;
  readonly gpus: number | null;
  readonly memoryBytes: number | null;
  readonly checkpointMs: number;
  readonly sigtermMs: number;
  readonly sigkillMs: number;
}

/** What the agent's socket reads and writes: homes with their epochs, intents, facts, removals. */
export class HomeRecords {
  readonly #pool: pg.Pool;

  constructor(pool: pg.Pool) {
    this.#pool = pool;
  }

  /** Raises the home's epoch; null when the home belongs to another class. */
  async register(resourceClassId: string, message: Registration): Promise<number | null> {
    const { rows } = await this.#pool.query<{ epoch: number }>(
      `INSERT INTO agent_home (id, resource_class_id, machine_id, boot_id, hostname, agent_version)
       VALUES ($1, $2, $3, $4, $5, $6)
       ON CONFLICT (id) DO UPDATE SET epoch = agent_home.epoch + 1, machine_id = $3, boot_id = $4, hostname = $5,
         agent_version = $6, registered_at = now(), last_heartbeat_at = now()
       WHERE agent_home.resource_class_id = $2
       RETURNING epoch`,
      [message.homeId, resourceClassId, message.machineId, message.bootId, message.hostname, message.agentVersion],
    );
    return rows[0]?.epoch ?? null;
  }

  /** False when a newer agent has registered meanwhile. */
  async heartbeat(homeId: string, epoch: number): Promise<boolean> {
    const { rowCount } = await this.#pool.query(
      "UPDATE agent_home SET last_heartbeat_at = now() WHERE id = $1 AND epoch = $2",
      [homeId, epoch],
    );
    return rowCount === 1;
  }

  async offsets(homeId: string, runIds: readonly string[]): Promise<Offset[]> {
    const { rows } = await this.#pool.query<Offset>(
      `SELECT o.run_id AS "runId", o.source, o.acked_offset AS "ackedOffset"
       FROM ingest_offset o JOIN run r ON r.id = o.run_id WHERE r.home_id = $1 AND o.run_id = ANY($2::uuid[])`,
      [homeId, runIds],
    );
    return rows.map((row) => ({ ...row, ackedOffset: Number(row.ackedOffset) }));
  }

  async intentsOf(homeId: string): Promise<AgentIntent[]> {
    const { rows } = await this.#pool.query<IntentRow>(`${INTENT_COLUMNS} AND r.home_id = $1 ORDER BY r.created_at`, [
      homeId,
    ]);
    return rows.map(intentOf);
  }

  async intentOfRun(runId: string): Promise<{ homeId: string; intent: AgentIntent } | null> {
    const { rows } = await this.#pool.query<IntentRow>(`${INTENT_COLUMNS} AND r.id = $1`, [runId]);
    return rows[0] ? { homeId: rows[0].homeId, intent: intentOf(rows[0]) } : null;
  }

  /** Commits a fact once; false when the run is not one of this home. */
  async storeFact(homeId: string, message: AgentFactMessage): Promise<boolean> {
    const { rows } = await this.#pool.query<{ found: boolean }>(
      `WITH run_here AS (SELECT id FROM run WHERE id = $1 AND home_id = $2),
         stored AS (INSERT INTO run_fact (run_id, source, source_sequence, kind, body, at)
           SELECT id, $3, $4, $5, $6, $7 FROM run_here ON CONFLICT DO NOTHING RETURNING 1)
       SELECT EXISTS (SELECT 1 FROM run_here) AS found, (SELECT count(*) FROM stored)`,
      [
        message.runId,
        homeId,
        message.source,
        message.sourceSequence,
        message.body.kind,
        storableJson(message.body),
        message.at,
      ],
    );
    return rows[0]?.found ?? false;
  }

  /** Deleted checkpoints whose files this home still has. Nobody can pin one any more: pins are made on LIVE ones. */
  async removalsOf(homeId: string): Promise<CheckpointRemoval[]> {
    const { rows } = await this.#pool.query<CheckpointRemoval>(
      `SELECT id, run_id AS "runId", path FROM checkpoint WHERE home_id = $1 AND state = 'DELETING' ORDER BY id LIMIT $2`,
      [homeId, REMOVALS_AT_ONCE],
    );
    return rows;
  }

  /** How many of them this was news of. */
  async storeRemoved(homeId: string, checkpointIds: readonly string[]): Promise<number> {
    const { rowCount } = await this.#pool.query(
      "UPDATE checkpoint SET state = 'DELETED' WHERE id = ANY($1::uuid[]) AND home_id = $2 AND state = 'DELETING'",
      [checkpointIds, homeId],
    );
    return rowCount ?? 0;
  }
}

function intentOf(row: IntentRow): AgentIntent {
  const { checkpointMs, sigtermMs, sigkillMs } = row;
  if (row.desired === "STOP") {
    const stop = { haltId: row.haltId!, mode: row.haltMode!, graces: { checkpointMs, sigtermMs, sigkillMs } };
    return { runId: row.runId, desired: "STOP", launch: null, stop };
  }
  const resume =
    row.resumeRunId === null
      ? null
      : {
          runId: row.resumeRunId,
          path: row.resumePath!,
          sha256: row.resumeSha256!,
          acceptMissing: row.acceptMissing,
        };
  const { manifest, cpus, gpus, memoryBytes } = row;
  const resources = row.classKind === "ON_PREM" ? { resources: { cpus, gpus, memoryBytes } } : {};
  return { runId: row.runId, desired: "RUN", launch: { manifest, command: null, resume, ...resources }, stop: null };
}
