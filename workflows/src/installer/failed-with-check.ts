import type pg from "pg";
import { withoutFailedLogin, type ClusterCheck } from "../contract/cluster-check.ts";
import type { StageAnswer } from "../contract/cluster-operation.ts";
import type { StageRequest } from "../flows/cluster-activities-contract.ts";
import { failed } from "./host-stage.ts";

/** With the checks that are known already, and this one. */
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
  const others = withoutFailedLogin(rows[0]?.checks ?? []).filter(({ name }) => name !== check.name);
  return { ...answer, checks: [check, ...others] };
}
