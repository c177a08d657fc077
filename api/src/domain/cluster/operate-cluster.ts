import type pg from "pg";
import type { ClusterOperationOptions, OperationKind } from "@arena/workflows/contract/cluster-operation";
import { hostArchive } from "../../bundle/operation-archive.ts";
import { changeOnce } from "../change-once.ts";
import type { Command } from "../command.ts";
import { NotAllowedError, ValidationError } from "../errors.ts";
import { requireOnPremManager } from "../on-prem/require-on-prem-manager.ts";
import { lockResourceClass, type LockedClass } from "../resource-class/lock-resource-class.ts";
import { checkHosts, type OrderedHost } from "./check-hosts.ts";
import { BOTH, type HelmInput, type HelmOrder } from "./helm-order.ts";
import { helmOrderOf } from "./operate-by-helm.ts";
import { orderOperation } from "./order-operation.ts";
import { ensureLoginKey } from "./prepare-login.ts";

export interface OperateClusterInput {
  readonly resourceClassId: string | null;
  /** Null: the hosts of the newest installation by this server. */
  readonly manager: string | null;
  readonly workers: readonly string[];
  readonly leaveSwarm: boolean;
  readonly helm: HelmInput | null;
}
interface Installed {
  readonly hosts: readonly OrderedHost[];
  readonly login: ClusterOperationOptions["login"];
}

export function downCluster(command: Command, input: OperateClusterInput): Promise<{ operationId: string }> {
  return operate(command, "downCluster", "DOWN", input);
}
/** The stack goes, the class stays; what lies on /opt/data stays too. */
export function teardownCluster(command: Command, input: OperateClusterInput): Promise<{ operationId: string }> {
  return operate(command, "teardownCluster", "TEARDOWN", input);
}

async function operate(
  command: Command,
  mutation: string,
  kind: OperationKind,
  input: OperateClusterInput,
): Promise<{ operationId: string }> {
  requireOnPremManager(command.viewer);
  if (input.helm !== null && input.manager !== null) throw new ValidationError([BOTH]);
  return changeOnce(command, mutation, input, async (client) => {
    const found = await lockResourceClass(client, command, input.resourceClassId);
    const byHelm = input.manager === null ? await helmOrderOf(client, found, input.helm, command.installation) : null;
    if (byHelm !== null) return operateByHelm(client, command, found.id, kind, byHelm);
    const { hosts, login } = await hostsOf(client, found, input);
    if (login === "SERVER_KEY") await ensureLoginKey(client, command, found.id, found.slug);
    const archive = await hostArchive({ ...shapeOf(found), version: command.installation.version });
    return orderOperation(client, command, {
      resourceClassId: found.id,
      kind,
      driver: "SSH",
      hosts,
      options: { gpus: false, leaveSwarm: input.leaveSwarm, advertiseAddress: null, login },
      archives: { manager: archive, host: archive },
      payloadSha256: null,
    });
  });
}

function operateByHelm(
  client: pg.PoolClient,
  command: Command,
  resourceClassId: string,
  kind: OperationKind,
  { target, hosts, kubeconfig }: HelmOrder,
): Promise<{ operationId: string }> {
  const common = { gpus: false, leaveSwarm: false, advertiseAddress: null, login: "SERVER_KEY" } as const;
  const options = { ...common, helm: target };
  return orderOperation(client, command, {
    ...{ resourceClassId, kind, driver: "HELM", hosts, options, archives: null, kubeconfig, payloadSha256: null },
  });
}

async function hostsOf(client: pg.PoolClient, found: LockedClass, input: OperateClusterInput): Promise<Installed> {
  const installed = await installedHosts(client, found.id);
  if (input.manager !== null) {
    // The class may have another number of nodes by now: what is there is taken down, whatever it is.
    const { manager, workers } = { manager: input.manager, workers: input.workers };
    return { hosts: checkHosts({ manager, workers }, workers.length + 1), login: installed?.login ?? "SERVER_KEY" };
  }
  if (installed === null)
    throw new NotAllowedError(
      "Nothing was installed that this server knows of, so it does not know the hosts. Name the manager.",
    );
  return installed;
}

/** Of the newest installation, whoever made it; where others did, this server logs in with the class's key. */
async function installedHosts(client: pg.PoolClient, resourceClassId: string): Promise<Installed | null> {
  const { rows } = await client.query<OrderedHost & { options: ClusterOperationOptions }>(
    `SELECT h.position, h.role, h.login, h.address, h.port, o.options FROM cluster_host h JOIN cluster_operation o ON o.id = h.operation_id
     WHERE o.id = (SELECT id FROM cluster_operation WHERE resource_class_id = $1 AND kind = 'INSTALL' ORDER BY created_at DESC LIMIT 1)
       AND o.driver IN ('SSH', 'EXTERNAL')
     ORDER BY h.position`,
    [resourceClassId],
  );
  if (rows[0] === undefined) return null;
  return { hosts: rows.map(({ options: _options, ...host }) => host), login: rows[0].options.login };
}

function shapeOf({ id, name, slug, nodes, gpus }: LockedClass) {
  return { classId: id, className: name, slug, nodes, gpus };
}
