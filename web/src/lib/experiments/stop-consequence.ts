import type { ExperimentStatus } from "@arena/sdk";
import { forceRung, rungAt, RUNG_NUMBERS, RUNG_TITLES } from "../runs/halt-ladder.ts";
import type { RunPhase, RungName } from "../runs/sdk-run.ts";

export interface StopQuestion {
  /** It was stopping when it was asked: the question is about force. */
  readonly isStopping: boolean;
  readonly status: ExperimentStatus;
  readonly phase: RunPhase | null;
}

const DOES: Readonly<Partial<Record<RungName, string>>> = {
  SIGTERM: "its process group is asked to end. What has not been saved by then is lost.",
  SIGKILL: "its process group is ended at once. What has not been saved by then is lost.",
};

/** What follows when it is said yes, and why yes cannot be said, or null. */
export function stopConsequence({ isStopping, status, phase }: StopQuestion): {
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
  const [at, to] = [rungAt(phase), forceRung(phase)];
  if (at === null)
    return { text: "It is stopping already. Force stop goes to the next, harder step of that.", off: null };
  const now = `It is stopping already, and is at step ${stepOf(at)}.`;
  if (to === null) return { text: `${now} No harder one follows.`, off: "No harder step is left." };
  return { text: `${now} Force stop goes straight to step ${stepOf(to)}: ${DOES[to]}`, off: null };
}

function stepOf(name: RungName): string {
  return `${RUNG_NUMBERS[name]}, ${RUNG_TITLES[name]}`;
}
