import type { HaltReceipt } from "./sdk-run.ts";

type Seen = Pick<HaltReceipt, "processGroupEmpty"> & {
  readonly reconciliation?: Pick<NonNullable<HaltReceipt["reconciliation"]>, "processGroupEmpty"> | null;
};

/** What a release must not be given without: processes of the run that were seen and are not known to have gone; or null. */
export function releaseWarning(receipt: Seen | null): string | null {
  const last = receipt?.reconciliation?.processGroupEmpty ?? receipt?.processGroupEmpty ?? null;
  return last === false
    ? "Processes of the run were seen there, and nobody has seen that they are gone. End them, or switch the machine off, before you release its place."
    : null;
}
