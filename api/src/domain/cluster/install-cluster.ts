import type { ClusterOperationOptions } from "@arena/workflows/contract/cluster-operation";
import { hostArchive, managerArchive } from "../../bundle/operation-archive.ts";
import { changeOnce } from "../change-once.ts";
import type { Command } from "../command.ts";
import { ValidationError } from "../errors.ts";
import { requireOnPremManager } from "../on-prem/require-on-prem-manager.ts";
import { bundleShapeOf } from "../resource-class/bundle-shape.ts";
import { lockResourceClass } from "../resource-class/lock-resource-class.ts";
import { readBundleInput } from "../resource-class/read-bundle-input.ts";
import { checkHosts } from "./check-hosts.ts";
import { BOTH, type HelmInput } from "./helm-order.ts";
import { installByHelm } from "./install-by-helm.ts";
import { orderOperation } from "./order-operation.ts";
import { ensureLoginKey } from "./prepare-login.ts";

export interface InstallClusterInput {
  readonly resourceClassId: string | null;
  /** Null: `helm` is given. */
  readonly manager: string | null;
  readonly workers: readonly string[];
  readonly advertiseAddress: string | null;
  readonly login: ClusterOperationOptions["login"] | null;
  readonly helm: HelmInput | null;
}

/** An address or an interface: what `docker swarm init --advertise-addr` takes. */
const ADVERTISED = /^[A-Za-z0-9_:][A-Za-z0-9._:%-]{0,252}$/;

/** By ssh or by Helm: whichever is given. */
export async function installCluster(command: Command, input: InstallClusterInput): Promise<{ operationId: string }> {
  requireOnPremManager(command.viewer);
  const { resourceClassId, helm, manager, workers, advertiseAddress, login } = input;
  if (helm === null && manager === null)
    throw new ValidationError([{ path: "manager", message: "is needed, unless helm is given" }]);
  if (helm === null) return installOverSsh(command, { ...input, manager: manager!, login: login ?? "SERVER_KEY" });
  if (manager !== null || workers.length > 0 || advertiseAddress !== null || login !== null)
    throw new ValidationError([BOTH]);
  return installByHelm(command, { resourceClassId, helm });
}

type SshInput = Omit<InstallClusterInput, "manager" | "login" | "helm"> & {
  readonly manager: string;
  readonly login: ClusterOperationOptions["login"];
};

/** Orders the installation of a class on hosts that this server reaches by ssh. */
async function installOverSsh(command: Command, input: SshInput): Promise<{ operationId: string }> {
  // The first one of a version packs for seconds: nobody waits for the class's row meanwhile.
  const payloadSha256 = await command.installation.payloadArchive();
  return changeOnce(command, "installCluster", input, async (client) => {
    const found = await lockResourceClass(client, command, input.resourceClassId);
    const hosts = checkHosts(input, found.nodes);
    const { advertiseAddress, login } = input;
    if (advertiseAddress !== null && !ADVERTISED.test(advertiseAddress))
      throw new ValidationError([{ path: "advertiseAddress", message: "is neither an address nor an interface" }]);
    const bundle = await readBundleInput(client, command.viewer, command.installation, found.id);
    if (login === "SERVER_KEY") await ensureLoginKey(client, command, found.id, found.slug);
    const { operationId } = await orderOperation(client, command, {
      resourceClassId: found.id,
      kind: "INSTALL",
      driver: "SSH",
      hosts,
      options: { gpus: bundle.gpus !== 0, leaveSwarm: false, advertiseAddress, login },
      archives: { manager: await managerArchive(bundle), host: await hostArchive(bundle) },
      payloadSha256,
    });
    await client.query(
      "UPDATE resource_class SET bundle_issued_at = coalesce(bundle_issued_at, now()), bundle_shape = $2 WHERE id = $1",
      [found.id, JSON.stringify(bundleShapeOf(bundle))],
    );
    return { operationId };
  });
}
