import type { Context } from "../../context.ts";
import { abortOperation, retryHost, skipHost } from "../../domain/cluster/command-operation.ts";
import { forgetHostKey } from "../../domain/cluster/forget-host-key.ts";
import type { HelmInput as HelmOrderInput } from "../../domain/cluster/helm-order.ts";
import { installCluster } from "../../domain/cluster/install-cluster.ts";
import { downCluster, teardownCluster } from "../../domain/cluster/operate-cluster.ts";
import { prepareLogin } from "../../domain/cluster/prepare-login.ts";
import { proveCluster } from "../../domain/cluster/prove-cluster.ts";
import { NotAllowedError } from "../../domain/errors.ts";
import { builder } from "../builder/builder.ts";
import { defineMutation } from "../builder/define-mutation.ts";
import { uuidOf } from "../builder/global-id.ts";
import { ResourceClassType } from "../resource-class/resource-class.ts";
import { ClusterOperationType, type OperationRow } from "./cluster-operation.ts";
import { ClusterLoginEnum } from "./enums.ts";

interface Ordered {
  readonly operationId: string;
}
async function loadOperation(context: Context, id: string): Promise<OperationRow> {
  const found = await context.loaders.clusterOperation.load(id);
  if (found === null) throw new Error(`The operation ${id} vanished while the mutation answered`);
  return found;
}
const ordered = (name: string) =>
  builder.objectRef<Ordered>(name).implement({
    fields: (t) => ({
      clusterOperation: t.field({
        type: ClusterOperationType,
        resolve: ({ operationId }, _args, context) => loadOperation(context, operationId),
      }),
    }),
  });
const changedClass = (name: string) =>
  builder.objectRef<{ readonly resourceClassId: string }>(name).implement({
    fields: (t) => ({
      resourceClass: t.field({
        type: ResourceClassType,
        resolve: async ({ resourceClassId }, _args, context) =>
          (await context.loaders.resourceClass.load(resourceClassId))!,
      }),
    }),
  });

const HelmInput = builder.inputType("HelmInput", {
  description: "A cluster of Kubernetes that this server reaches by helm and kubectl.",
  fields: (t) => ({
    kubeconfig: t.string({
      description:
        "Its text; sealed, and gone when the operation ends. Tokens and certificates in it, no files and no programs. When left out, the server’s own, if it was started with ARENA_KUBECONFIG.",
    }),
    context: t.string({ description: "The kubeconfig’s current one when left out." }),
    namespace: t.string({ description: "The class’s slug when left out." }),
    claim: t.string({
      description: "Of the namespace, for /opt/data; with more than one node it must be ReadWriteMany.",
    }),
    nfs: t.string({ description: "Directory of NFS for /opt/data, as SERVER:/PATH." }),
  }),
});
type HelmFields = { [Field in keyof HelmOrderInput]?: string | null | undefined };
const helmOf = (given: HelmFields | null | undefined): HelmOrderInput | null =>
  given == null
    ? null
    : {
        kubeconfig: given.kubeconfig ?? null,
        context: given.context ?? null,
        namespace: given.namespace ?? null,
        claim: given.claim ?? null,
        nfs: given.nfs ?? null,
      };

const HOST = "HOST, user@HOST, HOST:PORT or [V6]:PORT.";
const ERRORS = [NotAllowedError];

defineMutation("installCluster", {
  description:
    "Installs a class on hosts that this server reaches by ssh, or by Helm in a cluster of Kubernetes, and proves that it works. Follow it by `clusterInstall`.",
  permission: "none",
  input: (t) => ({
    id: t.id({ required: true, description: "Of the class." }),
    manager: t.string({ description: `${HOST} Needed, unless \`helm\` is given.` }),
    workers: t.stringList({
      description: `Each as the manager. As many as the class has nodes, or one less: then the manager works too.`,
    }),
    advertiseAddress: t.string({
      description:
        "Address or interface at which the other hosts reach the manager; when left out, the address that is given.",
    }),
    login: t.field({ type: ClusterLoginEnum, description: "SERVER_KEY when left out." }),
    helm: t.field({ type: HelmInput, description: "In place of hosts." }),
  }),
  success: ordered("InstallClusterSuccess"),
  errors: ERRORS,
  run: (command, { id, manager, workers, advertiseAddress, login, helm }) =>
    installCluster(command, {
      resourceClassId: uuidOf("ResourceClass", id),
      manager: manager ?? null,
      workers: workers ?? [],
      advertiseAddress: advertiseAddress ?? null,
      login: login ?? null,
      helm: helmOf(helm),
    }),
});

const hostsInput = {
  manager: "When left out, with the workers: the hosts of the newest installation by this server.",
  helm: "Of an installation by Helm. A kubeconfig is given again: none was kept. The server’s own is known.",
};
defineMutation("downCluster", {
  description: "Lets its runs save, ends its containers and keeps the stack.",
  permission: "none",
  input: (t) => ({
    id: t.id({ required: true, description: "Of the class." }),
    manager: t.string({ description: hostsInput.manager }),
    workers: t.stringList(),
    helm: t.field({ type: HelmInput, description: hostsInput.helm }),
  }),
  success: ordered("DownClusterSuccess"),
  errors: ERRORS,
  run: (command, { id, manager, workers, helm }) =>
    downCluster(command, {
      resourceClassId: uuidOf("ResourceClass", id),
      manager: manager ?? null,
      workers: workers ?? [],
      leaveSwarm: false,
      helm: helmOf(helm),
    }),
});
defineMutation("teardownCluster", {
  description: "Removes the stack. The class stays, and so does what lies on /opt/data.",
  permission: "none",
  input: (t) => ({
    id: t.id({ required: true, description: "Of the class." }),
    leaveSwarm: t.boolean({ description: "The hosts leave the Swarm too. False when left out." }),
    manager: t.string({ description: hostsInput.manager }),
    workers: t.stringList(),
    helm: t.field({ type: HelmInput, description: hostsInput.helm }),
  }),
  success: ordered("TeardownClusterSuccess"),
  errors: ERRORS,
  run: (command, { id, leaveSwarm, manager, workers, helm }) =>
    teardownCluster(command, {
      resourceClassId: uuidOf("ResourceClass", id),
      manager: manager ?? null,
      workers: workers ?? [],
      leaveSwarm: leaveSwarm ?? false,
      helm: helmOf(helm),
    }),
});
defineMutation("proveCluster", {
  description:
    "Looks again whether the cluster does what it is for. Of an installation that waits for its proof: that one goes on.",
  permission: "none",
  input: (t) => ({ id: t.id({ required: true, description: "Of the class." }) }),
  success: ordered("ProveClusterSuccess"),
  errors: ERRORS,
  run: (command, { id }) => proveCluster(command, { resourceClassId: uuidOf("ResourceClass", id) }),
});

defineMutation("retryInstallHost", {
  description: "A host that failed goes on with the stage that failed.",
  permission: "none",
  input: (t) => ({
    id: t.id({ required: true, description: "Of the operation." }),
    position: t.int({ required: true }),
  }),
  success: ordered("RetryInstallHostSuccess"),
  errors: ERRORS,
  run: (command, { id, position }) => retryHost(command, uuidOf("ClusterOperation", id), position),
});
defineMutation("skipInstallHost", {
  description: "The operation goes on without a host that failed.",
  permission: "none",
  input: (t) => ({
    id: t.id({ required: true, description: "Of the operation." }),
    position: t.int({ required: true }),
  }),
  success: ordered("SkipInstallHostSuccess"),
  errors: ERRORS,
  run: (command, { id, position }) => skipHost(command, uuidOf("ClusterOperation", id), position),
});
defineMutation("abortInstall", {
  description: "Nothing is begun any more; a stage that runs has a minute to end.",
  permission: "none",
  input: (t) => ({ id: t.id({ required: true, description: "Of the operation." }) }),
  success: ordered("AbortInstallSuccess"),
  errors: ERRORS,
  run: (command, { id }) => abortOperation(command, uuidOf("ClusterOperation", id)),
});

defineMutation("prepareClusterLogin", {
  description: "Makes the key with which this server logs in to the class's hosts, unless there is one.",
  permission: "none",
  input: (t) => ({ id: t.id({ required: true, description: "Of the class." }) }),
  success: changedClass("PrepareClusterLoginSuccess"),
  run: (command, { id }) => prepareLogin(command, { resourceClassId: uuidOf("ResourceClass", id) }),
});
defineMutation("forgetHostKey", {
  description: "Of a host that was set up anew: the key that it has at the next login is taken.",
  permission: "none",
  input: (t) => ({
    id: t.id({ required: true, description: "Of the class." }),
    address: t.string({ required: true }),
    port: t.int({ required: true }),
  }),
  success: changedClass("ForgetHostKeySuccess"),
  run: (command, { id, address, port }) =>
    forgetHostKey(command, { resourceClassId: uuidOf("ResourceClass", id), address, port }),
});
