/** Of `lr`, what is left once a linear schedule is over and training goes on. */
export const LATE_SHARE = 0.1;

export interface RateOptions {
  readonly lr: number;
  readonly lr_schedule: "constant" | "linear";
}

/**
 * The learning rate for what was collected up to `step`. The target plays no part: moving it changes nothing before
 * `scheduleSteps`, and beyond there is still something to learn with.
 */
export function learningRateAt({ lr, lr_schedule }: RateOptions, step: number, scheduleSteps: number): number {
  if (lr_schedule === "constant") return lr;
  return lr * (step > scheduleSteps ? LATE_SHARE : 1 - step / scheduleSteps);
}
