import type { ClusterOperation, ClusterProof } from "@arena/database/generated/client/client";
import type { ClusterCheck } from "@arena/workflows/contract/cluster-check";
import type { ClusterOperationOptions, HelmTarget } from "@arena/workflows/contract/cluster-operation";
import { builder } from "../builder/builder.ts";
import { HaltChannelEnum } from "../builder/enums.ts";
import { ResourceClassType } from "../resource-class/resource-class.ts";
import { PersonType } from "../viewer/person.ts";
import { ClusterCheckType, ClusterHostType, OF_THE_ROW } from "./cluster-host.ts";
import {
  ClusterLoginEnum,
  HelmAccessEnum,
  InstallDriverEnum,
  OperationKindEnum,
  OperationStatusEnum,
} from "./enums.ts";

export type OperationRow = Omit<ClusterOperation, "bundleSealed">;

export const ClusterProofType = builder.objectRef<ClusterProof>("ClusterProof").implement({
  description: "Whether a cluster does what it is for, looked at end to end.",
  fields: (t) => ({
    at: t.expose("at", { type: "DateTime" }),
    passed: t.exposeBoolean("passed"),
    checks: t.field({
      type: [ClusterCheckType],
      complexity: OF_THE_ROW,
      resolve: ({ checks }) => checks as unknown as ClusterCheck[],
    }),
  }),
});

const optionsOf = ({ options }: OperationRow): ClusterOperationOptions => options as unknown as ClusterOperationOptions;

const HelmReleaseType = builder.objectRef<HelmTarget>("HelmRelease").implement({
  description: "The release that an operation by Helm is about.",
  fields: (t) => ({
    name: t.exposeString("release"),
    namespace: t.exposeString("namespace"),
    context: t.exposeString("context"),
    access: t.expose("access", { type: HelmAccessEnum }),
    claim: t.string({
      nullable: true,
      description: "Mounted as /opt/data; null where that is a directory of each node, or of NFS.",
      resolve: ({ storage }) => (storage.kind === "CLAIM" ? storage.claim : null),
    }),
    nfs: t.string({
      nullable: true,
      description: "SERVER:/PATH",
      resolve: ({ storage }) => (storage.kind === "NFS" ? nfsName(storage) : null),
    }),
  }),
});
const nfsName = ({ server, path }: { readonly server: string; readonly path: string }): string =>
  `${server.includes(":") ? `[${server}]` : server}:${path}`;

export const ClusterOperationType = builder.objectRef<OperationRow>("ClusterOperation");
builder.node(ClusterOperationType, {
  description: "An installation of a class's cluster, or what else was done to it: by whom, where, how far. Kept.",
  id: { resolve: ({ id }) => id },
  fields: (t) => ({
    kind: t.field({ type: OperationKindEnum, resolve: ({ kind }) => kind as never }),
    driver: t.field({ type: InstallDriverEnum, resolve: ({ driver }) => driver as never }),
    status: t.field({ type: OperationStatusEnum, resolve: ({ status }) => status as never }),
    message: t.exposeString("message", { nullable: true, description: "Why it waits, or how it ended; for people." }),
    resourceClass: t.field({
      type: ResourceClassType,
      nullable: true,
      resolve: ({ resourceClassId }, _args, { loaders }) => loaders.resourceClass.load(resourceClassId),
    }),
    requestedBy: t.field({
      type: PersonType,
      nullable: true,
      resolve: ({ requestedById }, _args, { loaders }) =>
        requestedById === null ? null : loaders.person.load(requestedById),
    }),
    requestedVia: t.field({ type: HaltChannelEnum, resolve: ({ requestedVia }) => requestedVia as never }),
    reportedBy: t.string({
      nullable: true,
      description:
        "Of the driver EXTERNAL: `user@machine` on which the scripts run, as they say it. Nobody has signed in for it.",
      resolve: (row) => optionsOf(row).reportedBy ?? null,
    }),
    createdAt: t.expose("createdAt", { type: "DateTime" }),
    endedAt: t.expose("endedAt", { type: "DateTime", nullable: true }),
    login: t.field({ type: ClusterLoginEnum, resolve: (row) => optionsOf(row).login }),
    advertiseAddress: t.string({ nullable: true, resolve: (row) => optionsOf(row).advertiseAddress }),
    helm: t.field({
      type: HelmReleaseType,
      nullable: true,
      description: "Of the driver HELM, and of EXTERNAL in Kubernetes.",
      resolve: (row) => optionsOf(row).helm ?? null,
    }),
    leaveSwarm: t.boolean({ resolve: (row) => optionsOf(row).leaveSwarm }),
    hosts: t.field({
      type: [ClusterHostType],
      description: "The manager first.",
      resolve: async ({ id }, _args, { loaders }) => [...(await loaders.hostsOfOperation.load(id))],
    }),
    proof: t.field({
      type: ClusterProofType,
      nullable: true,
      description: "The newest that it made.",
      resolve: ({ id }, _args, { loaders }) => loaders.proofOfOperation.load(id),
    }),
  }),
});
