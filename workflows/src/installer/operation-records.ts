import { open, type Keyring } from "@arena/database/sealed";
import type pg from "pg";
import type { ClusterOperationOptions, HostRole, InstallDriver, OperationKind } from "../contract/cluster-operation.ts";
import type { HostKey } from "./host-keys.ts";
import type { SshTarget } from "./ssh-target.ts";

export interface OperationHost extends SshTarget {
  readonly position: number;
  readonly role: HostRole;
}
/** An operation as it was ordered. Nothing of it changes while it is open. */
export interface OperationOrder {
  readonly id: string;
  readonly resourceClassId: string;
  readonly kind: OperationKind;
  readonly driver: InstallDriver;
  readonly options: ClusterOperationOptions;
  readonly bundleSealed: string | null;
  readonly payloadSha256: string | null;
  readonly nodes: number;
  readonly cpus: number | null;
  readonly gpus: number | null;
  readonly memoryBytes: number | null;
  readonly hosts: readonly OperationHost[];
}

export async function readOrder(pool: pg.Pool, operationId: string): Promise<OperationOrder> {
  const { rows } = await pool.query<Omit<OperationOrder, "hosts" | "memoryBytes"> & { memoryBytes: string | null }>(
    `SELECT o.id, o.resource_class_id AS "resourceClassId", o.kind, o.driver, o.options, o.bundle_sealed AS "bundleSealed",
       o.payload_sha256 AS "payloadSha256", c.nodes, c.cpus, c.gpus, c.memory_bytes AS "memoryBytes"
     FROM cluster_operation o JOIN resource_class c ON c.id = o.resource_class_id WHERE o.id = $1`,
    [operationId],
  );
  const row = rows[0];
  if (row === undefined) throw new Error(`There is no operation ${operationId}`);
  const hosts = await pool.query<OperationHost>(
    "SELECT position, role, login, address, port FROM cluster_host WHERE operation_id = $1 ORDER BY position",
    [operationId],
  );
  const memoryBytes = row.memoryBytes === null ? null : Number(row.memoryBytes);
  return { ...row, memoryBytes, hosts: hosts.rows };
}

/** What a host is given: a tar, packed with gzip. The manager's has the class's secrets. Null once the operation has ended. */
export function openBundle(keyring: Keyring, { id, bundleSealed }: OperationOrder, role: HostRole): Buffer | null {
  if (bundleSealed === null) return null;
  const archives = JSON.parse(open(keyring, bundleSealed, bundlePlace(id))) as Record<"manager" | "host", string>;
  return Buffer.from(role === "MANAGER" ? archives.manager : archives.host, "base64");
}
/** The kubeconfig that came with the order; null once the operation has ended. */
export function openKubeconfig(keyring: Keyring, { id, bundleSealed }: OperationOrder): string | null {
  if (bundleSealed === null) return null;
  const sealed = JSON.parse(open(keyring, bundleSealed, bundlePlace(id))) as { readonly kubeconfig?: string };
  return sealed.kubeconfig ?? null;
}
const bundlePlace = (operationId: string): string => `cluster_operation/${operationId}/bundle`;

export async function readLoginKey(pool: pg.Pool, keyring: Keyring, resourceClassId: string): Promise<string> {
  const { rows } = await pool.query<{ sealed: string }>(
    "SELECT private_key_sealed AS sealed FROM cluster_ssh_key WHERE resource_class_id = $1",
    [resourceClassId],
  );
  if (rows[0] === undefined) throw new Error(`The class ${resourceClassId} has no key to log in with`);
  return open(keyring, rows[0].sealed, `cluster_ssh_key/${resourceClassId}/private_key`);
}

export async function readPinnedKey(
  pool: pg.Pool,
  resourceClassId: string,
  { address, port }: SshTarget,
): Promise<string | null> {
  const { rows } = await pool.query<{ key: string }>(
    "SELECT public_key AS key FROM cluster_host_key WHERE resource_class_id = $1 AND address = $2 AND port = $3",
    [resourceClassId, address, port],
  );
  return rows[0]?.key ?? null;
}

/** The first one holds: two that log in at once for the first time agree on it. */
export async function pinKey(
  pool: pg.Pool,
  resourceClassId: string,
  { address, port }: SshTarget,
  { publicKey, fingerprint }: HostKey,
): Promise<void> {
  await pool.query(
    `INSERT INTO cluster_host_key (resource_class_id, address, port, public_key, fingerprint) VALUES ($1, $2, $3, $4, $5)
     ON CONFLICT DO NOTHING`,
    [resourceClassId, address, port, publicKey, fingerprint],
  );
}
