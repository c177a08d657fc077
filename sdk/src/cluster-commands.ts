import type { Request } from "./transport/typed-document.ts";
import {
  AbortInstallDocument,
  DownClusterDocument,
  ForgetHostKeyDocument,
  InstallClusterDocument,
  PrepareClusterLoginDocument,
  ProveClusterDocument,
  RetryInstallHostDocument,
  SkipInstallHostDocument,
  TeardownClusterDocument,
  type DownClusterInput,
  type ForgetHostKeyInput,
  type InstallClusterInput,
  type ProveClusterInput,
  type RetryInstallHostInput,
  type SkipInstallHostInput,
  type TeardownClusterInput,
} from "./generated/graphql.ts";
import { unwrap } from "./unwrap.ts";

/**
 * What is done to the cluster of an on-prem class. Each answers with the operation as soon as it is ordered: `followInstall`
 * tells how it goes on. One at a time a class; a second is refused with `NotAllowedError`.
 */
export type ClusterCommands = ReturnType<typeof createClusterCommands>;

export function createClusterCommands(request: Request) {
  const keyed = <Input extends { idempotencyKey?: string | null | undefined }>(input: Input): { input: Input } => ({
    input: { ...input, idempotencyKey: input.idempotencyKey ?? crypto.randomUUID() },
  });
  return {
    /** By ssh, from the server. Hosts are `HOST`, `user@HOST`, `HOST:PORT` or `[V6]:PORT`. */
    installCluster: async (input: InstallClusterInput) =>
      unwrap((await request(InstallClusterDocument, keyed(input))).installCluster).clusterOperation,
    /** Lets its runs save, ends its containers and keeps the stack. */
    downCluster: async (input: DownClusterInput) =>
      unwrap((await request(DownClusterDocument, keyed(input))).downCluster).clusterOperation,
    /** Removes the stack; the class and /opt/data stay. */
    teardownCluster: async (input: TeardownClusterInput) =>
      unwrap((await request(TeardownClusterDocument, keyed(input))).teardownCluster).clusterOperation,
    /** Looks again whether the cluster does what it is for. */
    proveCluster: async (input: ProveClusterInput) =>
      unwrap((await request(ProveClusterDocument, keyed(input))).proveCluster).clusterOperation,
    /** A host that failed goes on with the stage that failed. */
    retryInstallHost: async (input: RetryInstallHostInput) =>
      unwrap((await request(RetryInstallHostDocument, keyed(input))).retryInstallHost).clusterOperation,
    /** The operation goes on without a host that failed; not without the manager. */
    skipInstallHost: async (input: SkipInstallHostInput) =>
      unwrap((await request(SkipInstallHostDocument, keyed(input))).skipInstallHost).clusterOperation,
    /** Nothing is begun any more; a stage that runs has a minute to end. */
    abortInstall: async (input: { id: string; idempotencyKey?: string }) =>
      unwrap((await request(AbortInstallDocument, keyed(input))).abortInstall).clusterOperation,
    /** Makes the key with which the server logs in to the hosts, unless there is one; answers its public half. */
    prepareClusterLogin: async (input: { id: string; idempotencyKey?: string }) =>
      unwrap((await request(PrepareClusterLoginDocument, keyed(input))).prepareClusterLogin).resourceClass.loginKey,
    /** Of a host that was set up anew: the key that it has at the next login is taken. */
    forgetHostKey: async (input: ForgetHostKeyInput): Promise<void> => {
      unwrap((await request(ForgetHostKeyDocument, keyed(input))).forgetHostKey);
    },
  };
}
