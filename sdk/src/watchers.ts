import {
  WatchInstallDocument,
  WatchLogsDocument,
  WatchMetricsDocument,
  WatchProjectDocument,
  WatchRunDocument,
  type ClusterOperationFieldsFragment,
  type LogLineFieldsFragment,
  type MetricSeriesFieldsFragment,
  type RunEventFieldsFragment,
  type RunFieldsFragment,
  type WatchInstallSubscription,
  type WatchMetricsSubscription,
  type WatchProjectSubscription,
} from "./generated/graphql.ts";
import type { ConnectionMonitor } from "./live/connection-monitor.ts";
import { followSequence, type LiveMessage } from "./live/follow-sequence.ts";
import type { TypedDocument } from "./transport/typed-document.ts";

export interface WatchOptions {
  /** Go on after this sequence; without it, a snapshot comes first. */
  readonly afterSequence?: number;
  readonly signal?: AbortSignal;
}

type ProjectBatch = WatchProjectSubscription["projectExperiments"];
type MetricsBatch = WatchMetricsSubscription["runMetrics"];
type InstallBatch = WatchInstallSubscription["clusterInstall"];
export type InstallMessage = LiveMessage<ClusterOperationFieldsFragment, InstallBatch["events"][number]>;
export type RunMessage = LiveMessage<RunFieldsFragment, RunEventFieldsFragment>;
export type ProjectMessage = LiveMessage<NonNullable<ProjectBatch["snapshot"]>, ProjectBatch["events"][number]>;
export type MetricsMessage = LiveMessage<readonly MetricSeriesFieldsFragment[], MetricsBatch["events"][number]>;
export type LogsMessage = LiveMessage<readonly LogLineFieldsFragment[], LogLineFieldsFragment>;

/** Live reads that survive dropped sockets: after a drop they go on where they were, without gap or repetition. */
export interface Watchers {
  /** The run's story; ends when the run has ended. */
  followRun(runId: string, options?: WatchOptions): AsyncGenerator<RunMessage>;
  /** Experiments of a project as they change. */
  watchProject(projectId: string, options?: WatchOptions): AsyncGenerator<ProjectMessage>;
  /** New points of a run; a snapshot of at most `maxPoints` a series comes first. */
  watchMetrics(
    runId: string,
    options?: WatchOptions & { names?: readonly string[]; maxPoints?: number },
  ): AsyncGenerator<MetricsMessage>;
  /** Log lines of a run; the last 1,000 come first. */
  watchLogs(runId: string, options?: WatchOptions): AsyncGenerator<LogsMessage>;
  /** An installation, or what else is done to a cluster, with what its stages say; ends when it has ended. */
  followInstall(installId: string, options?: WatchOptions): AsyncGenerator<InstallMessage>;
}

export interface WatcherDependencies {
  readonly subscribe: <Data, Variables>(
    document: TypedDocument<Data, Variables>,
    variables: Variables,
  ) => AsyncIterable<Data>;
  readonly monitor: ConnectionMonitor;
  readonly closed: AbortSignal;
}

const ENDED: ReadonlySet<unknown> = new Set(["STOPPED", "SUCCEEDED", "FAILED"]);
const never = (): boolean => false;

export function createWatchers({ subscribe, monitor, closed }: WatcherDependencies): Watchers {
  function follow<Data, Variables, Snapshot, Event extends { readonly sequence: number }>(
    document: TypedDocument<Data, Variables>,
    variables: Omit<Variables, "afterSequence">,
    batchOf: (data: Data) => LiveMessage<Snapshot, Event>,
    options: WatchOptions,
    isLast: (message: LiveMessage<Snapshot, Event>) => boolean,
  ): AsyncGenerator<LiveMessage<Snapshot, Event>> {
    return followSequence({
      subscribe: (afterSequence) => mapped(subscribe(document, { ...variables, afterSequence } as Variables), batchOf),
      sequenceOf: (event) => event.sequence,
      isLast,
      afterSequence: options.afterSequence ?? null,
      signal: options.signal ? AbortSignal.any([options.signal, closed]) : closed,
      monitor,
    });
  }
  return {
    followRun: (runId, options = {}) =>
      follow(WatchRunDocument, { runId }, (data) => data.runEvents, options, hasEnded),
    watchProject: (projectId, options = {}) =>
      follow(WatchProjectDocument, { projectId }, (data) => data.projectExperiments, options, never),
    watchMetrics: (runId, { names, maxPoints, ...options } = {}) =>
      follow(
        WatchMetricsDocument,
        { runId, ...(names ? { names: [...names] } : {}), ...(maxPoints ? { maxPoints } : {}) },
        (data) => data.runMetrics,
        options,
        never,
      ),
    watchLogs: (runId, options = {}) => follow(WatchLogsDocument, { runId }, (data) => data.runLogs, options, never),
    followInstall: (installId, options = {}) =>
      follow(WatchInstallDocument, { installId }, (data) => data.clusterInstall, options, hasInstallEnded),
  };
}

function hasInstallEnded({ snapshot, events }: InstallMessage): boolean {
  return [snapshot, ...events.map(({ operation }) => operation)].some((one) => (one?.endedAt ?? null) !== null);
}

function hasEnded(message: RunMessage): boolean {
  if (message.snapshot !== null) return ENDED.has(message.snapshot.status);
  return message.events.some(
    (event) => event.kind === "STATUS" && ENDED.has((event.payload as { status?: unknown }).status),
  );
}

/** By hand, so that `return` reaches a source that is waiting. */
function mapped<From, To>(source: AsyncIterable<From>, map: (value: From) => To): AsyncIterableIterator<To> {
  const from = source[Symbol.asyncIterator]();
  return {
    [Symbol.asyncIterator]() {
      return this;
    },
    async next() {
      const next = await from.next();
      return next.done ? { done: true, value: undefined } : { done: false, value: map(next.value) };
    },
    async return() {
      await from.return?.();
      return { done: true, value: undefined };
    },
  };
}
