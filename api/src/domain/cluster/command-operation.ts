import { randomUUID } from "node:crypto";
import type pg from "pg";
import {
  clusterWorkflowId,
  type ClusterCommand,
  type InstallDriver,
  type OperationKind,
  type OperationStatus,
} from "@arena/workflows/contract/cluster-operation";
import { changeOnce } from "../change-once.ts";
import type { Command } from "../command.ts";
import { NotAllowedError, NotFoundError } from "../errors.ts";
import { requireOnPremManager } from "../on-prem/require-on-prem-manager.ts";
import { recordActivity, type Actor } from "../record-activity.ts";

export interface OpenOperation {
  readonly id: string;
  readonly kind: OperationKind;
  readonly status: OperationStatus;
  readonly resourceClassId: string;
}
type Changed = Promise<{ operationId: string }>;

/** From the stage that failed; what was done before it is not done again. */
export function retryHost(command: Command, operationId: string | null, position: number): Changed {
  return give(command, "retryInstallHost", operationId, { position }, async (client, operation) => {
    await requireFailedHost(client, operation.id, position);
    return { kind: "RETRY", position };
  });
}

export function skipHost(command: Command, operationId: string | null, position: number): Changed {
  return give(command, "skipInstallHost", operationId, { position }, async (client, operation) => {
    const role = await requireFailedHost(client, operation.id, position);
    if (role === "MANAGER") throw new NotAllowedError("Without its manager there is no cluster. Retry it, or abort.");
    return { kind: "SKIP", position };
  });
}

export function abortOperation(command: Command, operationId: string | null): Changed {
  return give(command, "abortInstall", operationId, {}, async () => ({ kind: "ABORT" }));
}

type Given = { readonly kind: "RETRY" | "SKIP"; readonly position: number } | { readonly kind: "ABORT" | "PROVE" };

function give(
  command: Command,
  mutation: string,
  operationId: string | null,
  input: object,
  check: (client: pg.PoolClient, operation: OpenOperation) => Promise<Given>,
): Changed {
  requireOnPremManager(command.viewer);
  return changeOnce(command, mutation, { operationId, ...input }, async (client) => {
    const operation = await lockOperation(client, command, operationId);
    return giveCommand(client, command, operation, await check(client, operation), input);
  });
}

/** In the caller's transaction; the flow applies it once. */
export async function giveCommand(
  client: pg.PoolClient,
  actor: Actor,
  operation: Omit<OpenOperation, "status">,
  given: Given,
  input: object = {},
): Changed {
  const full: ClusterCommand = { ...given, commandId: randomUUID() };
  const workflowId = clusterWorkflowId(operation.kind, operation.id);
  await client.query("INSERT INTO outbox (kind, dedupe_key, payload) VALUES ('CLUSTER_COMMAND', $1, $2)", [
    `cluster-command/${full.commandId}`,
    JSON.stringify({ workflowId, command: full }),
  ]);
  await recordActivity(client, actor, {
    action: `cluster.${given.kind.toLowerCase()}`,
    subjectType: "ResourceClass",
    subjectId: operation.resourceClassId,
    after: { operationId: operation.id, ...input },
  });
  return { operationId: operation.id };
}

/** The one operation of a class that has not ended. */
export async function lockOpenOperation(
  client: pg.PoolClient,
  resourceClassId: string,
): Promise<(OpenOperation & { readonly driver: InstallDriver; readonly failedHosts: number }) | null> {
  const { rows } = await client.query<OpenOperation & { driver: InstallDriver }>(
    `SELECT id, kind, driver, status, resource_class_id AS "resourceClassId" FROM cluster_operation
     WHERE resource_class_id = $1 AND ended_at IS NULL FOR NO KEY UPDATE`,
    [resourceClassId],
  );
  if (rows[0] === undefined) return null;
  const failed = await client.query("SELECT FROM cluster_host WHERE operation_id = $1 AND state = 'FAILED'", [
    rows[0].id,
  ]);
  return { ...rows[0], failedHosts: failed.rowCount ?? 0 };
}

async function lockOperation(
  client: pg.PoolClient,
  command: Command,
  operationId: string | null,
): Promise<OpenOperation> {
  const { rows } = await client.query<OpenOperation & { endedAt: Date | null }>(
    `SELECT id, kind, status, resource_class_id AS "resourceClassId", ended_at AS "endedAt" FROM cluster_operation
     WHERE id = $1 AND organization_id = $2 FOR NO KEY UPDATE`,
    [operationId, command.viewer.organizationId],
  );
  const row = rows[0];
  if (row === undefined) throw new NotFoundError("installation");
  if (row.endedAt !== null) throw new NotAllowedError("It has ended already.");
  if (row.status === "ABORTING") throw new NotAllowedError("It is being aborted.");
  return row;
}

async function requireFailedHost(client: pg.PoolClient, operationId: string, position: number): Promise<string> {
  const { rows } = await client.query<{ state: string; role: string }>(
    "SELECT state, role FROM cluster_host WHERE operation_id = $1 AND position = $2",
    [operationId, position],
  );
  if (rows[0] === undefined) throw new NotFoundError("host");
  if (rows[0].state !== "FAILED") throw new NotAllowedError("The host has not failed.");
  return rows[0].role;
}
