import { setImmediate as nextTurn } from "node:timers/promises";
import type { AlgorithmName, EnvironmentName } from "../src/catalogue.ts";
import { findEnvironment } from "../src/catalogue.ts";
import { resolveManifest } from "../src/defaults.ts";
import { EnvironmentSlot } from "../src/environments/environment-slot.ts";
import { Xoshiro } from "../src/random/xoshiro.ts";
import { Training } from "../src/training.ts";

export interface Effort {
  readonly measureMs: number;
  /** Done before measuring: compiled code and, for DQN, a buffer full enough to learn from. */
  readonly warmUpSteps: number;
}
const STEPS_AT_ONCE = 500;
/** So many that the end is not met while measuring. */
const ENDLESS_STEPS = 1_000_000_000;

/** The environment alone, with random actions, as fast as this trainer's own code steps it. */
export function bareStepsPerSecond(name: EnvironmentName, { measureMs, warmUpSteps }: Effort): Promise<number> {
  const slot = new EnvironmentSlot(name, 0n);
  const random = new Xoshiro(0n);
  const { actionType, actionSize } = findEnvironment(name)!;
  const choose = actionType === "Discrete" ? () => random.below(actionSize) : () => 4 * random.unit() - 2;
  const play = (): number => {
    for (let i = 0; i < STEPS_AT_ONCE; i += 1) {
      slot.step(choose());
      if (slot.terminated || slot.truncated) slot.reset();
    }
    return STEPS_AT_ONCE;
  };
  for (let warm = 0; warm < warmUpSteps;) warm += play();
  return ratePerSecond(play, measureMs);
}

/** Training with the defaults: acting, learning and the evaluations along the way, whose steps do not count. */
export function trainingStepsPerSecond(
  algorithm: AlgorithmName,
  environment: EnvironmentName,
  { measureMs, warmUpSteps }: Effort,
): Promise<number> {
  const { manifest } = resolveManifest({
    algorithm: { name: algorithm },
    environment: { name: environment },
    training: { max_steps: ENDLESS_STEPS },
  });
  const training = new Training(manifest!, { metrics: () => undefined, log: () => undefined });
  while (training.step < warmUpSteps) training.advance();
  const advance = (): number => {
    const before = training.step;
    while (training.step < before + STEPS_AT_ONCE) training.advance();
    return training.step - before;
  };
  return ratePerSecond(advance, measureMs);
}

async function ratePerSecond(work: () => number, measureMs: number): Promise<number> {
  const startedMs = performance.now();
  let steps = 0;
  let elapsedMs = 0;
  while (elapsedMs < measureMs) {
    steps += work();
    await nextTurn();
    elapsedMs = performance.now() - startedMs;
  }
  return (steps * 1_000) / elapsedMs;
}
