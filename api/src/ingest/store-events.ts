import type pg from "pg";
import { appendLogs, type LogLine } from "@arena/database/logs";
import { appendMetrics, type MetricPoint } from "@arena/database/metrics";
import { appendRunEvent } from "@arena/database/run-events";
import { storableJson } from "@arena/database/storable-json";
import type { IngestBatch } from "@arena/workflows/contract/agent-protocol";
import type { TrainerEvent } from "@arena/workflows/contract/trainer-protocol";
import { factOfEvent } from "./fact-of-event.ts";
import { readTrainerEvent } from "./read-trainer-event.ts";

export interface RunOfBatch {
  readonly id: string;
  readonly experimentId: string;
  readonly projectId: string;
  readonly organizationId: string;
  readonly homeId: string;
}

type EventOf<T extends TrainerEvent["type"]> = Extract<TrainerEvent, { type: T }>;

/** Stores one batch of the event file in the caller's transaction. Returns whether the run's progress changed. */
export async function storeEvents(client: pg.PoolClient, run: RunOfBatch, batch: IngestBatch): Promise<boolean> {
  const logs: LogLine[] = [];
  const points: MetricPoint[] = [];
  const events: TrainerEvent[] = [];
  for (const line of batch.lines) {
    const read = readTrainerEvent(line);
    if ("fault" in read) logs.push({ at: new Date(line.at), level: "warn", source: "events", message: read.fault });
    else collect(read.event, { logs, points, events });
  }
  await raiseProgress(client, run.id, events);
  if (points.length > 0) await appendMetrics(client, run.id, points);
  if (logs.length > 0) await appendLogs(client, run.id, logs);
  for (const event of events) await storeEvent(client, run, event);
  return events.some((event) => event.type !== "log");
}

function collect(event: TrainerEvent, into: { logs: LogLine[]; points: MetricPoint[]; events: TrainerEvent[] }): void {
  into.events.push(event);
  const at = new Date(event.time);
  if (event.type === "log") into.logs.push({ at, level: event.level, source: "events", message: event.message });
  if (event.type === "error") into.logs.push({ at, level: "error", source: "events", message: event.message });
  if (event.type === "metrics") {
    for (const [name, value] of Object.entries(event.values)) into.points.push({ name, step: event.step, value });
  }
}

/** Step and best scores, for tables that do not read series. */
async function raiseProgress(client: pg.PoolClient, runId: string, events: readonly TrainerEvent[]): Promise<void> {
  const steps = events.flatMap((event) => ("step" in event ? [event.step] : []));
  if (steps.length === 0) return;
  const valuesOf = (name: string): number[] =>
    events.flatMap((event) => (event.type === "metrics" && event.values[name] != null ? [event.values[name]] : []));
  const best = (values: number[]): number | null => (values.length > 0 ? Math.max(...values) : null);
  await client.query(
    `UPDATE run SET step = greatest(step, $2), best_score = greatest(best_score, $3), best_fitness = greatest(best_fitness, $4)
     WHERE id = $1`,
    [runId, Math.max(...steps), best(valuesOf("score")), best(valuesOf("fitness"))],
  );
}

async function storeEvent(client: pg.PoolClient, run: RunOfBatch, event: TrainerEvent): Promise<void> {
  const fact = factOfEvent(event);
  if (fact === null) return;
  if (event.type === "checkpoint") await storeCheckpoint(client, run, event);
  await appendRunEvent(client, run.id, `trainer.${event.type}`, payloadOf(event), new Date(event.time));
  await client.query(
    `INSERT INTO run_fact (run_id, source, source_sequence, kind, body, at) VALUES ($1, 'events', $2, $3, $4, $5)
     ON CONFLICT DO NOTHING`,
    [run.id, event.seq, fact.kind, storableJson(fact), event.time],
  );
}

function payloadOf(event: TrainerEvent): Record<string, unknown> {
  const { v: _version, seq: _sequence, time: _time, type: _type, ...payload } = event;
  return payload;
}

async function storeCheckpoint(client: pg.PoolClient, run: RunOfBatch, event: EventOf<"checkpoint">): Promise<void> {
  await client.query(
    `INSERT INTO checkpoint (id, run_id, experiment_id, organization_id, home_id, path, step, reason, training_score,
       evaluation_score, size_bytes, sha256, contents, created_at)
     VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14) ON CONFLICT (id) DO NOTHING`,
    [
      event.id,
      run.id,
      run.experimentId,
      run.organizationId,
      run.homeId,
      event.path,
      event.step,
      event.reason,
      event.training_score,
      event.evaluation_score,
      event.size_bytes,
      event.sha256,
      event.contents,
      event.time,
    ],
  );
  // Told of late: its experiment has been deleted meanwhile, and nobody else would take its files away.
  await client.query(
    `UPDATE checkpoint SET state = 'DELETING' FROM experiment
     WHERE checkpoint.id = $1 AND checkpoint.state = 'LIVE' AND experiment.id = $2 AND experiment.status IN ('PENDING_DELETE', 'DELETED')`,
    [event.id, run.experimentId],
  );
  // From its own first checkpoint on, a run no longer needs the one that it resumed from.
  await client.query("DELETE FROM checkpoint_pin WHERE run_id = $1", [run.id]);
}
