import { formatClock } from "./format-time.ts";
import { formatCount } from "./format-number.ts";
import { formatDuration } from "./format-duration.ts";
import type { HaltReceipt, RunDetail, RunEvent, RunPhase, RungName } from "./sdk-run.ts";

export interface Rung {
  readonly name: RungName;
  readonly number: number;
  readonly title: string;
  readonly text: string;
  readonly state: "done" | "skipped" | "lit" | "next";
  readonly startMs: number | null;
  /** When the next rung is lit at the latest; null when that cannot be known. */
  readonly deadlineMs: number | null;
  readonly graceMs: number | null;
  /** "30 s" before it is lit, how long it took after. */
  readonly limit: string;
}

export interface Ladder {
  readonly rungs: readonly Rung[];
  readonly lit: Rung | null;
  /** When all rungs have run out. */
  readonly endsByMs: number | null;
  /** Where `Force stop` leads, or null on the last rungs. */
  readonly forceTo: "SIGTERM" | "SIGKILL" | null;
}

const ORDER: readonly RungName[] = ["CHECKPOINT", "SIGTERM", "SIGKILL", "RELEASE"];
const RUNG_OF_PHASE: Readonly<Partial<Record<RunPhase, RungName>>> = {
  CHECKPOINT_REQUESTED: "CHECKPOINT",
  TERMINATING: "SIGTERM",
  KILLING: "SIGKILL",
  RELEASING: "RELEASE",
};
const FIRST_OF_MODE = { SAVE: "CHECKPOINT", TERMINATE: "SIGTERM", KILL: "SIGKILL" } as const;
/** The server ends a run this long after its ladder when the machine stays silent. */
const SILENCE_MS = 15_000;

export const RUNG_TITLES: Readonly<Record<RungName, string>> = {
  CHECKPOINT: "Ask the trainer to save",
  SIGTERM: "SIGTERM",
  SIGKILL: "SIGKILL",
  RELEASE: "Release",
};

export const RUNG_NUMBERS: Readonly<Record<RungName, number>> = { CHECKPOINT: 1, SIGTERM: 2, SIGKILL: 3, RELEASE: 4 };

/** Which rung a phase is on; null where it tells none. */
export function rungAt(phase: RunPhase | null): RungName | null {
  return (phase === null ? undefined : RUNG_OF_PHASE[phase]) ?? null;
}

/** What was asked for last, also where the machine has not answered yet; null where neither tells a rung. */
export function rungAsked(phase: RunPhase | null, mode: HaltReceipt["mode"] | null): RungName | null {
  const [told, asked] = [rungAt(phase), mode === null ? null : FIRST_OF_MODE[mode]];
  if (told === null || asked === null) return told ?? asked;
  return ORDER.indexOf(asked) > ORDER.indexOf(told) ? asked : told;
}

/** The halt as the page shows it: which rung is lit, until when, what comes after. */
export function haltLadder(run: RunDetail, events: readonly RunEvent[]): Ladder {
  const litName = litRungOf(run);
  const started = startsOf(run, events, litName);
  const graces = new Map((run.halt?.graces ?? []).map((grace) => [grace.name, grace.graceMs]));
  const rungs: Rung[] = [];
  let deadlineMs: number | null = null;
  for (const [index, name] of ORDER.entries()) {
    const graceMs = graces.get(name) ?? null;
    const state = stateOf(name, litName, started);
    const startMs = started.get(name) ?? null;
    const from: number | null = deadlineMs;
    if (state === "lit" || state === "next") {
      const beginMs: number | null = state === "lit" ? startMs : from;
      deadlineMs = beginMs === null ? null : beginMs + (graceMs ?? 0);
    }
    const next = ORDER.slice(index + 1).find((other) => started.has(other));
    const endMs = next ? started.get(next)! : null;
    const text = textOf(name, state, { run, events, fromMs: from });
    const limit = isLastTold(name, run) ? "" : limitOf(state, graceMs, startMs, endMs);
    const due = state === "lit" || state === "next" ? deadlineMs : null;
    rungs.push({
      name,
      number: RUNG_NUMBERS[name],
      title: RUNG_TITLES[name],
      text,
      state,
      startMs,
      deadlineMs: due,
      graceMs,
      limit,
    });
  }
  const lit = rungs.find((rung) => rung.state === "lit") ?? null;
  return {
    rungs,
    lit,
    endsByMs: deadlineMs === null ? null : deadlineMs + SILENCE_MS,
    forceTo: forceFrom(lit?.name ?? null),
  };
}

function litRungOf(run: RunDetail): RungName {
  return rungAsked(run.phase, run.halt?.mode ?? null) ?? "CHECKPOINT";
}

/** It was asked for while another rung was lit, and the machine does not say that it has come to it. */
function isUnanswered(run: RunDetail): boolean {
  const told = rungAt(run.phase);
  return told !== null && told !== litRungOf(run);
}

/** Where the machine was when it last said anything, before the harder stop that it has not answered. */
function isLastTold(name: RungName, run: RunDetail): boolean {
  return isUnanswered(run) && name === rungAt(run.phase);
}

/** When each rung was lit: from the phases that were told; one that was not told, from the request for it. */
function startsOf(run: RunDetail, events: readonly RunEvent[], lit: RungName): Map<RungName, number> {
  const starts = new Map<RungName, number>();
  for (const event of events) {
    if (event.kind !== "STATUS") continue;
    const name = RUNG_OF_PHASE[(event.payload as { phase: RunPhase | null }).phase ?? "TRAINING"];
    if (name && !starts.has(name)) starts.set(name, Date.parse(event.at));
  }
  if (!starts.has(lit) && run.halt) starts.set(lit, Date.parse(run.halt.raisedAt));
  return starts;
}

function stateOf(name: RungName, lit: RungName, started: ReadonlyMap<RungName, number>): Rung["state"] {
  if (name === lit) return "lit";
  if (ORDER.indexOf(name) > ORDER.indexOf(lit)) return "next";
  return started.has(name) ? "done" : "skipped";
}

function limitOf(state: Rung["state"], graceMs: number | null, startMs: number | null, endMs: number | null): string {
  if (state === "skipped") return "";
  if (state === "done") return startMs !== null && endMs !== null ? `took ${formatDuration(endMs - startMs)}` : "over";
  return graceMs === null ? "" : formatDuration(graceMs);
}

interface TextInput {
  readonly run: RunDetail;
  readonly events: readonly RunEvent[];
  /** When the rung before it runs out. */
  readonly fromMs: number | null;
}

function textOf(name: RungName, state: Rung["state"], input: TextInput): string {
  const { run, events } = input;
  if (isUnanswered(run)) {
    const when = run.halt ? ` at ${formatClock(run.halt.raisedAt)}` : "";
    if (state === "lit") return `${RUNG_TITLES[name]} was asked for${when}; the machine has not answered yet.`;
    // What it saved is known all the same.
    if (isLastTold(name, run) && savingOf(run, events).savedStep === null)
      return "The machine was last heard of at this step.";
    if (state === "skipped") return "It is left out: a harder stop was asked for.";
  }
  if (state === "skipped")
    return run.phase === "RELEASING" ? "It was not needed." : "It was skipped: a harder stop was asked for.";
  if (name === "CHECKPOINT") return savingText(state, input);
  if (name === "RELEASE") return releaseText(state, input.run);
  if (name === "SIGTERM") {
    if (state === "lit") return "Its process group is being asked to end.";
    if (state === "done") return "Its process group was asked to end.";
    return `If it has not exited${input.fromMs === null ? "" : ` by ${formatClock(input.fromMs)}`}, its process group is asked to end.`;
  }
  if (state === "lit") return "Its process group is being ended.";
  if (state === "done") return "Its process group was ended.";
  return "If it is still there, its process group is ended at once.";
}

function savingText(state: Rung["state"], { run, events }: TextInput): string {
  const saving = savingOf(run, events);
  if (saving.savedStep !== null) return `A checkpoint was saved at step ${formatCount(saving.savedStep)}.`;
  if (state === "done") return "It had not saved by then.";
  if (saving.writingStep !== null) return "The trainer has answered and is writing a checkpoint.";
  return saving.answered ? "The trainer has answered." : "Waiting for the trainer to answer.";
}

function releaseText(state: Rung["state"], run: RunDetail): string {
  const place = run.resourceClass ? `The place in ${run.resourceClass.name}` : "Its place";
  return state === "lit" ? `${place} is going back to the queue.` : `${place} goes back to the queue.`;
}

export interface Saving {
  readonly answered: boolean;
  readonly writingStep: number | null;
  readonly savedStep: number | null;
}

/** What the trainer has said since the halt was asked. */
export function savingOf(run: RunDetail, events: readonly RunEvent[]): Saving {
  const askedMs = run.halt?.requestedAt ? Date.parse(run.halt.requestedAt) : 0;
  const saving = { answered: false, writingStep: null as number | null, savedStep: null as number | null };
  for (const event of events) {
    const { step, reason } = event.payload as { step?: number; reason?: string };
    if (event.kind === "trainer.stop_seen") saving.answered = true;
    const since = Date.parse(event.at) >= askedMs;
    if (event.kind === "trainer.checkpoint_started" && since && step !== undefined) saving.writingStep = step;
    if (event.kind === "trainer.checkpoint" && reason === "halt" && step !== undefined) saving.savedStep = step;
  }
  return saving;
}

/** Where `Force stop` leads from a rung; null on the last ones, and where none is known. */
export function forceFrom(name: RungName | null): Ladder["forceTo"] {
  if (name === "CHECKPOINT") return "SIGTERM";
  return name === "SIGTERM" ? "SIGKILL" : null;
}
