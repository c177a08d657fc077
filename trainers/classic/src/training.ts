import type { Agent, Progress } from "./agents/agent.ts";
import { Dqn } from "./agents/dqn.ts";
import { Ppo } from "./agents/ppo.ts";
import { EnvironmentSlot } from "./environments/environment-slot.ts";
import { EpisodeScores } from "./episode-scores.ts";
import { Evaluation } from "./evaluation.ts";
import { readSettings } from "./settings.ts";
import type { Settings } from "./settings.ts";
import type { ResolvedManifest } from "./resolve-manifest.ts";
import type { ContentName, StateVisitor } from "./state-visitor.ts";

const EVALUATION_SLICE_STEPS = 200;

export interface TrainingListener {
  metrics(step: number, values: Record<string, number | null>): void;
  log(message: string): void;
}

/**
 * The whole of a training as a machine that advances in small pieces. All that it is made of is visited by `visit`;
 * nothing depends on the clock, so that whoever saves between two pieces and goes on later gets the same.
 */
export class Training {
  readonly settings: Settings;
  readonly scores = new EpisodeScores();
  readonly #progress: Progress;
  readonly #slots: EnvironmentSlot[] = [];
  readonly #evaluation: Evaluation;
  readonly #agent: Agent;
  readonly #listener: TrainingListener;
  readonly #decide: (observation: Float64Array) => number;
  /** An evaluation of the last step was made. */
  concluded = false;
  targetReached = false;
  checkpointDue = false;

  constructor(manifest: ResolvedManifest, listener: TrainingListener) {
    const settings = readSettings(manifest);
    this.settings = settings;
    this.#listener = listener;
    this.#progress = { step: 0, maxSteps: settings.training.maxSteps };
    for (let i = 0; i < settings.environmentCount; i += 1) {
      this.#slots.push(new EnvironmentSlot(settings.environment.name, settings.training.seed + BigInt(i)));
    }
    this.#evaluation = new Evaluation(settings);
    const arena = { slots: this.#slots, scores: this.scores, progress: this.#progress };
    this.#agent = settings.algorithmName === "PPO" ? new Ppo(settings, arena) : new Dqn(settings, arena);
    this.#decide = (observation) => this.#agent.decide(observation);
  }

  get step(): number {
    return this.#progress.step;
  }
  get fitness(): number | null {
    return this.#evaluation.fitness;
  }
  get stepsDone(): boolean {
    return this.step >= this.#progress.maxSteps;
  }
  get finished(): boolean {
    return this.targetReached || (this.stepsDone && this.concluded);
  }
  get decide(): (observation: Float64Array) => number {
    return this.#decide;
  }

  advance(): void {
    if (this.#evaluation.active) this.#evaluate();
    else if (this.stepsDone) this.#evaluation.start(this.step);
    else this.#train();
  }

  #train(): void {
    const before = this.step;
    this.#agent.advance();
    if (this.step === before) return;
    const { reportingInterval, evaluationInterval, checkpointInterval } = this.settings.training;
    if (this.#crossed(before, reportingInterval) || this.stepsDone) this.#report();
    if (this.#crossed(before, evaluationInterval, reportingInterval) || this.stepsDone)
      this.#evaluation.start(this.step);
    if (this.#crossed(before, checkpointInterval) && !this.stepsDone) this.checkpointDue = true;
  }

  /** Whether a multiple of `interval` lies in (before, step]; of two intervals, at most once in the longer. */
  #crossed(before: number, interval: number, atLeast = 1): boolean {
    const length = Math.max(interval, atLeast);
    return Math.floor(this.step / length) > Math.floor(before / length);
  }

  #report(): void {
    this.#listener.metrics(this.step, {
      score: this.scores.score,
      episodes: this.scores.episodes,
      episode_length: this.scores.length,
      ...this.#agent.metrics(),
    });
  }

  #evaluate(): void {
    if (!this.#evaluation.advance(this.#decide, EVALUATION_SLICE_STEPS)) return;
    const fitness = this.#evaluation.fitness!;
    this.#listener.metrics(this.step, { fitness });
    const { evaluationEpisodes, targetScore } = this.settings.training;
    const score = this.scores.score?.toFixed(2) ?? "none yet";
    this.#listener.log(
      `Step ${this.step}: evaluation ${fitness.toFixed(2)} over ${evaluationEpisodes} episodes, training score ${score}.`,
    );
    if (this.stepsDone) this.concluded = true;
    if (targetScore !== null && fitness >= targetScore) this.targetReached = true;
  }

  visit(state: StateVisitor): void {
    state.section("COUNTERS");
    state.fields("progress", this.#progress, ["step"]);
    state.fields("training", this, ["concluded"]);
    this.scores.visit(state);
    this.#agent.visit(state);
    state.section("ENVIRONMENT");
    this.#slots.forEach((slot, index) => slot.visit(state, `slot.${index}`));
    this.#evaluation.visit(state);
  }

  /**
   * After a restore, with what the checkpoint lacked and its step. More steps may be asked for than when it was made.
   * Does nothing where all was there and the settings are the same.
   */
  resume(fresh: ReadonlySet<ContentName>, step: number): void {
    if (fresh.has("COUNTERS")) this.#progress.step = step;
    if (fresh.has("ENVIRONMENT") && this.#evaluation.active) this.#evaluation.start(this.step);
    if (!this.stepsDone) this.concluded = false;
    this.#agent.resume(fresh);
  }
}
