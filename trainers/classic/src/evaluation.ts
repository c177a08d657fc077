import { EnvironmentSlot } from "./environments/environment-slot.ts";
import type { Settings } from "./settings.ts";
import type { StateVisitor } from "./state-visitor.ts";

/** Far from the seeds of training, which are the manifest's seed and those just above it. */
const SEED_OFFSET = 1n << 64n;

/** Plays episodes without exploration, a slice at a time, so that a halt need not wait for the end. */
export class Evaluation {
  readonly #settings: Settings;
  readonly #observation: Float64Array;
  #slot: EnvironmentSlot;
  active = false;
  episodes = 0;
  sum = 0;
  /** The mean return of the newest evaluation. */
  fitness: number | null = null;

  constructor(settings: Settings) {
    this.#settings = settings;
    this.#observation = new Float64Array(settings.environment.observationSize);
    this.#slot = new EnvironmentSlot(settings.environment.name, SEED_OFFSET);
  }

  start(step: number): void {
    const seed = this.#settings.training.seed + SEED_OFFSET * BigInt(step + 1);
    this.#slot = new EnvironmentSlot(this.#settings.environment.name, seed);
    this.active = true;
    this.episodes = 0;
    this.sum = 0;
  }

  /** True when the evaluation has just ended. */
  advance(decide: (observation: Float64Array) => number, maxSteps: number): boolean {
    const { evaluationEpisodes, evaluationSteps } = this.#settings.training;
    const slot = this.#slot;
    for (let i = 0; i < maxSteps; i += 1) {
      slot.dynamics.observe(this.#observation, 0);
      slot.step(decide(this.#observation));
      const cut = evaluationSteps !== null && slot.elapsed >= evaluationSteps;
      if (!slot.terminated && !slot.truncated && !cut) continue;
      this.sum += slot.episodeReturn;
      this.episodes += 1;
      slot.reset();
      if (this.episodes < evaluationEpisodes) continue;
      this.fitness = this.sum / this.episodes;
      this.active = false;
      return true;
    }
    return false;
  }

  visit(state: StateVisitor): void {
    state.section("COUNTERS");
    state.fields("evaluation", this, ["active", "episodes", "sum", "fitness"]);
    state.section("ENVIRONMENT");
    this.#slot.visit(state, "evaluation.slot");
  }
}
