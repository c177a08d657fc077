import { inTransaction } from "@arena/database/client";
import type pg from "pg";
import type { OrderedHost } from "../cluster/check-hosts.ts";
import { giveCommand, lockOpenOperation } from "../cluster/command-operation.ts";
import { orderOperation } from "../cluster/order-operation.ts";
import { NotAllowedError } from "../errors.ts";
import type { Actor } from "../record-activity.ts";
import { lockSetup, type LockedSetup } from "./lock-setup.ts";
import type { ReportedSetup } from "./read-setup.ts";
import type { SetupDependencies } from "./setup-dependencies.ts";

/** `later`: why not now; ask again. */
export type BeginAnswer = { readonly operationId: string } | "UNKNOWN" | "USED" | { readonly later: string };
/** Scripts that work are heard of each few seconds. */
const HEARD_WITHIN_SECONDS = 20;

/** The installation that a token is good for; a token begins one. One of the class that is still open by scripts is ended. */
export function beginSetup(
  dependencies: SetupDependencies,
  token: string,
  setup: ReportedSetup,
  ipAddress: string | null,
): Promise<BeginAnswer> {
  return inTransaction(dependencies.pool, async (client) => {
    const found = await lockSetup(client, token);
    if (found === null) return "UNKNOWN";
    if (found.operationId !== null) return "USED";
    const { installation } = dependencies;
    const viewer = { organizationId: found.organizationId, personId: null };
    const actor = { viewer, via: "CLI", ipAddress, installation } as const;
    const later = await endEarlier(client, actor, found, setup.by);
    if (later !== null) return { later };
    const ordered = await orderOperation(client, actor, {
      resourceClassId: found.resourceClassId,
      kind: "INSTALL",
      driver: "EXTERNAL",
      hosts: setup.hosts.map(asOrdered),
      options: {
        ...(setup.helm === null ? {} : { helm: setup.helm }),
        gpus: await hasGpus(client, found.resourceClassId),
        leaveSwarm: false,
        advertiseAddress: null,
        login: "SERVER_KEY",
        reportedBy: setup.by,
      },
      archives: null,
      payloadSha256: null,
    });
    await client.query("UPDATE cluster_setup SET operation_id = $2, heard_at = now() WHERE token_hash = $1", [
      found.tokenHash,
      ordered.operationId,
    ]);
    return ordered;
  });
}

const asOrdered = (host: ReportedSetup["hosts"][number], position: number): OrderedHost => ({
  ...host,
  position,
  role: position === 0 ? "MANAGER" : "WORKER",
});

/** Null: there is none. One whose scripts are still at work goes on; one that was left behind ends soon. */
async function endEarlier(
  client: pg.PoolClient,
  actor: Actor,
  { resourceClassId }: LockedSetup,
  by: string,
): Promise<string | null> {
  const open = await lockOpenOperation(client, resourceClassId);
  if (open === null) return null;
  if (open.driver !== "EXTERNAL" || open.kind !== "INSTALL")
    throw new NotAllowedError(
      "The server installs, proves or takes down this class itself just now. Wait for the end of that, or abort it.",
    );
  if (open.status === "ABORTING") return "An earlier run of the setup is being ended.";
  const { rows } = await client.query<{ by: string | null; isAtWork: boolean }>(
    `SELECT o.options ->> 'reportedBy' AS by, s.ended_at IS NULL AND s.heard_at > now() - $2 * interval '1 second' AS "isAtWork"
     FROM cluster_setup s JOIN cluster_operation o ON o.id = s.operation_id WHERE o.id = $1`,
    [open.id, HEARD_WITHIN_SECONDS],
  );
  if (rows[0]?.isAtWork === true) return `A run of the setup on ${rows[0].by ?? "another machine"} is at work.`;
  await client.query(
    `UPDATE cluster_setup SET ended_at = coalesce(ended_at, now()), outcome = coalesce(outcome, 'FAILED'),
       message = coalesce(message, $2) WHERE operation_id = $1`,
    [open.id, `a newer run of it, on ${by}, has taken its place`],
  );
  await giveCommand(client, actor, open, { kind: "ABORT" });
  return "An earlier run of the setup is being ended.";
}

async function hasGpus(client: pg.PoolClient, resourceClassId: string): Promise<boolean> {
  const { rows } = await client.query<{ gpus: number | null }>("SELECT gpus FROM resource_class WHERE id = $1", [
    resourceClassId,
  ]);
  return rows[0]!.gpus !== 0;
}
