import type pg from "pg";
import { v7 as uuidv7 } from "uuid";
import { seal } from "@arena/database/sealed";
import {
  type ClusterOperationInput,
  type ClusterOperationOptions,
  type InstallDriver,
  type OperationKind,
} from "@arena/workflows/contract/cluster-operation";
import { NotAllowedError } from "../errors.ts";
import type { Installation } from "../installation.ts";
import { recordActivity, type Actor } from "../record-activity.ts";
import type { OrderedHost } from "./check-hosts.ts";

export interface OperationOrder {
  readonly resourceClassId: string;
  readonly kind: OperationKind;
  readonly driver: InstallDriver;
  readonly hosts: readonly OrderedHost[];
  readonly options: ClusterOperationOptions;
  /** Tar files, packed with gzip: of the manager, and of the other hosts. Null: nothing is done on hosts. */
  readonly archives: { readonly manager: Buffer; readonly host: Buffer } | null;
  /** With which a cluster of Kubernetes is reached; sealed beside the archives. */
  readonly kubeconfig?: string | null;
  readonly payloadSha256: string | null;
}

const NAMES: Readonly<Record<OperationKind, string>> = {
  INSTALL: "An installation",
  DOWN: "A shutdown",
  TEARDOWN: "A teardown",
  PROOF: "A proof",
};

/** In the caller's transaction, which holds the class's row: the operation, its hosts, and the order to begin. */
export async function orderOperation(
  client: pg.PoolClient,
  actor: Actor & { readonly installation: Pick<Installation, "keyring"> },
  order: OperationOrder,
): Promise<{ operationId: string }> {
  await refuseSecond(client, order.resourceClassId);
  const operationId = uuidv7();
  const { viewer, via, installation } = actor;
  const sealed = sealedOf(order, installation, operationId);
  await client.query(
    `INSERT INTO cluster_operation (id, resource_class_id, organization_id, kind, driver, options, bundle_sealed, payload_sha256, requested_by, requested_via)
     VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)`,
    [
      operationId,
      order.resourceClassId,
      viewer.organizationId,
      order.kind,
      order.driver,
      JSON.stringify(order.options),
      sealed,
      order.payloadSha256,
      viewer.personId,
      via,
    ],
  );
  for (const { position, role, login, address, port } of order.hosts)
    await client.query(
      "INSERT INTO cluster_host (operation_id, position, role, login, address, port) VALUES ($1, $2, $3, $4, $5, $6)",
      [operationId, position, role, login, address, port],
    );
  await orderStart(client, operationId, order);
  await recordActivity(client, actor, {
    action: `cluster.${order.kind.toLowerCase()}`,
    subjectType: "ResourceClass",
    subjectId: order.resourceClassId,
    after: {
      operationId,
      driver: order.driver,
      hosts: order.hosts.map(({ address, port }) => `${address}:${port}`),
      ...(order.options.reportedBy === undefined ? {} : { reportedBy: order.options.reportedBy }),
    },
  });
  return { operationId };
}

function sealedOf(
  { archives, kubeconfig = null }: OperationOrder,
  { keyring }: Pick<Installation, "keyring">,
  operationId: string,
): string | null {
  if (archives === null && kubeconfig === null) return null;
  const content = {
    ...(archives === null
      ? {}
      : { manager: archives.manager.toString("base64"), host: archives.host.toString("base64") }),
    ...(kubeconfig === null ? {} : { kubeconfig }),
  };
  return seal(keyring, JSON.stringify(content), `cluster_operation/${operationId}/bundle`);
}

async function orderStart(client: pg.PoolClient, operationId: string, order: OperationOrder): Promise<void> {
  const { resourceClassId, kind, driver, options } = order;
  const hosts = order.hosts.map(({ position, role }) => ({ position, role }));
  const input: ClusterOperationInput = { operationId, resourceClassId, kind, driver, options, hosts };
  await client.query("INSERT INTO outbox (kind, dedupe_key, payload) VALUES ('CLUSTER', $1, $2)", [
    `cluster/${operationId}`,
    JSON.stringify({ input }),
  ]);
}

async function refuseSecond(client: pg.PoolClient, resourceClassId: string): Promise<void> {
  const { rows } = await client.query<{ kind: OperationKind; status: string }>(
    "SELECT kind, status FROM cluster_operation WHERE resource_class_id = $1 AND ended_at IS NULL",
    [resourceClassId],
  );
  if (rows[0] === undefined) return;
  const { kind, status } = rows[0];
  throw new NotAllowedError(
    status === "ABORTING"
      ? `${NAMES[kind]} of this class is being aborted. Try again when it has ended.`
      : `${NAMES[kind]} of this class is under way. Abort it first, or wait for its end.`,
  );
}
