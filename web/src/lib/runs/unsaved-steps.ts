import { formatCount } from "./format-number.ts";
import type { HaltReceipt, RunDetail } from "./sdk-run.ts";

type Stored = Pick<RunDetail, "checkpoints">;

/** Of the newest checkpoint that is stored, or null. */
export function storedStep({ checkpoints }: Stored): number | null {
  return checkpoints.length === 0 ? null : Math.max(...checkpoints.map(({ step }) => step));
}

/** Where the run can go on from as it is stored, in a sentence: the newest checkpoint that has all it should hold. */
export function goOnSentence(run: Stored): string | null {
  const whole = storedStep({ checkpoints: run.checkpoints.filter(({ complete }) => complete) });
  const any = storedStep(run);
  if (whole !== null) return `It can go on from step ${formatCount(whole)}.`;
  return any === null
    ? null
    : `It can go on from step ${formatCount(any)}, but that checkpoint does not hold everything.`;
}

/** What a halt saved, as far as is known; what is stored beyond its receipt counts too. */
export function savedStep(run: Stored, { checkpoint }: HaltReceipt): number | null {
  return checkpoint === null ? null : Math.max(checkpoint.step, storedStep(run) ?? 0);
}

/**
 * How many steps lie behind what a halt saved; null when none are known, or nothing was saved. Without proof of the end
 * nobody knows: the trainer may have gone on, and have saved.
 */
export function unsavedSteps(run: Stored & Pick<RunDetail, "step">, receipt: HaltReceipt): number | null {
  const saved = receipt.verified ? savedStep(run, receipt) : null;
  return saved !== null && run.step > saved ? run.step - saved : null;
}
