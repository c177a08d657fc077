import type { InstallClusterInput } from "@arena/sdk";
import { HelmAccess } from "./helm-access.svelte.ts";
import type { Operation } from "./sdk-cluster.ts";

export type StorageKind = "HOST" | "CLAIM" | "NFS";

/** What a person has typed to install a class by Helm, and what is sent. */
export class HelmForm extends HelmAccess {
  storage = $state<StorageKind>("HOST");
  claim = $state("");
  nfs = $state("");

  override begin(newest: Operation | null): void {
    super.begin(newest);
    const helm = newest?.helm ?? null;
    [this.claim, this.nfs] = [helm?.claim ?? "", helm?.nfs ?? ""];
    this.storage = helm?.claim != null ? "CLAIM" : helm?.nfs != null ? "NFS" : "HOST";
  }

  /** Null when something is missing: `faults` then says what. */
  order(classId: string): InstallClusterInput | null {
    const access = this.check();
    const { storage, claim, nfs } = this;
    if (storage === "CLAIM" && claim.trim() === "") this.faults = { ...this.faults, claim: "Enter the claim." };
    if (storage === "NFS" && nfs.trim() === "") this.faults = { ...this.faults, nfs: "Enter the directory." };
    if (access === null || Object.keys(this.faults).length > 0) return null;
    const of = (kind: StorageKind, text: string): string | null => (storage === kind ? text.trim() : null);
    return { id: classId, helm: { ...access, claim: of("CLAIM", claim), nfs: of("NFS", nfs) } };
  }
}
