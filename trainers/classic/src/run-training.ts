import { setImmediate as nextTurn } from "node:timers/promises";
import { TRAINER_NAME, TRAINER_VERSION } from "./catalogue.ts";
import { saveCheckpoint } from "./checkpoint.ts";
import type { EventLog } from "./event-log.ts";
import type { ResolvedManifest } from "./resolve-manifest.ts";
import { restoreCheckpoint } from "./restore-checkpoint.ts";
import type { StopRequest } from "./stop-request.ts";
import { Training } from "./training.ts";

/** How long to compute before the event loop gets its turn, in which signals are heard. */
const SLICE_MS = 15;
const SPEED_EVERY_MS = 500;

export interface RunOptions {
  readonly manifest: ResolvedManifest;
  /** What is odd about the manifest, for the log. */
  readonly warnings: readonly string[];
  readonly events: EventLog;
  readonly checkpoints: string;
  readonly resumeFrom: string | null;
  /** What the checkpoint may lack, by name. */
  readonly acceptMissing: readonly string[];
  readonly stop: StopRequest;
}

type Reason = "interval" | "halt" | "final";

/** Trains to the end, or until asked to stop; everything that is to be known of it is in the events. */
export async function runTraining(options: RunOptions): Promise<void> {
  const { events, stop } = options;
  const training = new Training(options.manifest, {
    metrics: (step, values) => events.write({ type: "metrics", step, values: finite(values) }),
    log: (message) => events.log("info", message),
  });
  const warnings = [...options.warnings, ...restore(options, training)];
  events.write({ type: "started", trainer: { name: TRAINER_NAME, version: TRAINER_VERSION }, step: training.step });
  for (const warning of warnings) events.log("warn", warning);
  // A signal that came while all this was made is heard now, before the first step.
  await nextTurn();
  const speed = new Speedometer(training.step);
  while (!training.finished && !stop.isAsked(performance.now())) {
    const until = performance.now() + SLICE_MS;
    while (!training.finished && performance.now() < until) {
      training.advance();
      if (training.checkpointDue) break;
    }
    if (training.checkpointDue && !training.finished) save(options, training, "interval");
    training.checkpointDue = false;
    const perSecond = speed.read(training.step);
    if (perSecond !== null)
      events.write({ type: "metrics", step: training.step, values: { steps_per_second: perSecond } });
    await nextTurn();
  }
  conclude(options, training);
}

/** What to warn about. */
function restore({ resumeFrom, acceptMissing }: RunOptions, training: Training): string[] {
  if (resumeFrom === null) return [];
  const { missing, reshaped } = restoreCheckpoint(training, resumeFrom, acceptMissing);
  return [
    ...(missing.length === 0 ? [] : [`The checkpoint lacks ${missing.join(", ")}, as was accepted: fresh from here.`]),
    ...(reshaped.length === 0
      ? []
      : [`The settings differ from the checkpoint's: ${reshaped.join(", ")} could not be kept; fresh from here.`]),
  ];
}

function conclude(options: RunOptions, training: Training): void {
  const { events, stop } = options;
  const stopped = !training.finished || stop.isAsked(performance.now());
  if (stopped) events.write({ type: "stop_seen", halt_id: stop.haltId(), step: training.step });
  const id = save(options, training, stopped ? "halt" : "final");
  const natural = training.targetReached ? "target_reached" : "completed";
  const reason = stopped ? "stopped" : natural;
  const complete = training.stepsDone || training.targetReached;
  events.write({ type: "finished", reason, step: training.step, training_complete: complete, checkpoint_id: id });
}

function save(options: RunOptions, training: Training, reason: Reason): string {
  options.events.write({ type: "checkpoint_started", step: training.step, reason });
  const checkpoint = saveCheckpoint(training, options.checkpoints);
  options.events.write({ type: "checkpoint", reason, ...checkpoint });
  return checkpoint.id;
}

function finite(values: Record<string, number | null>): Record<string, number | null> {
  return Object.fromEntries(
    Object.entries(values).map(([name, value]) => [name, Number.isFinite(value) ? value : null]),
  );
}

class Speedometer {
  #step: number;
  #atMs = performance.now();

  constructor(step: number) {
    this.#step = step;
  }

  /** Steps a second since the last reading; null when that was a moment ago. */
  read(step: number): number | null {
    const elapsedMs = performance.now() - this.#atMs;
    if (elapsedMs < SPEED_EVERY_MS) return null;
    const perSecond = ((step - this.#step) * 1000) / elapsedMs;
    this.#step = step;
    this.#atMs += elapsedMs;
    return Math.round(perSecond);
  }
}
