import type { ClusterCheck } from "../../contract/cluster-check.ts";
import type { StageAnswer } from "../../contract/cluster-operation.ts";
import type { StageRequest } from "../../flows/cluster-activities-contract.ts";
import { failed } from "../host-stage.ts";
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

/** With the checks that are known already, and this one. */
export async function failedOf(work: HelmWork, check: ClusterCheck | null, message: string): Promise<StageAnswer> {
  const answer = failed(message.replace(/^Error: /, ""));
  if (check === null) return answer;
  const { rows } = await work.context.pool.query<{ checks: readonly ClusterCheck[] }>(
    "SELECT checks FROM cluster_host WHERE operation_id = $1 AND position = $2",
    [work.order.id, work.request.position],
  );
  const others = (rows[0]?.checks ?? []).filter(({ name }) => name !== check.name);
  return { ...answer, checks: [check, ...others] };
}
