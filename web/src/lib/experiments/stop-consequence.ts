import type { ExperimentStatus } from "@arena/sdk";
import { forceFrom, rungAsked, rungAt, RUNG_NUMBERS, RUNG_TITLES } from "../runs/halt-ladder.ts";
import type { HaltReceipt, RunPhase, RungName } from "../runs/sdk-run.ts";

export interface StopQuestion {
  /** It was stopping when it was asked: the question is about force. */
  readonly isStopping: boolean;
  readonly status: ExperimentStatus;
  readonly phase: RunPhase | null;
  /** The hardest that was asked so far, or null where it is not known. */
  readonly mode: HaltReceipt["mode"] | null;
}

const DOES: Readonly<Partial<Record<RungName, string>>> = {
  SIGTERM: "its process group is asked to end. What has not been saved by then is lost.",
  SIGKILL: "its process group is ended at once. What has not been saved by then is lost.",
};

/** What follows when it is said yes, and why yes cannot be said, or null. */
export function stopConsequence({ isStopping, status, phase, mode }: StopQuestion): {
  readonly text: string;
  readonly off: string | null;
} {
  if (!isStopping)
    return {
      text:
        status === "PENDING"
          ? "It has not started yet. Nothing is run, and nothing needs to be saved."
          : "It first saves a checkpoint, for up to 120 s by default. You can resume from it.",
      off: null,
    };
  if (status !== "STOPPING") return { text: "It has ended meanwhile.", off: "Nothing is left to force." };
  const at = rungAsked(phase, mode);
  const to = forceFrom(at);
  if (at === null)
    return { text: "It is stopping already. Force stop goes to the next, harder step of that.", off: null };
  const told = rungAt(phase);
  const now =
    told === at || told === null
      ? `It is stopping already, and is at step ${stepOf(at)}.`
      : `It is stopping already: step ${stepOf(at)}, was asked for, and the machine has not answered yet.`;
  if (to === null) return { text: `${now} No harder one follows.`, off: "No harder step is left." };
  return { text: `${now} Force stop goes straight to step ${stepOf(to)}: ${DOES[to]}`, off: null };
}

function stepOf(name: RungName): string {
  return `${RUNG_NUMBERS[name]}, ${RUNG_TITLES[name]}`;
}
