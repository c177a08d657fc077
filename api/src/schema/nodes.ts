import { brandWithType } from "@pothos/core";
import type { Context } from "../context.ts";
import { builder } from "./builder/builder.ts";
import { decodeGlobalId, uuidOf } from "./builder/global-id.ts";
import { NODE_LOADERS } from "./builder/node-loaders.ts";
import { checkIdCount } from "./builder/page-size.ts";
import { ExperimentType } from "./experiment/experiment.ts";
import { ProjectType } from "./project/project.ts";
import { RunType } from "./run/run.ts";

async function loadNode(globalId: string, context: Context): Promise<object | null> {
  const { typename, id } = decodeGlobalId(globalId);
  // Own keys alone: `constructor` is no type.
  const node = Object.hasOwn(NODE_LOADERS, typename) ? await NODE_LOADERS[typename]?.(context, id) : null;
  if (!node) return null;
  brandWithType(node, typename as never);
  return node;
}

builder.queryFields((t) => ({
  node: t.field({
    type: builder.nodeInterfaceRef(),
    nullable: true,
    args: { id: t.arg.id({ required: true }) },
    description: "Null for an id that does not exist or that one may not see.",
    resolve: (_root, { id }, context) => loadNode(String(id), context) as never,
  }),
  nodes: t.field({
    type: [builder.nodeInterfaceRef()],
    nullable: { list: false, items: true },
    args: { ids: t.arg.idList({ required: true }) },
    resolve: (_root, { ids }, context) =>
      Promise.all(checkIdCount(ids).map((id) => loadNode(String(id), context))) as never,
  }),
  project: t.field({
    type: ProjectType,
    nullable: true,
    args: { id: t.arg.id({ required: true }) },
    resolve: (_root, { id }, context) => load("Project", id, context.loaders.project),
  }),
  experiment: t.field({
    type: ExperimentType,
    nullable: true,
    args: { id: t.arg.id({ required: true }) },
    resolve: (_root, { id }, context) => load("Experiment", id, context.loaders.experiment),
  }),
  run: t.field({
    type: RunType,
    nullable: true,
    args: { id: t.arg.id({ required: true }) },
    resolve: (_root, { id }, context) => load("Run", id, context.loaders.run),
  }),
}));

function load<Row>(
  typename: string,
  globalId: string,
  loader: { load(id: string): Promise<Row | null> },
): Promise<Row | null> {
  const id = uuidOf(typename, globalId);
  return id === null ? Promise.resolve(null) : loader.load(id);
}
