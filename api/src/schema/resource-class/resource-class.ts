import type { ClusterKey, ResourceClass } from "@arena/database/generated/client/client";
import { isAllowed } from "../../access/permissions.ts";
import { viewerOf } from "../../context.ts";
import { connectionOf } from "../../domain/resource-class/connection-of.ts";
import { describeDeployment } from "../../domain/resource-class/describe-deployment.ts";
import { differsFromBundle } from "../../domain/resource-class/bundle-shape.ts";
import { formatMemory } from "../../domain/resource-class/memory.ts";
import { DeploymentType, SetupTypeEnum } from "./deployment.ts";
import { builder } from "../builder/builder.ts";
import { ConnectionStateEnum, ResourceClassKindEnum } from "../builder/enums.ts";

const ClusterKeyType = builder.objectRef<ClusterKey>("ClusterKey").implement({
  description: "One generation of a class's keys: WireGuard pair, pre-shared key and the agent's token.",
  fields: (t) => ({
    generation: t.exposeInt("generation"),
    publicKey: t.exposeString("publicKey", { description: "Of the cluster's side, in base64." }),
    tunnelAddress: t.string({ resolve: ({ tunnelAddress }) => tunnelAddress.split("/")[0]! }),
    createdAt: t.expose("createdAt", { type: "DateTime" }),
    lastHandshakeAt: t.expose("lastHandshakeAt", {
      type: "DateTime",
      nullable: true,
      description: "When the gateway last heard of it; null: never.",
    }),
    revokedAt: t.expose("revokedAt", { type: "DateTime", nullable: true }),
  }),
});

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
    memory: t.string({
      nullable: true,
      description: "`memoryBytes` as understood, such as `64 GiB`; null is the whole host.",
      resolve: ({ memoryBytes }) => (memoryBytes === null ? null : formatMemory(Number(memoryBytes))),
    }),
    nameIsFixed: t.boolean({
      description: "A bundle with the name was issued, so it cannot change any more.",
      resolve: ({ bundleIssuedAt }) => bundleIssuedAt !== null,
    }),
    differsFromBundle: t.boolean({
      description: "Nodes, CPUs, GPUs or memory were changed after the newest bundle was issued: install it again.",
      resolve: ({ memoryBytes, bundleShape, ...shape }) =>
        differsFromBundle({ ...shape, memoryBytes: memoryBytes === null ? null : Number(memoryBytes) }, bundleShape),
    }),
    keys: t.field({
      type: [ClusterKeyType],
      nullable: true,
      description: "Newest generation first; without their secrets. Null for who may not see them.",
      resolve: async (resourceClass, _args, context) =>
        resourceClass.kind === "ON_PREM" && isAllowed(viewerOf(context), "on_prem:manage")
          ? [...(await context.loaders.keysOfClass.load(resourceClass.id))]
          : null,
    }),
    deployment: t.field({
      type: DeploymentType,
      nullable: true,
      description: "Null for who may not see it, for this machine's own class, and for one that is deleted.",
      args: { setupType: t.arg({ type: SetupTypeEnum, required: true }) },
      resolve: (resourceClass, { setupType }, context) =>
        resourceClass.kind === "ON_PREM" &&
        resourceClass.deletedAt === null &&
        isAllowed(viewerOf(context), "on_prem:manage")
          ? describeDeployment(context.database, viewerOf(context), context.installation, resourceClass, setupType)
          : null,
    }),
    queueLength: t.int({
      description: "Runs that wait for capacity.",
      resolve: async (resourceClass, _args, context) =>
        (await context.loaders.queueLength.load(resourceClass.id))?.value ?? 0,
    }),
    capacity: t.exposeInt("capacity", { description: "Runs at once." }),
    connection: t.field({
      type: ConnectionStateEnum,
      resolve: async ({ id }, _args, { loaders }) => {
        const [heartbeat, cluster] = await Promise.all([loaders.lastHeartbeat.load(id), loaders.clusterState.load(id)]);
        return connectionOf(heartbeat?.at ?? null, cluster, Date.now());
      },
    }),
    connectionReason: t.string({
      nullable: true,
      description:
        "Why a cluster is not as it should be, such as `1 of 2 workers of the cluster take work`; for people.",
      resolve: async ({ id }, _args, { loaders }) => (await loaders.clusterState.load(id))?.reason ?? null,
    }),
    readyWorkers: t.int({
      nullable: true,
      description: "Of a cluster: how many of its nodes take work. Null: it is not known.",
      resolve: async ({ id }, _args, { loaders }) => (await loaders.clusterState.load(id))?.readyWorkers ?? null,
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
