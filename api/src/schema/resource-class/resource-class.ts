import type { ResourceClass } from "@arena/database/generated/client/client";
import { UNREACHABLE_AFTER_MS } from "@arena/workflows/contract/agent-protocol";
import { builder } from "../builder/builder.ts";
import { ConnectionStateEnum, ResourceClassKindEnum } from "../builder/enums.ts";

export const ResourceClassType = builder.objectRef<ResourceClass>("ResourceClass");

builder.node(ResourceClassType, {
  description: "A named compute shape that an experiment picks.",
  id: { resolve: (resourceClass) => resourceClass.id },
  fields: (t) => ({
    name: t.exposeString("name"),
    slug: t.exposeString("slug"),
    kind: t.expose("kind", { type: ResourceClassKindEnum }),
    enabled: t.exposeBoolean("enabled"),
    description: t.exposeString("description"),
    nodes: t.exposeInt("nodes"),
    cpus: t.exposeInt("cpus", { nullable: true, description: "Per node; null is the whole host." }),
    gpus: t.exposeInt("gpus", { nullable: true, description: "Per node; null is the whole host." }),
    memoryBytes: t.expose("memoryBytes", {
      type: "SafeInt",
      nullable: true,
      description: "Per node; null is the whole host.",
    }),
    queueLength: t.int({
      description: "Runs that wait for capacity.",
      resolve: async (resourceClass, _args, context) =>
        (await context.loaders.queueLength.load(resourceClass.id))?.value ?? 0,
    }),
    capacity: t.exposeInt("capacity", { description: "Runs at once." }),
    connection: t.field({
      type: ConnectionStateEnum,
      resolve: async (resourceClass, _args, context) => {
        const heartbeat = await context.loaders.lastHeartbeat.load(resourceClass.id);
        if (heartbeat === null) return "NOT_INSTALLED";
        return Date.now() - heartbeat.at.getTime() <= UNREACHABLE_AFTER_MS ? "CONNECTED" : "UNREACHABLE";
      },
    }),
    lastHeartbeatAt: t.field({
      type: "DateTime",
      nullable: true,
      description: "When the class's agent was last heard of.",
      resolve: async (resourceClass, _args, context) =>
        (await context.loaders.lastHeartbeat.load(resourceClass.id))?.at ?? null,
    }),
  }),
});
