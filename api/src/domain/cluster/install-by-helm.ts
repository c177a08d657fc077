import { helmArchive } from "../../bundle/operation-archive.ts";
import { changeOnce } from "../change-once.ts";
import type { Command } from "../command.ts";
import { bundleShapeOf } from "../resource-class/bundle-shape.ts";
import { lockResourceClass } from "../resource-class/lock-resource-class.ts";
import { readBundleInput } from "../resource-class/read-bundle-input.ts";
import { helmOrder, type HelmInput } from "./helm-order.ts";
import { orderOperation } from "./order-operation.ts";

/** Orders the installation of a class in a cluster of Kubernetes that this server reaches. Its caller may manage classes. */
export async function installByHelm(
  command: Command,
  input: { readonly resourceClassId: string | null; readonly helm: HelmInput },
): Promise<{ operationId: string }> {
  // The first one of a version packs for seconds: nobody waits for the class's row meanwhile.
  const payloadSha256 = await command.installation.payloadArchive();
  return changeOnce(command, "installCluster", input, async (client) => {
    const found = await lockResourceClass(client, command, input.resourceClassId);
    const { target, hosts, kubeconfig } = helmOrder(input.helm, found.slug, command.installation);
    const bundle = await readBundleInput(client, command.viewer, command.installation, found.id);
    const { operationId } = await orderOperation(client, command, {
      resourceClassId: found.id,
      kind: "INSTALL",
      driver: "HELM",
      hosts,
      options: {
        ...{ gpus: bundle.gpus !== 0, leaveSwarm: false, advertiseAddress: null, login: "SERVER_KEY" },
        helm: target,
      },
      archives: { manager: await helmArchive(bundle), host: Buffer.alloc(0) },
      kubeconfig,
      payloadSha256,
    });
    await client.query(
      "UPDATE resource_class SET bundle_issued_at = coalesce(bundle_issued_at, now()), bundle_shape = $2 WHERE id = $1",
      [found.id, JSON.stringify(bundleShapeOf(bundle))],
    );
    return { operationId };
  });
}
