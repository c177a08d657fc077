import { formatEstimate } from "./format-duration.ts";
import { formatCount, formatPlural } from "./format-number.ts";
import { formatClock } from "./format-time.ts";
import type { HaltReceipt, RunDetail } from "./sdk-run.ts";
import { goOnSentence, savedStep, unsavedSteps } from "./unsaved-steps.ts";

export interface SentenceInput {
  readonly run: Pick<
    RunDetail,
    | "status"
    | "phase"
    | "cause"
    | "causeMessage"
    | "step"
    | "maxSteps"
    | "queuePlace"
    | "waitingFor"
    | "unreachableSince"
    | "halt"
    | "receipt"
    | "checkpoints"
    | "heldPlace"
  >;
  /** Steps in a second, or null while it is not known. */
  readonly pace: number | null;
  /** Who looks, to say "you". */
  readonly viewerId: string | null;
  /** Latest moment at which a halt is over, or null. */
  readonly endsByMs: number | null;
}

/** What the run is doing or how it ended, in one sentence or two. */
export function statusSentence(input: SentenceInput): string {
  switch (input.run.status) {
    case "PENDING":
      return pendingSentence(input.run);
    case "RUNNING":
      return runningSentence(input);
    case "STOPPING":
      return stoppingSentence(input);
    case "STOPPED":
      return stoppedSentence(input);
    case "SUCCEEDED":
      return succeededSentence(input.run);
    case "FAILED":
      return failedSentence(input.run);
    default:
      return "It has not been trained yet.";
  }
}

/** Milliseconds until the last step at this pace, or null. */
export function timeLeftMs(run: Pick<RunDetail, "step" | "maxSteps">, pace: number | null): number | null {
  if (pace === null || pace <= 0 || run.maxSteps <= run.step) return null;
  return ((run.maxSteps - run.step) / pace) * 1000;
}

function progressOf({ step, maxSteps }: Pick<RunDetail, "step" | "maxSteps">): string {
  return `step ${formatCount(step)} of ${formatCount(maxSteps)}`;
}

function pendingSentence({ phase, queuePlace, waitingFor }: SentenceInput["run"]): string {
  if (phase === "STARTING") return "Starting the trainer.";
  const place =
    queuePlace === null ? "" : queuePlace === 1 ? ", next in the queue" : `, ${ordinal(queuePlace)} in the queue`;
  return waitingFor
    ? sentenceOf(`Waiting for capacity${place}: ${lowerFirst(waitingFor)}`)
    : `Waiting for capacity${place}.`;
}

function runningSentence({ run, pace }: SentenceInput): string {
  if (run.phase === "UNREACHABLE") {
    const since = run.unreachableSince ? ` since ${formatClock(run.unreachableSince)}` : "";
    return `The machine cannot be reached${since}. Training may go on there; last known ${progressOf(run)}.`;
  }
  const doing = run.phase === "CHECKPOINTING" ? "Saving a checkpoint" : "Training";
  const left = timeLeftMs(run, pace);
  if (run.step >= run.maxSteps) return `${doing}, all ${formatCount(run.maxSteps)} steps done, finishing.`;
  return `${doing}, ${progressOf(run)}${left === null ? "" : `, about ${formatEstimate(left)} left`}`;
}

function stoppingSentence({ run, viewerId, endsByMs }: SentenceInput): string {
  const who = askedBy(run.halt?.requestedBy ?? null, viewerId);
  const when = run.halt?.requestedAt ? ` at ${formatClock(run.halt.requestedAt)}` : "";
  const by = endsByMs === null ? "" : ` It ends by ${formatClock(endsByMs)} at the latest.`;
  return `${who} asked to stop${when}.${by}`;
}

function stoppedSentence({ run, viewerId }: SentenceInput): string {
  const { receipt } = run;
  const who = askedBy(receipt?.requestedBy ?? run.halt?.requestedBy ?? null, viewerId);
  if (receipt?.noCheckpointReason === "NOT_STARTED") return `${who} stopped it before it had started. Nothing was run.`;
  if (receipt && !receipt.verified) return unprovenSentence(run, receipt, who);
  const where = `${who} stopped it at step ${formatCount(run.step)} of ${formatCount(run.maxSteps)}.`;
  const saved = savedSentence(run, receipt ?? null);
  return `${where} ${saved}`;
}

/** Until a proof the trainer may go on, and save: no step is its last, and what is stored says where it can go on from. */
function unprovenSentence(run: SentenceInput["run"], receipt: HaltReceipt, who: string): string {
  const isProvenLater = receipt.reconciliation?.processGroupEmpty === true;
  const reached = isProvenLater ? `; it came as far as ${progressOf(run)}` : "";
  const saved = goOnSentence(run) ?? "No checkpoint of it is stored.";
  const proof = isProvenLater
    ? "What could not be proved at first was found later; the receipt says what."
    : "Not everything about the end could be proved; the receipt says what.";
  return `${who} stopped it at ${formatClock(receipt.requestedAt)}${reached}. ${saved} ${proof}`;
}

function savedSentence(run: SentenceInput["run"], receipt: HaltReceipt | null): string {
  const step = receipt ? savedStep(run, receipt) : null;
  if (!receipt || step === null) {
    return ["No checkpoint was saved by this stop.", goOnSentence(run) ?? ""].join(" ").trim();
  }
  const lost = unsavedSteps(run, receipt);
  if (lost !== null)
    return `The last ${formatPlural(lost, "step")} were not saved; it can go on from step ${formatCount(step)}.`;
  if (receipt.trainingComplete) return "Training was complete, and everything was saved.";
  return "Everything was saved; it can go on from there.";
}

function succeededSentence({ cause, step }: SentenceInput["run"]): string {
  if (cause === "TARGET_REACHED") return `Reached the target score at step ${formatCount(step)}.`;
  return `Completed all ${formatCount(step)} steps.`;
}

function failedSentence(run: SentenceInput["run"]): string {
  const { cause, causeMessage } = run;
  // While its place is held, the trainer may go on.
  const where = run.heldPlace === null ? ` at ${progressOf(run)}` : "";
  const what =
    cause === "REJECTED"
      ? "It was refused before training began"
      : cause === "INFRASTRUCTURE"
        ? `It was interrupted${where}`
        : `The trainer failed${where}`;
  return causeMessage ? `${what}: ${sentenceOf(causeMessage)}` : `${what}.`;
}

export function askedBy(person: { id: string; name: string } | null, viewerId: string | null): string {
  if (person === null) return "The system";
  return person.id === viewerId ? "You" : person.name;
}

export function ordinal(place: number): string {
  const tens = place % 100;
  const suffix = tens >= 11 && tens <= 13 ? "th" : (["th", "st", "nd", "rd"][place % 10] ?? "th");
  return `${formatCount(place)}${suffix}`;
}

function sentenceOf(text: string): string {
  const trimmed = text.trim();
  return /[.!?…]$/.test(trimmed) ? trimmed : `${trimmed}.`;
}

/** But for what is a name: "GPU memory" stays. */
function lowerFirst(text: string): string {
  return /^[A-Z][a-z ]/.test(text) ? text[0]!.toLowerCase() + text.slice(1) : text;
}
