import type { Database } from "@arena/database/client";
import { byKey, listsByKey } from "./by-key.ts";

const HIDDEN = ["PENDING_DELETE", "DELETED"] as const;

/** Rows of the viewer's organization only: an id of another one is not found, as if it did not exist. */
export function createNounLoaders({ prisma }: Database, organizationId: string | null) {
  const own = { organizationId: organizationId ?? "00000000-0000-0000-0000-000000000000" };
  const anyOf = (ids: readonly string[]) => ({ in: [...ids] });
  return {
    project: byKey(
      (ids) => prisma.project.findMany({ where: { id: anyOf(ids), ...own, deletedAt: null } }),
      (row) => row.id,
    ),
    experiment: byKey(
      (ids) => prisma.experiment.findMany({ where: { id: anyOf(ids), ...own, status: { notIn: [...HIDDEN] } } }),
      (row) => row.id,
    ),
    run: byKey(
      (ids) =>
        prisma.run.findMany({ where: { id: anyOf(ids), ...own, experiment: { status: { notIn: [...HIDDEN] } } } }),
      (row) => row.id,
    ),
    checkpoint: byKey(
      (ids) => prisma.checkpoint.findMany({ where: { id: anyOf(ids), ...own } }),
      (row) => row.id,
    ),
    resourceClass: byKey(
      (ids) => prisma.resourceClass.findMany({ where: { id: anyOf(ids), ...own } }),
      (row) => row.id,
    ),
    keysOfClass: listsByKey(
      (ids) =>
        prisma.clusterKey.findMany({
          where: { resourceClassId: anyOf(ids), resourceClass: own },
          orderBy: { generation: "desc" },
        }),
      (row) => row.resourceClassId,
    ),
    clusterOperation: byKey(
      (ids) => prisma.clusterOperation.findMany({ where: { id: anyOf(ids), ...own }, omit: { bundleSealed: true } }),
      (row) => row.id,
    ),
    hostsOfOperation: listsByKey(
      (ids) =>
        prisma.clusterHost.findMany({
          where: { operationId: anyOf(ids), operation: own },
          orderBy: { position: "asc" },
        }),
      (row) => row.operationId,
    ),
    hostKeysOfClass: listsByKey(
      (ids) => prisma.clusterHostKey.findMany({ where: { resourceClassId: anyOf(ids), resourceClass: own } }),
      (row) => row.resourceClassId,
    ),
    loginKeyOfClass: byKey(
      (ids) =>
        prisma.clusterSshKey.findMany({
          where: { resourceClassId: anyOf(ids), resourceClass: own },
          select: { resourceClassId: true, publicKey: true },
        }),
      (row) => row.resourceClassId,
    ),
    environment: byKey(
      (ids) =>
        prisma.environment.findMany({
          where: { id: anyOf(ids), deletedAt: null, OR: [own, { organizationId: null }] },
        }),
      (row) => row.id,
    ),
    environmentsByName: listsByKey(
      (names) =>
        prisma.environment.findMany({
          where: { name: anyOf(names), deletedAt: null, OR: [own, { organizationId: null }] },
          orderBy: [{ organizationId: { sort: "asc", nulls: "last" } }, { createdAt: "desc" }, { id: "desc" }],
        }),
      (row) => row.name,
    ),
    activityRecord: byKey(
      (ids) => prisma.activityRecord.findMany({ where: { id: anyOf(ids), ...own } }),
      (row) => row.id,
    ),
    runsOfExperiment: listsByKey(
      (ids) => prisma.run.findMany({ where: { experimentId: anyOf(ids), ...own }, orderBy: { number: "desc" } }),
      (row) => row.experimentId,
    ),
    checkpointsOfRun: listsByKey(
      (ids) =>
        prisma.checkpoint.findMany({
          where: { runId: anyOf(ids), ...own, state: "LIVE" },
          orderBy: [{ step: "desc" }, { createdAt: "desc" }],
        }),
      (row) => row.runId,
    ),
  };
}
