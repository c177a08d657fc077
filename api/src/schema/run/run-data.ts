import type { StoredLogLine } from "@arena/database/logs";
import type { MetricColumns } from "@arena/database/metrics";
import type { RunEvent } from "@arena/database/run-events";
import { builder } from "../builder/builder.ts";

export const MetricSeriesType = builder.objectRef<MetricColumns>("MetricSeries").implement({
  description: "One metric as two columns of equal length, in the order of its steps.",
  fields: (t) => ({
    name: t.exposeString("name"),
    steps: t.field({ type: ["SafeInt"], resolve: (series) => series.steps }),
    values: t.field({
      type: ["Float"],
      nullable: { list: false, items: true },
      description: "Null where the trainer had no number.",
      resolve: (series) => series.values,
    }),
  }),
});

export const LogLineType = builder.objectRef<StoredLogLine>("LogLine").implement({
  fields: (t) => ({
    sequence: t.expose("sequence", { type: "SafeInt" }),
    at: t.expose("at", { type: "DateTime" }),
    level: t.exposeString("level"),
    source: t.exposeString("source"),
    message: t.exposeString("message"),
  }),
});

export const RunEventType = builder.objectRef<RunEvent>("RunEvent").implement({
  description: "One event of the run's story, numbered without gaps.",
  fields: (t) => ({
    sequence: t.expose("sequence", { type: "SafeInt" }),
    kind: t.exposeString("kind", { description: "STATUS, CHECKPOINT, RECEIPT and others." }),
    payload: t.field({ type: "JSON", resolve: (event) => event.payload }),
    at: t.expose("at", { type: "DateTime" }),
  }),
});
