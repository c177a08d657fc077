import type { ClusterCheck } from "../contract/cluster-check.ts";
import type { ProofRequest } from "../flows/cluster-activities-contract.ts";
import type { InstallerContext } from "./advance-stage.ts";
export async function advanceProof(
  _c: InstallerContext,
  _r: ProofRequest,
  _s: AbortSignal,
): Promise<readonly ClusterCheck[] | null> {
  return [];
}
