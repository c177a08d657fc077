import { readClusterEvents, type ClusterEvent } from "@arena/database/cluster-events";
import type { Database } from "@arena/database/client";
import type { Listener } from "@arena/database/listen";
import { readLogs, type StoredLogLine } from "@arena/database/logs";
import { readMetricBatches, type MetricBatch } from "@arena/database/metrics";
import type { Queryable } from "@arena/database/queryable";
import { readProjectEvents, readRunEvents, type RunEvent } from "@arena/database/run-events";
import { follow, type LiveBatch } from "./follow.ts";
import { readSnapshot } from "./read-snapshot.ts";
import { Tail, type Sequenced } from "./tail.ts";

const LIVE_CHANNEL = "arena_live";

export interface ProjectChange extends Sequenced {
  readonly experimentId: string;
}

/** What a subscription asks for: a subject's id, where it was, and how to read what it shows first. */
export interface LiveRequest<Snapshot> {
  readonly id: string;
  readonly afterSequence: number | null;
  readonly snapshot: (reader: Queryable) => Promise<Snapshot>;
  readonly stillAllowed: () => Promise<boolean>;
}
type Follow<Event> = <Snapshot>(request: LiveRequest<Snapshot>) => AsyncIterableIterator<LiveBatch<Snapshot, Event>>;

export interface LiveFeeds {
  readonly projectExperiments: Follow<ProjectChange>;
  readonly runEvents: Follow<RunEvent>;
  readonly runMetrics: Follow<MetricBatch>;
  readonly runLogs: Follow<StoredLogLine>;
  readonly clusterOperation: Follow<ClusterEvent>;
  /** Subjects that someone follows: none is left when everybody has gone. */
  subjectCount(): number;
  close(): Promise<void>;
}

export type Listen = (
  channels: readonly string[],
  onMessage: (channel: string, payload: string) => void,
  onReconnect: () => void,
) => Promise<Listener>;

/** One LISTEN for the whole process; one tail a subject, read once for all who follow it. */
export async function createLiveFeeds(database: Database, listen: Listen): Promise<LiveFeeds> {
  const { pool } = database;
  const tails = new Map<string, { tail: Tail<Sequenced>; followers: number }>();
  const listener = await listen(
    [LIVE_CHANNEL],
    (_channel, payload) => {
      const end = payload.lastIndexOf(":");
      tails.get(payload.slice(0, end))?.tail.reached(Number(payload.slice(end + 1)));
    },
    () => {
      for (const { tail } of tails.values()) tail.reached(Infinity);
    },
  );

  function feed<Event extends Sequenced>(
    subject: "project" | "events" | "metrics" | "logs" | "cluster",
    column: string,
    after: (id: string, sequence: number) => Promise<readonly Event[] | null>,
  ): Follow<Event> {
    return (request) => {
      const key = `${subject}:${request.id}`;
      const newest = (reader: Queryable): Promise<number> => newestSequence(reader, subject, column, request.id);
      const source = { newest: () => newest(pool), after: (sequence: number) => after(request.id, sequence) };
      const entry = tails.get(key) ?? { tail: new Tail<Event>(source) as unknown as Tail<Sequenced>, followers: 0 };
      entry.followers += 1;
      tails.set(key, entry);
      return follow({
        tail: entry.tail as unknown as Tail<Event>,
        after: source.after,
        snapshot: () => readSnapshot(pool, newest, request.snapshot),
        afterSequence: request.afterSequence,
        stillAllowed: request.stillAllowed,
        dispose: () => {
          entry.followers -= 1;
          if (entry.followers === 0) tails.delete(key);
        },
      });
    };
  }

  return {
    projectExperiments: feed("project", "sequence", (id, sequence) =>
      readProjectEvents(pool, id, { afterSequence: sequence }),
    ),
    runEvents: feed("events", "event_sequence", (id, sequence) => readRunEvents(pool, id, { afterSequence: sequence })),
    runMetrics: feed("metrics", "metric_sequence", (id, sequence) => readMetricBatches(pool, id, sequence)),
    runLogs: feed("logs", "log_sequence", (id, sequence) => readLogs(pool, id, { afterSequence: sequence })),
    clusterOperation: feed("cluster", "sequence", (id, sequence) =>
      readClusterEvents(pool, id, { afterSequence: sequence }),
    ),
    subjectCount: () => tails.size,
    close: () => listener.close(),
  };
}

async function newestSequence(reader: Queryable, subject: string, column: string, id: string): Promise<number> {
  const table = subject === "project" ? "project" : subject === "cluster" ? "cluster_operation" : "run";
  const { rows } = await reader.query<{ sequence: number }>(
    `SELECT ${column} AS sequence FROM ${table} WHERE id = $1`,
    [id],
  );
  return Number(rows[0]?.sequence ?? 0);
}
