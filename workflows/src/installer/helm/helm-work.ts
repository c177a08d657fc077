import type { ClusterCheck } from "../../contract/cluster-check.ts";
import type { StageAnswer } from "../../contract/cluster-operation.ts";
import type { StageRequest } from "../../flows/cluster-activities-contract.ts";
import { failedWithCheck } from "../failed-with-check.ts";
import type { InstallerContext } from "../installer-context.ts";
import type { OperationOrder } from "../operation-records.ts";
import type { StageLog } from "../stage-log.ts";
import type { Kube } from "./kube.ts";
import type { OperationPlace } from "./operation-place.ts";

/** One look at a stage of a cluster of Kubernetes. */
export interface HelmWork {
  readonly context: InstallerContext;
  readonly order: OperationOrder;
  readonly request: StageRequest;
  readonly place: OperationPlace;
  readonly kube: Kube;
  readonly log: StageLog;
  readonly signal: AbortSignal;
}

export function failedOf(work: HelmWork, check: ClusterCheck | null, message: string): Promise<StageAnswer> {
  return failedWithCheck(work.context.pool, work.request, check, message.replace(/^Error: /, ""));
}
