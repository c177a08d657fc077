import type { HaltReceipt, RunDetail } from "./sdk-run.ts";

/** How many steps lie behind the checkpoint that a halt ended with; null when none are known, or there is none. */
export function unsavedSteps(run: Pick<RunDetail, "step">, receipt: HaltReceipt): number | null {
  if (!receipt.checkpoint) return null;
  const steps = run.step - receipt.checkpoint.step;
  return steps > 0 ? steps : null;
}
