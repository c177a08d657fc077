import type { ClusterEvent } from "@arena/database/cluster-events";
import type { Project, Run } from "@arena/database/generated/client/client";
import { readLogs, type StoredLogLine } from "@arena/database/logs";
import { readMetrics, type MetricBatch, type MetricColumns } from "@arena/database/metrics";
import type { RunEvent } from "@arena/database/run-events";
import type { LiveBatch } from "../../live/follow.ts";
import type { ProjectChange } from "../../live/live-feeds.ts";
import { builder } from "../builder/builder.ts";
import { encodeGlobalId, uuidOf } from "../builder/global-id.ts";
import { ClusterHostType } from "../cluster/cluster-host.ts";
import { ClusterOperationType, type OperationRow } from "../cluster/cluster-operation.ts";
import { StageNameEnum } from "../cluster/enums.ts";
import { ExperimentType } from "../experiment/experiment.ts";
import { ProjectType } from "../project/project.ts";
import { LogLineType, MetricSeriesType, RunEventType } from "../run/run-data.ts";
import { RunType } from "../run/run.ts";
import { batchType } from "./batch-type.ts";
import { columnsOfBatch } from "./columns-of-batch.ts";
import { liveRequest, subjectId } from "./subscribe-to.ts";

const SNAPSHOT_POINTS = 2_000;
const SNAPSHOT_LINES = 1_000;

const ExperimentChange = builder.objectRef<ProjectChange>("ExperimentChange").implement({
  fields: (t) => ({
    sequence: t.expose("sequence", { type: "SafeInt" }),
    experimentId: t.id({ resolve: (change) => encodeGlobalId("Experiment", change.experimentId) }),
    experiment: t.field({
      type: ExperimentType,
      nullable: true,
      description: "As it is now; null when it is deleted.",
      resolve: (change, _args, context) => context.loaders.experiment.load(change.experimentId),
    }),
  }),
});
const MetricBatchType = builder.objectRef<{ sequence: number; series: MetricColumns[] }>("MetricBatch").implement({
  fields: (t) => ({
    sequence: t.expose("sequence", { type: "SafeInt" }),
    series: t.expose("series", { type: [MetricSeriesType], description: "New points only." }),
  }),
});

const ProjectExperimentsBatch = batchType<Project, ProjectChange>(
  "ProjectExperimentsBatch",
  ProjectType,
  ExperimentChange,
);
const RunEventsBatch = batchType<Run, RunEvent>("RunEventsBatch", RunType, RunEventType);
const RunMetricsBatch = batchType<MetricColumns[], { sequence: number; series: MetricColumns[] }>(
  "RunMetricsBatch",
  [MetricSeriesType],
  MetricBatchType,
);
const ClusterEventType = builder.objectRef<ClusterEvent & { operationId: string }>("ClusterEvent").implement({
  description: "HOST and OPERATION: it has changed, and comes as it is now. LOG: what a stage said.",
  fields: (t) => ({
    sequence: t.expose("sequence", { type: "SafeInt" }),
    kind: t.exposeString("kind"),
    at: t.expose("at", { type: "DateTime" }),
    position: t.int({ nullable: true, description: "Of the host.", resolve: ({ hostPosition }) => hostPosition }),
    stage: t.field({ type: StageNameEnum, nullable: true, resolve: ({ stage }) => stage as never }),
    lines: t.field({ type: ["String"], resolve: ({ lines }) => [...(lines ?? [])] }),
    host: t.field({
      type: ClusterHostType,
      nullable: true,
      description: "Of HOST.",
      resolve: async ({ kind, operationId, hostPosition }, _args, { loaders }) =>
        kind === "HOST"
          ? ((await loaders.hostsOfOperation.load(operationId)).find(({ position }) => position === hostPosition) ??
            null)
          : null,
    }),
    operation: t.field({
      type: ClusterOperationType,
      nullable: true,
      description: "Of OPERATION.",
      resolve: ({ kind, operationId }, _args, { loaders }) =>
        kind === "OPERATION" ? loaders.clusterOperation.load(operationId) : null,
    }),
  }),
});
const ClusterInstallBatch = batchType<OperationRow, ClusterEvent & { operationId: string }>(
  "ClusterInstallBatch",
  ClusterOperationType,
  ClusterEventType,
);
const RunLogsBatch = batchType<StoredLogLine[], StoredLogLine>("RunLogsBatch", [LogLineType], LogLineType);

/** The row is read when the batch is resolved, so that it is as new as the batch. */
async function withSubject<Row, Event>(
  batch: LiveBatch<string, Event>,
  load: (id: string) => Promise<Row | null>,
): Promise<LiveBatch<Row, Event>> {
  return { ...batch, snapshot: batch.snapshot === null ? null : await load(batch.snapshot) };
}

function orSubject<Event>(batch: LiveBatch<string, Event>, id: () => string | null): LiveBatch<string, Event> {
  return batch.snapshot === null && batch.events.length === 0 ? { ...batch, snapshot: id() } : batch;
}

builder.subscriptionType({ authScopes: { signedIn: true } });

builder.subscriptionFields((t) => ({
  projectExperiments: t.field({
    type: ProjectExperimentsBatch,
    args: { projectId: t.arg.id({ required: true }), afterSequence: t.arg({ type: "SafeInt" }) },
    subscribe: async (_root, args, context) => {
      const id = await subjectId("Project", args.projectId, context);
      return context.live.projectExperiments(liveRequest(context, id, args.afterSequence, async () => id));
    },
    resolve: (batch, _args, context) => withSubject(batch, (id) => context.loaders.project.load(id)),
  }),
  runEvents: t.field({
    type: RunEventsBatch,
    description:
      "The run's story. Who asks after its newest event gets the run instead, and so learns whether it has ended.",
    args: { runId: t.arg.id({ required: true }), afterSequence: t.arg({ type: "SafeInt" }) },
    subscribe: async (_root, args, context) => {
      const id = await subjectId("Run", args.runId, context);
      return context.live.runEvents(liveRequest(context, id, args.afterSequence, async () => id));
    },
    resolve: (batch, { runId }, context) =>
      withSubject(
        orSubject(batch, () => uuidOf("Run", runId)),
        (id) => context.loaders.run.load(id),
      ),
  }),
  runMetrics: t.field({
    type: RunMetricsBatch,
    args: {
      runId: t.arg.id({ required: true }),
      names: t.arg.stringList({ description: "All when left out." }),
      afterSequence: t.arg({ type: "SafeInt" }),
      maxPoints: t.arg.int({ description: "Of the snapshot, a series; 2,000 unless told." }),
    },
    subscribe: async (_root, args, context) => {
      const id = await subjectId("Run", args.runId, context);
      const options = { maxPoints: args.maxPoints ?? SNAPSHOT_POINTS, ...(args.names ? { names: args.names } : {}) };
      return context.live.runMetrics(
        liveRequest(context, id, args.afterSequence, (reader) => readMetrics(reader, id, options)),
      );
    },
    resolve: (batch, args) => ({
      ...batch,
      events: batch.events.map((event: MetricBatch) => ({
        sequence: event.sequence,
        series: columnsOfBatch(event, args.names ?? null),
      })),
    }),
  }),
  clusterInstall: t.field({
    type: ClusterInstallBatch,
    description:
      "An installation, or what else is done to a cluster, as it goes on. For Managers of an Enterprise organization.",
    authScopes: { permission: "on_prem:manage" },
    args: { installId: t.arg.id({ required: true }), afterSequence: t.arg({ type: "SafeInt" }) },
    subscribe: async (_root, { installId, afterSequence }, context) => {
      const id = await subjectId("ClusterOperation", installId, context);
      return context.live.clusterOperation(liveRequest(context, id, afterSequence, async () => id));
    },
    resolve: async (batch, { installId }, context) => {
      const operationId = uuidOf("ClusterOperation", installId)!;
      const events = batch.events.map((event) => ({ ...event, operationId }));
      return { ...(await withSubject(batch, (id) => context.loaders.clusterOperation.load(id))), events };
    },
  }),
  runLogs: t.field({
    type: RunLogsBatch,
    args: { runId: t.arg.id({ required: true }), afterSequence: t.arg({ type: "SafeInt" }) },
    description: "The snapshot holds the last 1,000 lines.",
    subscribe: async (_root, args, context) => {
      const id = await subjectId("Run", args.runId, context);
      return context.live.runLogs(
        liveRequest(context, id, args.afterSequence, async (reader) => {
          const { rows } = await reader.query<{ last: number }>("SELECT log_sequence AS last FROM run WHERE id = $1", [
            id,
          ]);
          const last = Number(rows[0]?.last ?? 0);
          return readLogs(reader, id, { afterSequence: Math.max(0, last - SNAPSHOT_LINES), first: SNAPSHOT_LINES });
        }),
      );
    },
    resolve: (batch) => batch,
  }),
}));
