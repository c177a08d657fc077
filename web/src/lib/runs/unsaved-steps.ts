import type { HaltReceipt, RunDetail } from "./sdk-run.ts";

/** Where the run can go on from, as far as its receipt says: what was found later counts too. */
export function savedStep(receipt: HaltReceipt): number | null {
  const steps = [receipt.checkpoint, receipt.reconciliation?.checkpoint].flatMap((known) =>
    known ? [known.step] : [],
  );
  return steps.length === 0 ? null : Math.max(...steps);
}

/**
 * How many steps lie behind the checkpoint that a halt ended with; null when none are known, or there is none. Without proof
 * of the end nobody knows: the trainer may have gone on, and have saved.
 */
export function unsavedSteps(run: Pick<RunDetail, "step">, receipt: HaltReceipt): number | null {
  const saved = receipt.verified ? savedStep(receipt) : null;
  return saved !== null && run.step > saved ? run.step - saved : null;
}
