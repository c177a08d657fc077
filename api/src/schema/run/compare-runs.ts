import type { Run } from "@arena/database/generated/client/client";
import { readMetrics, type MetricColumns } from "@arena/database/metrics";
import { builder } from "../builder/builder.ts";
import { uuidOf } from "../builder/global-id.ts";
import { checkIdCount } from "../builder/page-size.ts";
import { present } from "../builder/present.ts";
import { MetricSeriesType } from "./run-data.ts";
import { RunType } from "./run.ts";

const RunComparison = builder.objectRef<{ run: Run; metrics: MetricColumns[] }>("RunComparison").implement({
  fields: (t) => ({
    run: t.expose("run", { type: RunType }),
    metrics: t.expose("metrics", { type: [MetricSeriesType] }),
  }),
});

builder.queryField("compareRuns", (t) =>
  t.field({
    type: [RunComparison],
    complexity: { field: 10, multiplier: 10 },
    args: {
      ids: t.arg.idList({ required: true }),
      names: t.arg.stringList({ description: "Metrics; all when left out." }),
      maxPoints: t.arg.int({ description: "A series." }),
    },
    description: "Metrics of several runs, in the order asked; runs that do not exist or may not be seen are left out.",
    resolve: async (_root, { ids, ...options }, context) => {
      const found = await Promise.all(
        checkIdCount(ids).map((id) => {
          const uuid = uuidOf("Run", String(id));
          return uuid === null ? null : context.loaders.run.load(uuid);
        }),
      );
      const runs = found.filter((run) => run !== null);
      return Promise.all(
        runs.map(async (run) => ({ run, metrics: await readMetrics(context.database.pool, run.id, present(options)) })),
      );
    },
  }),
);
