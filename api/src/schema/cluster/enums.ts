import { CHECK_OUTCOMES } from "@arena/workflows/contract/cluster-check";
import {
  HELM_ACCESSES,
  HOST_ROLES,
  HOST_STATES,
  INSTALL_DRIVERS,
  OPERATION_KINDS,
  OPERATION_STATUSES,
  STAGE_NAMES,
  STAGE_STATES,
} from "@arena/workflows/contract/cluster-operation";
import { builder } from "../builder/builder.ts";

export const OperationKindEnum = builder.enumType("ClusterOperationKind", {
  values: OPERATION_KINDS,
  description: "What is done to a cluster. PROOF: it is looked at, and nothing is changed.",
});
export const InstallDriverEnum = builder.enumType("InstallDriver", {
  values: INSTALL_DRIVERS,
  description: "Who does it: this server over SSH or by Helm, or somebody else, who reports.",
});
export const OperationStatusEnum = builder.enumType("ClusterOperationStatus", {
  values: OPERATION_STATUSES,
  description:
    "WAITING: a host or the proof has failed, and somebody must choose. INCOMPLETE: done, but for hosts that were skipped.",
});
export const HostRoleEnum = builder.enumType("ClusterHostRole", { values: HOST_ROLES });
export const HostStateEnum = builder.enumType("ClusterHostState", {
  values: HOST_STATES,
  description: "WAITING: for other hosts, or for its turn.",
});
export const StageNameEnum = builder.enumType("ClusterStageName", { values: STAGE_NAMES });
export const StageStateEnum = builder.enumType("ClusterStageState", { values: STAGE_STATES });
export const CheckOutcomeEnum = builder.enumType("ClusterCheckOutcome", {
  values: CHECK_OUTCOMES,
  description: "A WARNING lets an installation go on. What was SKIPPED says why in `observed`.",
});
export const HelmAccessEnum = builder.enumType("HelmAccess", {
  values: HELM_ACCESSES,
  description:
    "How this server reaches Kubernetes: by a kubeconfig that came with the order, or by its own. ELSEWHERE: not at all; who reports does.",
});
export const ClusterLoginEnum = builder.enumType("ClusterLogin", {
  values: ["SERVER_KEY", "SSH_AGENT"] as const,
  description: "How this server logs in: by the class's key, or by the ssh agent that it was started with.",
});
