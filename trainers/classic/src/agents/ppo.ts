import type { EnvironmentSlot } from "../environments/environment-slot.ts";
import { Mlp, countParameters } from "../network/mlp.ts";
import { Parameters } from "../network/parameters.ts";
import { Xoshiro } from "../random/xoshiro.ts";
import { RunningMoments } from "../running-moments.ts";
import type { Settings } from "../settings.ts";
import type { ContentName, StateVisitor } from "../state-visitor.ts";
import { DivergedError } from "./agent.ts";
import type { Agent, Arena } from "./agent.ts";
import { learningRateAt } from "./learning-rate.ts";
import type { RateOptions } from "./learning-rate.ts";
import { actionOf, bestAction, makePolicyHead } from "./policy-head.ts";
import type { PolicyHead } from "./policy-head.ts";
import { PpoLoss } from "./ppo-loss.ts";
import { Rollout } from "./rollout.ts";

export interface PpoOptions extends RateOptions {
  readonly batch_size: number;
  readonly learn_step: number;
  readonly gamma: number;
  readonly gae_lambda: number;
  readonly action_std_init: number;
  readonly clip_coef: number;
  readonly ent_coef: number;
  readonly vf_coef: number;
  readonly max_grad_norm: number;
  readonly update_epochs: number;
  readonly normalize_observations: boolean;
  readonly normalize_rewards: boolean;
  readonly target_kl?: number;
}

/** Proximal policy optimisation, with a clipped ratio, generalised advantages, and a network each for policy and value. */
export class Ppo implements Agent {
  readonly #options: PpoOptions;
  readonly #arena: Arena;
  readonly #parameters: Parameters;
  readonly #policy: Mlp;
  readonly #value: Mlp;
  readonly #head: PolicyHead;
  readonly #random: Xoshiro;
  readonly #rollout: Rollout;
  readonly #loss: PpoLoss;
  readonly #moments: RunningMoments | null;
  readonly #returnMoments: RunningMoments | null;
  readonly #discounted: Float64Array;
  readonly #raw: Float64Array;
  readonly #current: Float64Array;
  readonly #single: Float64Array;
  readonly #size: number;
  readonly #scheduleSteps: number;
  /** The checkpoint's current observations fit; false when the number of environments has changed since. */
  #seen = true;
  learningRate: number;

  constructor(settings: Settings, arena: Arena) {
    const options = settings.algorithm as unknown as PpoOptions;
    const { observationSize: size, actionType, actionSize } = settings.environment;
    const count = settings.environmentCount;
    const ticks = Math.ceil(options.learn_step / count);
    const batch = Math.min(options.batch_size, ticks * count);
    const policySizes = [size, ...settings.hiddenSizes, actionSize];
    const valueSizes = [size, ...settings.hiddenSizes, 1];
    const continuous = actionType === "Continuous";
    const policyCount = countParameters(policySizes);
    const valueCount = countParameters(valueSizes);
    this.#options = options;
    this.#arena = arena;
    this.#size = size;
    this.#scheduleSteps = settings.training.scheduleSteps;
    this.#random = new Xoshiro(settings.training.seed);
    this.#parameters = new Parameters(policyCount + valueCount + (continuous ? actionSize : 0));
    const rows = Math.max(batch, count);
    this.#policy = new Mlp(policySizes, settings.activation, rows, this.#parameters.take(policyCount));
    this.#value = new Mlp(valueSizes, settings.activation, rows, this.#parameters.take(valueCount));
    this.#head = makePolicyHead(continuous, actionSize, options.action_std_init, this.#parameters);
    this.#policy.initialize(0.01, this.#random);
    this.#value.initialize(1, this.#random);
    this.#rollout = new Rollout(ticks, count, size, batch);
    this.#loss = new PpoLoss(this.#policy, this.#value, this.#head, options, size, batch);
    this.#moments = options.normalize_observations ? new RunningMoments(size) : null;
    this.#returnMoments = options.normalize_rewards ? new RunningMoments(1) : null;
    this.#discounted = new Float64Array(count);
    this.#raw = new Float64Array(size);
    this.#current = new Float64Array(count * size);
    this.#single = new Float64Array(size);
    this.learningRate = options.lr;
    arena.slots.forEach((slot, index) => this.#see(slot, index, true));
  }

  /** Puts what a slot shows, normalised, into the row `index` of the current observations. */
  #see(slot: EnvironmentSlot, index: number, learn: boolean): void {
    slot.dynamics.observe(this.#raw, 0);
    if (learn) this.#moments?.add(this.#raw, 0);
    if (this.#moments === null) this.#current.set(this.#raw, index * this.#size);
    else this.#moments.normalize(this.#raw, 0, this.#current, index * this.#size);
  }

  advance(): void {
    if (this.#rollout.learning) this.#learn();
    else this.#collect();
  }

  #collect(): void {
    const { slots, progress } = this.#arena;
    const rollout = this.#rollout;
    const active = Math.min(slots.length, progress.maxSteps - progress.step);
    const row = rollout.tick * slots.length;
    rollout.observations.set(this.#current, row * this.#size);
    const outputs = this.#policy.forward(this.#current, slots.length);
    const values = this.#value.forward(this.#current, slots.length);
    for (let e = 0; e < active; e += 1) {
      rollout.values[row + e] = values[e]!;
      rollout.logProbabilities[row + e] = actionOf(this.#head, outputs, e, this.#random, rollout.actions, row + e);
    }
    for (let e = 0; e < active; e += 1) this.#stepSlot(slots[e]!, e, row + e);
    progress.step += active;
    rollout.tick += 1;
    rollout.cut = active < slots.length;
    if (rollout.tick < rollout.ticks) return;
    rollout.finish(this.#value.forward(this.#current, slots.length), this.#options.gamma, this.#options.gae_lambda);
    rollout.shuffle(this.#random);
    const from = Math.max(progress.step - rollout.size, 0);
    this.learningRate = learningRateAt(this.#options, from, this.#scheduleSteps);
  }

  #stepSlot(slot: EnvironmentSlot, index: number, row: number): void {
    const rollout = this.#rollout;
    const reward = this.#scaled(slot.step(rollout.actions[row]!), index);
    rollout.rewards[row] = reward;
    const done = slot.terminated || slot.truncated;
    rollout.ends[row] = done ? 1 : 0;
    if (done) {
      if (!slot.terminated) {
        // Cut by the time limit, not ended: what would have come after counts too.
        this.#see(slot, index, false);
        this.#single.set(this.#current.subarray(index * this.#size, (index + 1) * this.#size));
        rollout.rewards[row]! += this.#options.gamma * this.#value.forward(this.#single, 1)[0]!;
      }
      this.#arena.scores.add(slot.episodeReturn, slot.elapsed);
      this.#discounted[index] = 0;
      slot.reset();
    }
    this.#see(slot, index, true);
  }

  #scaled(reward: number, index: number): number {
    if (this.#returnMoments === null) return reward;
    this.#discounted[index] = this.#discounted[index]! * this.#options.gamma + reward;
    this.#returnMoments.add(this.#discounted, index);
    return Math.max(-10, Math.min(10, reward / this.#returnMoments.deviation(0)));
  }

  #learn(): void {
    const rollout = this.#rollout;
    const rows = rollout.gather(this.#size);
    this.#loss.accumulate(rollout, rows, this.#parameters);
    const norm = this.#parameters.step(this.learningRate, this.#options.max_grad_norm);
    if (!Number.isFinite(norm)) throw new DivergedError("Training diverged: a gradient is not a number.");
    if (!rollout.nextBatch()) return;
    const drifted = this.#options.target_kl !== undefined && this.#loss.divergence > this.#options.target_kl;
    if (rollout.epoch < this.#options.update_epochs && !drifted) {
      rollout.shuffle(this.#random);
      return;
    }
    this.#loss.publish();
    rollout.restart();
  }

  decide(observation: Float64Array): number {
    if (this.#moments === null) this.#single.set(observation);
    else this.#moments.normalize(observation, 0, this.#single, 0);
    return bestAction(this.#head, this.#policy.forward(this.#single, 1));
  }

  metrics(): Record<string, number | null> {
    return { ...this.#loss.metrics(), learning_rate: this.learningRate };
  }

  visit(state: StateVisitor): void {
    this.#parameters.visit(state);
    state.section("RNG");
    state.array("agent.random", this.#random.words);
    state.section("COUNTERS");
    state.fields("ppo", this, ["learningRate"]);
    this.#rollout.visit(state);
    this.#loss.visit(state);
    this.#moments?.visit(state, "observations");
    this.#returnMoments?.visit(state, "returns");
    state.section("ENVIRONMENT");
    this.#seen = state.fits("current", this.#current.length);
    if (!this.#seen) return;
    state.array("current", this.#current);
    state.array("discounted", this.#discounted);
  }

  resume(fresh: ReadonlySet<ContentName>): void {
    const { slots, progress } = this.#arena;
    const rollout = this.#rollout;
    const otherScene = fresh.has("ENVIRONMENT") || fresh.has("NORMALIZATION") || !this.#seen;
    // Rows of other episodes, or never played, are not learned from; a rollout that is being learned from is whole.
    if ((otherScene && !rollout.learning) || (rollout.cut && progress.step < progress.maxSteps)) rollout.restart();
    if (!otherScene) return;
    this.#discounted.fill(0);
    slots.forEach((slot, index) => this.#see(slot, index, true));
  }
}
