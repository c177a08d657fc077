import type pg from "pg";
import type { ClusterCheck } from "../contract/cluster-check.ts";
import type { StageAnswer } from "../contract/cluster-operation.ts";
import type { StageRequest } from "../flows/cluster-activities-contract.ts";
import { failed } from "./host-stage.ts";

/** With the checks that are known already, and this one. A login that had failed before is over: the host has answered. */
export async function failedWithCheck(
  pool: pg.Pool,
  { operationId, position }: Pick<StageRequest, "operationId" | "position">,
  check: ClusterCheck | null,
  message: string,
): Promise<StageAnswer> {
  const answer = failed(message);
  if (check === null) return answer;
  const { rows } = await pool.query<{ checks: readonly ClusterCheck[] }>(
    "SELECT checks FROM cluster_host WHERE operation_id = $1 AND position = $2",
    [operationId, position],
  );
  const others = (rows[0]?.checks ?? []).filter(
    ({ name, outcome }) => name !== check.name && !(name === "SSH" && outcome === "FAILED"),
  );
  return { ...answer, checks: [check, ...others] };
}
