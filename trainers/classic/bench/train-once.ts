import { EnvironmentSlot } from "../src/environments/environment-slot.ts";
import { resolveManifest } from "../src/defaults.ts";
import { Training } from "../src/training.ts";

export interface Outcome {
  readonly seconds: number;
  readonly steps: number;
  readonly mean: number;
  /** Evaluations along the way. */
  readonly curve: readonly number[];
}

/** Seeds of the last evaluation's episodes; apart from those of training and of its own evaluations. */
const FINAL_SEED = 10_000_019n;

/** Trains in this process to the end, then plays the final policy, not the best one, for so many episodes. */
export function trainOnce(given: Record<string, unknown>, episodes: number): Outcome {
  const { manifest, errors } = resolveManifest(given);
  if (manifest === null) throw new Error(errors.map((error) => `${error.path}: ${error.message}`).join("; "));
  const curve: number[] = [];
  const listener = {
    metrics: (_step: number, values: Record<string, number | null>): void => {
      if (typeof values.fitness === "number") curve.push(Math.round(values.fitness));
    },
    log: (): void => undefined,
  };
  const training = new Training(manifest, listener);
  const startedMs = performance.now();
  while (!training.finished) training.advance();
  const seconds = (performance.now() - startedMs) / 1000;
  const slot = new EnvironmentSlot(training.settings.environment.name, FINAL_SEED);
  const observation = new Float64Array(training.settings.environment.observationSize);
  let sum = 0;
  for (let episode = 0; episode < episodes; episode += 1) {
    slot.reset();
    while (!slot.terminated && !slot.truncated) {
      slot.dynamics.observe(observation, 0);
      slot.step(training.decide(observation));
    }
    sum += slot.episodeReturn;
  }
  return { seconds, steps: training.step, mean: sum / episodes, curve };
}
