import { formatDuration, formatEstimate } from "../runs/format-duration.ts";
import { formatCount } from "../runs/format-number.ts";
import { formatClock } from "../runs/format-time.ts";
import type { ExperimentRow } from "./experiment-row.ts";

type Facts = Pick<ExperimentRow, "status" | "phase" | "cause" | "causeMessage" | "latestRun" | "actions">;
type LatestRun = NonNullable<ExperimentRow["latestRun"]>;

/** Too soon to say how long the rest takes. */
const SHORTEST_PACE_MS = 3_000;

/** The line under a row's status: what it does, what it waits for, or how it ended. */
export function phaseLine(facts: Facts, nowMs: number): string {
  const { status, latestRun: run } = facts;
  if (status === "DRAFT") return facts.actions.train.allowed ? "Ready to train" : (facts.actions.train.reason ?? "");
  if (run === null) return status === "PENDING" ? "Being scheduled" : "";
  if (status === "PENDING") return pendingLine(facts.phase, run, nowMs);
  if (status === "RUNNING") return runningLine(facts.phase, run, nowMs);
  if (status === "STOPPING") return stoppingLine(facts.phase);
  return endedLine(facts, run);
}

function pendingLine(phase: Facts["phase"], run: LatestRun, nowMs: number): string {
  if (phase === "STARTING") return `Starting, ${formatDuration(nowMs - Date.parse(run.createdAt))}`;
  const place =
    run.queuePlace === null
      ? "Waiting"
      : run.queuePlace === 1
        ? "Next in queue"
        : `${ordinal(run.queuePlace)} in queue`;
  return run.waitingFor ? `${place}: ${lowerFirst(run.waitingFor)}` : place;
}

function runningLine(phase: Facts["phase"], run: LatestRun, nowMs: number): string {
  if (phase === "UNREACHABLE")
    return run.unreachableSince ? `No contact since ${formatClock(run.unreachableSince)}` : "No contact";
  const doing = phase === "CHECKPOINTING" ? `Saving a checkpoint at step ${formatCount(run.step)}` : "Training";
  const leftMs = timeLeftMs(run, nowMs);
  return leftMs === null ? doing : `${doing}, about ${formatEstimate(leftMs)} left`;
}

/** From the mean pace since the start; null while it says nothing. */
function timeLeftMs(run: LatestRun, nowMs: number): number | null {
  if (run.startedAt === null) return null;
  const tookMs = nowMs - Date.parse(run.startedAt);
  const done = run.step - run.startStep;
  const left = run.maxSteps - run.step;
  return tookMs < SHORTEST_PACE_MS || done <= 0 || left <= 0 ? null : (left / done) * tookMs;
}

function stoppingLine(phase: Facts["phase"]): string {
  if (phase === "TERMINATING") return "Asked to end (SIGTERM)";
  if (phase === "KILLING") return "Ending it by force";
  if (phase === "RELEASING") return "Ended, releasing resources";
  return "Asked to save and exit";
}

function endedLine({ status, cause, causeMessage }: Facts, run: LatestRun): string {
  if (status === "SUCCEEDED") return cause === "TARGET_REACHED" ? "Target score reached" : "Completed";
  if (status === "STOPPED")
    return run.startedAt === null ? "Stopped before it started" : `Stopped at step ${formatCount(run.step)}`;
  const what = cause === "INFRASTRUCTURE" ? "Infrastructure" : cause === "REJECTED" ? "Refused" : "Trainer error";
  return causeMessage ? `${what}: ${causeMessage}` : what;
}

function ordinal(place: number): string {
  const lastTwo = place % 100;
  const ending = lastTwo >= 11 && lastTwo <= 13 ? "th" : (["th", "st", "nd", "rd"][place % 10] ?? "th");
  return `${formatCount(place)}${ending}`;
}

function lowerFirst(text: string): string {
  return /^[A-Z][a-z]/.test(text) ? text[0]!.toLowerCase() + text.slice(1) : text;
}
