import type pg from "pg";
import type { HelmStorage, HelmTarget } from "@arena/workflows/contract/cluster-operation";
import { ValidationError } from "../errors.ts";
import type { Installation } from "../installation.ts";
import type { LockedClass } from "../resource-class/lock-resource-class.ts";
import { helmOrder, type HelmInput, type HelmOrder } from "./helm-order.ts";

/** Null: the newest installation of the class was not one by Helm, and nothing else is said. */
export async function helmOrderOf(
  client: pg.PoolClient,
  found: LockedClass,
  given: HelmInput | null,
  installation: Installation,
): Promise<HelmOrder | null> {
  const installed = await installedTarget(client, found.id);
  if (given === null && installed === null) return null;
  if (given === null && installed!.access !== "SERVER")
    throw new ValidationError([
      { path: "helm.kubeconfig", message: "is needed again: the one of the installation was not kept" },
    ]);
  const input: HelmInput = {
    kubeconfig: given?.kubeconfig ?? null,
    context: given?.context ?? (given?.kubeconfig == null ? (installed?.context ?? null) : null),
    namespace: given?.namespace ?? installed?.namespace ?? null,
    ...storageFields(installed?.storage ?? { kind: "HOST" }),
  };
  const order = helmOrder(input, found.slug, installation);
  return { ...order, target: { ...order.target, release: installed?.release ?? order.target.release } };
}

function storageFields(storage: HelmStorage): Pick<HelmInput, "claim" | "nfs"> {
  if (storage.kind === "CLAIM") return { claim: storage.claim, nfs: null };
  if (storage.kind === "HOST") return { claim: null, nfs: null };
  const server = storage.server.includes(":") ? `[${storage.server}]` : storage.server;
  return { claim: null, nfs: `${server}:${storage.path}` };
}

/** Of the newest installation, when that was by Helm, whoever made it. */
async function installedTarget(client: pg.PoolClient, resourceClassId: string): Promise<HelmTarget | null> {
  const { rows } = await client.query<{ target: HelmTarget | null }>(
    `SELECT options -> 'helm' AS target FROM cluster_operation
     WHERE resource_class_id = $1 AND kind = 'INSTALL' ORDER BY created_at DESC LIMIT 1`,
    [resourceClassId],
  );
  return rows[0]?.target ?? null;
}
