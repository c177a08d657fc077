import type { ClassCluster, ClusterOperationFieldsFragment, ClusterProofFieldsFragment } from "@arena/sdk";

/** What the cluster panel reads of the SDK, by short names. */
export type Operation = ClusterOperationFieldsFragment;
export type Host = Operation["hosts"][number];
export type Stage = Host["stages"][number];
export type Proof = ClusterProofFieldsFragment;
export type HeldRun = ClassCluster["heldPlaces"][number];
export type Check = Proof["checks"][number];
export type Outcome = Check["outcome"];
export type StageName = Stage["name"];

export function isOpen({ endedAt }: Operation): boolean {
  return endedAt === null;
}
