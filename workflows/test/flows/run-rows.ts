import { randomUUID } from "node:crypto";
import type pg from "pg";
import { isDeepStrictEqual } from "node:util";
import { setTimeout as pause } from "node:timers/promises";
import type { HaltRequest, EndedFact, RunFactBody, TrainRunInput } from "../../src/contract/train-run.ts";
import { runIdOf } from "../../src/contract/ids.ts";

export const GRACES = { checkpointMs: 120_000, sigtermMs: 30_000, sigkillMs: 10_000 };
export const CLEAN_END: EndedFact = {
  recorded: true,
  exitCode: 0,
  signal: null,
  stopConsumed: false,
  trainingComplete: true,
  finishedReason: "completed",
  errorMessage: null,
  checkpoint: null,
  processGroupEmpty: true,
  evidence: "SCAN",
  rungs: [],
  endedAt: "2026-11-23T00:00:00.000Z",
};

/** Longer than the minute after which the pool looks whether its holders are still there. */
const PATIENCE_MS = 75_000;

export function haltRequest(change: Partial<HaltRequest> = {}): HaltRequest {
  return {
    haltId: randomUUID(),
    mode: "SAVE",
    requestedByPersonId: null,
    requestedVia: "SYSTEM",
    requestedAt: new Date().toISOString(),
    ...change,
  };
}

export interface OrderOptions {
  readonly projectId?: string;
  readonly resumeCheckpointId?: string;
  readonly graces?: TrainRunInput["graces"];
}

/** The rows around a run, as the api and an agent write them. */
export class RunRows {
  readonly pool: pg.Pool;
  readonly organizationId = randomUUID();
  readonly projectId = randomUUID();
  readonly resourceClassId = randomUUID();
  readonly homeId = randomUUID();
  /** Between two looks: on the clock that the flows live on, or what they repeat would not be repeated. */
  pause: () => Promise<void> = () => pause(20);
  private sequence = 0;

  constructor(pool: pg.Pool) {
    this.pool = pool;
  }

  async create(options: { readonly capacity?: number; readonly connected?: boolean } = {}): Promise<this> {
    await this.pool.query("INSERT INTO organization (id, name, plan) VALUES ($1, 'o', 'FREE')", [this.organizationId]);
    await this.addProject(this.projectId);
    await this.pool.query(
      "INSERT INTO resource_class (id, organization_id, name, slug, kind, capacity) VALUES ($1, $2, 'c', 'c', 'LOCAL', $3)",
      [this.resourceClassId, this.organizationId, options.capacity ?? 4],
    );
    if (options.connected ?? true) await this.connectHome();
    return this;
  }

  async addProject(id: string): Promise<void> {
    await this.pool.query(
      "INSERT INTO project (id, organization_id, name, kind) VALUES ($1, $2, $1::uuid::text, 'CLASSIC')",
      [id, this.organizationId],
    );
  }

  /** Its heartbeat lies ahead, so that it stays connected without anyone beating. */
  async connectHome(): Promise<void> {
    await this.pool.query(
      `INSERT INTO agent_home (id, resource_class_id, machine_id, boot_id, hostname, agent_version, last_heartbeat_at)
       VALUES ($1, $2, 'm', 'b', 'h', '1', now() + interval '1 hour')`,
      [this.homeId, this.resourceClassId],
    );
  }

  /** Commits the order of a run as Train does; the dispatcher, or the caller, carries it out. */
  async order(options: OrderOptions = {}): Promise<TrainRunInput> {
    const experimentId = randomUUID();
    const input: TrainRunInput = {
      runId: runIdOf(experimentId, 1),
      experimentId,
      runNumber: 1,
      organizationId: this.organizationId,
      projectId: options.projectId ?? this.projectId,
      resourceClassId: this.resourceClassId,
      graces: options.graces ?? GRACES,
      mode: "start",
      resumeCheckpointId: options.resumeCheckpointId ?? null,
      requestedByPersonId: null,
      requestedAt: new Date().toISOString(),
    };
    await this.pool.query(
      "INSERT INTO experiment (id, organization_id, project_id, name, manifest) VALUES ($1, $2, $3, $4, '{}')",
      [experimentId, this.organizationId, input.projectId, experimentId],
    );
    await this.pool.query("INSERT INTO outbox (kind, dedupe_key, payload) VALUES ('TRAIN', $1, $2)", [
      `train/${input.runId}`,
      JSON.stringify({ input, manifest: { training: { max_steps: 10 } } }),
    ]);
    if (options.resumeCheckpointId !== undefined)
      await this.pool.query("INSERT INTO checkpoint_pin (checkpoint_id, run_id) VALUES ($1, $2)", [
        options.resumeCheckpointId,
        input.runId,
      ]);
    return input;
  }

  async addCheckpoint(run: Pick<TrainRunInput, "runId" | "experimentId">): Promise<string> {
    const id = randomUUID();
    await this.pool.query(
      `INSERT INTO checkpoint (id, run_id, experiment_id, organization_id, home_id, path, step, reason, size_bytes, sha256, contents)
       VALUES ($1, $2, $3, $4, $5, 'c', 5, 'interval', 1, $6, '{WEIGHTS}')`,
      [id, run.runId, run.experimentId, this.organizationId, this.homeId, "a".repeat(64)],
    );
    return id;
  }

  async fact(runId: string, body: RunFactBody, source = "launcher"): Promise<void> {
    this.sequence += 1;
    await this.pool.query(
      "INSERT INTO run_fact (run_id, source, source_sequence, kind, body, at) VALUES ($1, $2, $3, $4, $5, now())",
      [runId, source, this.sequence, body.kind, JSON.stringify(body)],
    );
  }

  async row(runId: string): Promise<Record<string, unknown> | undefined> {
    const { rows } = await this.pool.query(
      `SELECT run.*, desired, halt_mode, (SELECT quarantined_reason FROM lease WHERE run_id = run.id) AS quarantine,
         (SELECT count(*) FROM lease WHERE run_id = run.id) AS leases,
         (SELECT position FROM queue_entry WHERE run_id = run.id) AS place,
         (SELECT count(*) FROM checkpoint_pin WHERE run_id = run.id) AS pins,
         experiment.status AS experiment_status
       FROM run JOIN run_intent ON run_id = run.id JOIN experiment ON experiment.id = experiment_id WHERE run.id = $1`,
      [runId],
    );
    return rows[0];
  }

  private async withoutRun(runId: string): Promise<string> {
    const { rows } = await this.pool.query(
      `SELECT attempts, delivered_at, not_before, last_error, created_at, clock_timestamp() FROM outbox
       WHERE dedupe_key = $1`,
      [`train/${runId}`],
    );
    return `There is no run ${runId}; its order is ${JSON.stringify(rows[0])}`;
  }

  /** `wanted` may hold matchers of the test runner; this is also used without one. */
  async until(runId: string, wanted: Record<string, unknown>): Promise<Record<string, unknown>> {
    const untilMs = Date.now() + PATIENCE_MS;
    for (;;) {
      const row = await this.row(runId);
      const wrong = Object.keys(wanted).filter((key) => !fits(row?.[key], wanted[key]));
      if (row !== undefined && wrong.length === 0) return row;
      if (Date.now() > untilMs) {
        const found = wrong.map((key) => `${key} is ${JSON.stringify(row?.[key])}, not ${JSON.stringify(wanted[key])}`);
        throw new Error(row === undefined ? await this.withoutRun(runId) : found.join("; "));
      }
      await this.pause();
    }
  }
}

function fits(value: unknown, wanted: unknown): boolean {
  const matcher = wanted as { asymmetricMatch?: (other: unknown) => boolean } | null;
  return matcher?.asymmetricMatch?.(value) ?? isDeepStrictEqual(value, wanted);
}
