import { formatDuration, formatEstimate } from "./format-duration.ts";
import { formatCount, formatPlural } from "./format-number.ts";
import { formatClock } from "./format-time.ts";
import type { RunDetail, RunEvent, RunPhase, RunStatus } from "./sdk-run.ts";
import { hasEnded } from "./sdk-run.ts";
import { askedBy } from "./status-sentence.ts";
import { savedStep, storedStep, unsavedSteps } from "./unsaved-steps.ts";

export type SegmentKind = "waiting" | "starting" | "training" | "unreachable" | "stopping" | "ended" | "ahead";

export interface Segment {
  readonly kind: SegmentKind;
  readonly status: RunStatus;
  readonly startMs: number;
  /** Null while it lasts, and for what is ahead. */
  readonly endMs: number | null;
  /** "Waited 18 s". */
  readonly title: string;
  /** "for 1 slot in local". */
  readonly why: string;
  /** Share of the bar; a short phase stays readable. */
  readonly weight: number;
}

export interface TimelineInput {
  readonly run: RunDetail;
  readonly events: readonly RunEvent[];
  readonly nowMs: number;
  readonly timeLeftMs: number | null;
  readonly viewerId: string | null;
}

interface Stretch {
  readonly kind: SegmentKind;
  readonly startMs: number;
  endMs: number | null;
}

/** The run's phases in their order: what, how long, and why. */
export function timelineOf(input: TimelineInput): readonly Segment[] {
  const stretches = stretchesOf(input.run, input.events);
  const segments = stretches.map((stretch) => segmentOf(stretch, input));
  const { run, timeLeftMs } = input;
  if (hasEnded(run.status)) segments.push(endOf(input, stretches.at(-1)?.endMs ?? null));
  else if (run.status === "RUNNING" && timeLeftMs !== null) {
    const past = segments.reduce((sum, { weight }) => sum + weight, 0);
    segments.push({
      kind: "ahead",
      status: run.status,
      startMs: input.nowMs,
      endMs: null,
      title: `About ${formatEstimate(timeLeftMs)} left`,
      why: `to step ${formatCount(run.maxSteps)}`,
      weight: Math.min(weightOf(timeLeftMs), 0.6 * past),
    });
  }
  return segments;
}

const KIND_OF_PHASE: Readonly<Record<RunPhase, SegmentKind>> = {
  WAITING_FOR_CAPACITY: "waiting",
  STARTING: "starting",
  TRAINING: "training",
  CHECKPOINTING: "training",
  UNREACHABLE: "unreachable",
  CHECKPOINT_REQUESTED: "stopping",
  TERMINATING: "stopping",
  KILLING: "stopping",
  RELEASING: "stopping",
};

/** Neighbouring phases of one kind are one stretch: each checkpoint would else cut training in two. */
function stretchesOf(run: RunDetail, events: readonly RunEvent[]): Stretch[] {
  const stretches: Stretch[] = [];
  for (const event of events) {
    if (event.kind !== "STATUS") continue;
    const { status, phase } = event.payload as { status: RunStatus; phase: RunPhase | null };
    const at = Date.parse(event.at);
    const last = stretches.at(-1);
    const kind = phase === null ? null : KIND_OF_PHASE[phase];
    if (last && kind === last.kind) continue;
    if (last && last.endMs === null) last.endMs = at;
    if (kind !== null && !hasEnded(status)) stretches.push({ kind, startMs: at, endMs: null });
  }
  if (stretches.length === 0) stretches.push({ kind: "waiting", startMs: Date.parse(run.createdAt), endMs: null });
  const last = stretches.at(-1)!;
  if (hasEnded(run.status) && run.endedAt) last.endMs ??= Date.parse(run.endedAt);
  return stretches;
}

function segmentOf({ kind, startMs, endMs }: Stretch, input: TimelineInput): Segment {
  const durationMs = (endMs ?? input.nowMs) - startMs;
  const words = wordsOf(kind, { startMs, endMs }, durationMs, input);
  return { kind, status: statusOf(kind), startMs, endMs, ...words, weight: weightOf(durationMs) };
}

function wordsOf(
  kind: SegmentKind,
  { startMs, endMs }: { startMs: number; endMs: number | null },
  durationMs: number,
  { run, events, viewerId }: TimelineInput,
): { title: string; why: string } {
  const took = formatDuration(durationMs);
  const over = endMs !== null;
  const span = over ? `${formatClock(startMs)} to ${formatClock(endMs)}` : `since ${formatClock(startMs)}`;
  switch (kind) {
    case "waiting":
      return {
        title: over ? `Waited ${took}` : `Waiting ${took}`,
        why: !over && run.waitingFor ? run.waitingFor : `for a place in ${run.resourceClass?.name ?? "the queue"}`,
      };
    case "starting":
      return { title: over ? `Started in ${took}` : `Starting ${took}`, why: startedFrom(run) };
    case "unreachable":
      return { title: `Out of reach ${took}`, why: span };
    case "stopping":
      return { title: `Stopping ${took}`, why: `asked by ${nameInside(run, viewerId)}` };
    default: {
      const saved = events.filter((event) => isCheckpointBetween(event, startMs, endMs)).length;
      return {
        title: `Training ${took}`,
        why: saved === 0 ? span : `${span}, ${formatPlural(saved, "checkpoint")} saved`,
      };
    }
  }
}

function startedFrom(run: RunDetail): string {
  return run.startStep > 0 || run.resumedFrom
    ? `from the checkpoint at step ${formatCount(run.startStep)}`
    : "from the start";
}

function nameInside(run: RunDetail, viewerId: string | null): string {
  const who = askedBy(run.receipt?.requestedBy ?? run.halt?.requestedBy ?? null, viewerId);
  return who === "You" || who === "The system" ? who.toLowerCase() : who;
}

function isCheckpointBetween(event: RunEvent, startMs: number, endMs: number | null): boolean {
  const at = Date.parse(event.at);
  return event.kind === "trainer.checkpoint" && at >= startMs && (endMs === null || at <= endMs);
}

function endOf({ run }: TimelineInput, lastMs: number | null): Segment {
  const endMs = run.endedAt ? Date.parse(run.endedAt) : (lastMs ?? Date.parse(run.createdAt));
  const word = run.status[0]! + run.status.slice(1).toLowerCase();
  const title = `${word} ${formatClock(endMs)}`;
  return { kind: "ended", status: run.status, startMs: endMs, endMs, title, why: endWhy(run), weight: 2 };
}

function endWhy(run: RunDetail): string {
  if (run.status === "STOPPED") {
    const { receipt } = run;
    if (receipt?.noCheckpointReason === "NOT_STARTED") return "before it had started";
    if (receipt && !receipt.verified) {
      const stored = storedStep(run);
      return stored === null ? "without a checkpoint" : `last saved at step ${formatCount(stored)}`;
    }
    const saved = receipt ? savedStep(run, receipt) : null;
    if (!receipt || saved === null) return "without a new checkpoint";
    return `${unsavedSteps(run, receipt) === null ? "" : "last "}saved at step ${formatCount(saved)}`;
  }
  if (run.status === "SUCCEEDED")
    return run.cause === "TARGET_REACHED" ? "target score reached" : `all ${formatCount(run.step)} steps`;
  return run.causeMessage ?? (run.heldPlace === null ? `at step ${formatCount(run.step)}` : "");
}

function statusOf(kind: SegmentKind): RunStatus {
  if (kind === "waiting" || kind === "starting") return "PENDING";
  return kind === "stopping" ? "STOPPING" : "RUNNING";
}

/** The root keeps the order of lengths and leaves a phase of a second beside one of an hour wide enough to read. */
function weightOf(durationMs: number): number {
  return 1.2 + Math.sqrt(Math.max(0, durationMs) / 1000);
}
