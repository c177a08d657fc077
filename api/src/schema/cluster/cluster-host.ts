import { isIPv6 } from "node:net";
import type { ClusterHost, ClusterHostKey } from "@arena/database/generated/client/client";
import { readClusterLog } from "@arena/database/cluster-events";
import type { ClusterCheck } from "@arena/workflows/contract/cluster-check";
import type { ClusterStage } from "@arena/workflows/contract/cluster-operation";
import { LimitError } from "../../domain/errors.ts";
import { builder } from "../builder/builder.ts";
import { CheckOutcomeEnum, HostRoleEnum, HostStateEnum, StageNameEnum, StageStateEnum } from "./enums.ts";

/** Lists that lie in the row: reading them costs nothing more. */
export const OF_THE_ROW = { field: 1, multiplier: 1 };
const DEFAULT_LINES = 200;
const MOST_LINES = 5_000;

export const ClusterCheckType = builder.objectRef<ClusterCheck>("ClusterCheck").implement({
  description: "One thing that was looked at: what was found, what is wanted, and what to do about it.",
  fields: (t) => ({
    name: t.exposeString("name", { description: "Stable, in capitals: `CLOCK_SKEW`." }),
    outcome: t.expose("outcome", { type: CheckOutcomeEnum }),
    observed: t.exposeString("observed"),
    expected: t.exposeString("expected"),
    remedy: t.exposeString("remedy", { nullable: true, description: "What to do; null when there is nothing to do." }),
  }),
});

const ClusterStageType = builder.objectRef<ClusterStage>("ClusterStage").implement({
  fields: (t) => ({
    name: t.expose("name", { type: StageNameEnum }),
    state: t.expose("state", { type: StageStateEnum }),
    attempt: t.exposeInt("attempt", { description: "1 at first; rises with each retry." }),
    startedAt: t.field({ type: "DateTime", nullable: true, resolve: ({ startedAt }) => dateOf(startedAt) }),
    endedAt: t.field({ type: "DateTime", nullable: true, resolve: ({ endedAt }) => dateOf(endedAt) }),
    message: t.exposeString("message", {
      nullable: true,
      description: "What it does now, or why it failed or was left out; for people.",
    }),
  }),
});
const dateOf = (text: string | null): Date | null => (text === null ? null : new Date(text));

const ClusterHostKeyType = builder.objectRef<ClusterHostKey>("ClusterHostKey").implement({
  description:
    "By which a host was known when this server first logged in. Another one is refused until it is forgotten.",
  fields: (t) => ({
    fingerprint: t.exposeString("fingerprint", { description: "`SHA256:…`, as ssh-keygen says it." }),
    firstSeenAt: t.expose("firstSeenAt", { type: "DateTime" }),
  }),
});

const ClusterLogLineType = builder.objectRef<{ stage: string; text: string; at: Date }>("ClusterLogLine").implement({
  fields: (t) => ({
    stage: t.field({ type: StageNameEnum, resolve: ({ stage }) => stage as ClusterStage["name"] }),
    text: t.exposeString("text"),
    at: t.expose("at", { type: "DateTime" }),
  }),
});

export const ClusterHostType = builder.objectRef<ClusterHost>("ClusterHost").implement({
  description: "One host of an operation: its stages, and what was found on it.",
  fields: (t) => ({
    position: t.exposeInt("position", { description: "0 is the manager." }),
    role: t.field({ type: HostRoleEnum, resolve: ({ role }) => role as "MANAGER" | "WORKER" }),
    name: t.string({
      description: "`user@host:port`, as short as it can be.",
      resolve: ({ login, address, port }) => nameOf(login, address, port),
    }),
    address: t.exposeString("address"),
    port: t.exposeInt("port"),
    state: t.field({ type: HostStateEnum, resolve: ({ state }) => state as never }),
    message: t.exposeString("message", { nullable: true }),
    stages: t.field({
      type: [ClusterStageType],
      complexity: OF_THE_ROW,
      resolve: ({ stages }) => stages as unknown as ClusterStage[],
    }),
    checks: t.field({
      type: [ClusterCheckType],
      complexity: OF_THE_ROW,
      description: "Of the preflight, or of the login that failed.",
      resolve: ({ checks }) => checks as unknown as ClusterCheck[],
    }),
    checkedAt: t.expose("checkedAt", { type: "DateTime", nullable: true }),
    hostKey: t.field({
      type: ClusterHostKeyType,
      nullable: true,
      resolve: async ({ operationId, address, port }, _args, { loaders }) => {
        const operation = await loaders.clusterOperation.load(operationId);
        if (operation === null) return null;
        const keys = await loaders.hostKeysOfClass.load(operation.resourceClassId);
        return keys.find((key) => key.address === address && key.port === port) ?? null;
      },
    }),
    log: t.field({
      type: [ClusterLogLineType],
      description: `What its stages said: the newest lines, oldest first. ${MOST_LINES} at most.`,
      args: { last: t.arg.int({ defaultValue: DEFAULT_LINES }) },
      resolve: ({ operationId, position }, { last }, { database }) => {
        const lines = last ?? DEFAULT_LINES;
        if (lines < 1 || lines > MOST_LINES) throw new LimitError(`last must be between 1 and ${MOST_LINES}.`);
        return readClusterLog(database.pool, operationId, position, lines);
      },
    }),
  }),
});

function nameOf(login: string, address: string, port: number): string {
  // A cluster that somebody else installs in has the name of its context, in which colons may be.
  const host = isIPv6(address) ? `[${address}]` : address;
  return `${login === "" ? "" : `${login}@`}${host}${port === 22 ? "" : `:${port}`}`;
}
