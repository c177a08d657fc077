import { formatCount, formatPlural } from "./format-number.ts";
import type { RunDetail } from "./sdk-run.ts";

export interface FailureWords {
  readonly happened: string;
  readonly kept: string;
  readonly remedy: string;
}

/** Of a failed run: what happened, what was kept, what to do. */
export function failureWords(run: RunDetail): FailureWords {
  const newest = run.checkpoints[0];
  const said = run.causeMessage?.trim() || "Nothing was said about why.";
  const kept = newest
    ? `${formatPlural(run.checkpoints.length, "checkpoint")}, the newest at step ${formatCount(newest.step)}; all curves and log lines.`
    : "Its curves and log lines. It had not saved a checkpoint.";
  return { happened: said, kept, remedy: remedyOf(run, newest?.step ?? null) };
}

function remedyOf({ cause }: RunDetail, step: number | null): string {
  const again = step === null ? "train it again from the start" : `resume it from step ${formatCount(step)}`;
  if (cause === "REJECTED")
    return "Change the configuration as the message says: copy the experiment, then train the copy.";
  if (cause === "INFRASTRUCTURE") {
    return `${again[0]!.toUpperCase()}${again.slice(1)}. If it happens again, look at the machine and at the last lines of the log.`;
  }
  return `Look at the last lines of the log; then ${again}, or copy the experiment and change it.`;
}
