import type { Project } from "@arena/database/generated/client/client";
import type { ExperimentStatus } from "@arena/workflows/contract/status";
import { countExperiments, listExperiments } from "../../domain/experiment/list-experiments.ts";
import type { Context } from "../../context.ts";
import { builder } from "../builder/builder.ts";
import { ExperimentStatusEnum, ProjectKindEnum } from "../builder/enums.ts";
import { pageSize } from "../builder/page-size.ts";
import { ExperimentType } from "../experiment/experiment.ts";

export const ProjectType = builder.objectRef<Project>("Project");

interface Filter {
  readonly status: readonly ExperimentStatus[] | null;
  readonly text: string | null;
}
const ExperimentConnection = builder.connectionObject(
  { type: ExperimentType, name: "ExperimentConnection" },
  { name: "ExperimentEdge" },
);
const counted = new WeakMap<object, () => Promise<number>>();
builder.objectField(ExperimentConnection, "totalCount", (t) =>
  t.int({
    description: "Of all pages, after the filter.",
    resolve: async (connection) => (await counted.get(connection)?.()) ?? 0,
  }),
);

const ExperimentFilter = builder.inputType("ExperimentFilter", {
  fields: (t) => ({
    status: t.field({ type: [ExperimentStatusEnum] }),
    text: t.string({ description: "Found anywhere in the name, letters of either case." }),
  }),
});
const ExperimentOrderField = builder.enumType("ExperimentOrderField", {
  values: ["NAME", "STATUS", "CREATED_AT", "UPDATED_AT"] as const,
});
const OrderDirection = builder.enumType("OrderDirection", { values: ["ASC", "DESC"] as const });
const ExperimentOrder = builder.inputType("ExperimentOrder", {
  fields: (t) => ({
    field: t.field({ type: ExperimentOrderField, required: true }),
    direction: t.field({ type: OrderDirection, required: true, defaultValue: "ASC" }),
  }),
});

const StatusCount = builder.objectRef<{ status: string; count: number }>("ExperimentCount").implement({
  fields: (t) => ({
    status: t.field({ type: ExperimentStatusEnum, resolve: (row) => row.status as ExperimentStatus }),
    count: t.exposeInt("count"),
  }),
});

/** Pages of a thousand must stay affordable, and a list of lists of lists must not. */
const pageWeight = (first: number | null | undefined): number => Math.max(1, Math.ceil((first ?? 20) / 200));

async function experimentsOf(
  project: Project,
  args: {
    first: number;
    after: string | null;
    filter: Filter;
    orderBy: { field: "NAME" | "STATUS" | "CREATED_AT" | "UPDATED_AT"; direction: "ASC" | "DESC" };
  },
  context: Context,
) {
  const { pool } = context.database;
  const page = await listExperiments(pool, project.id, { ...args, ...args.filter });
  const nodes = await Promise.all(page.edges.map((edge) => context.loaders.experiment.load(edge.id)));
  const edges = page.edges.flatMap((edge, index) => {
    const node = nodes[index];
    return node ? [{ cursor: edge.cursor, node }] : [];
  });
  const connection = {
    edges,
    pageInfo: {
      hasNextPage: page.hasNextPage,
      hasPreviousPage: args.after !== null,
      startCursor: page.edges[0]?.cursor ?? null,
      endCursor: page.edges.at(-1)?.cursor ?? null,
    },
  };
  counted.set(connection, () => countExperiments(pool, project.id, args.filter));
  return connection;
}

builder.node(ProjectType, {
  description: "Holds experiments.",
  id: { resolve: (project) => project.id },
  fields: (t) => ({
    name: t.exposeString("name"),
    description: t.exposeString("description"),
    kind: t.expose("kind", { type: ProjectKindEnum }),
    createdAt: t.expose("createdAt", { type: "DateTime" }),
    experimentCounts: t.field({
      type: [StatusCount],
      description: "How many experiments have each status; statuses without any are left out.",
      resolve: async (project, _args, context) => [...(await context.loaders.experimentCounts.load(project.id))],
    }),
    experiments: t.field({
      type: ExperimentConnection,
      complexity: (args) => ({ field: 1, multiplier: pageWeight(args.first) }),
      args: {
        first: t.arg.int({ description: "20 unless told; above 1,000 is an error." }),
        after: t.arg.string(),
        filter: t.arg({ type: ExperimentFilter }),
        orderBy: t.arg({ type: ExperimentOrder, description: "Newest first unless told." }),
      },
      resolve: (project, args, context) =>
        experimentsOf(
          project,
          {
            first: pageSize(args.first, 20),
            after: args.after ?? null,
            filter: { status: args.filter?.status ?? null, text: args.filter?.text ?? null },
            orderBy: args.orderBy ?? { field: "CREATED_AT", direction: "DESC" },
          },
          context,
        ),
    }),
  }),
});
