import { Mlp, countParameters } from "../network/mlp.ts";
import { Parameters } from "../network/parameters.ts";
import { Xoshiro } from "../random/xoshiro.ts";
import { RunningMoments } from "../running-moments.ts";
import type { Settings } from "../settings.ts";
import type { StateVisitor } from "../state-visitor.ts";
import { DivergedError } from "./agent.ts";
import type { Agent, Arena } from "./agent.ts";
import { learningRateAt } from "./learning-rate.ts";
import type { RateOptions } from "./learning-rate.ts";
import { ReplayBuffer } from "./replay-buffer.ts";

interface DqnOptions extends RateOptions {
  readonly batch_size: number;
  readonly learn_step: number;
  readonly gradient_steps: number;
  readonly gamma: number;
  readonly reward_scale: number;
  readonly tau: number;
  readonly double: boolean;
  readonly max_grad_norm: number;
  readonly normalize_observations: boolean;
}

/** Deep Q-learning, with a slowly following target network and (`double`) the choice of action left to the learned one. */
export class Dqn implements Agent {
  readonly #options: DqnOptions;
  readonly #arena: Arena;
  readonly #scheduleSteps: number;
  readonly #delay: number;
  readonly #epsilonEnd: number;
  readonly #epsilonDecay: number;
  readonly #parameters: Parameters;
  readonly #targetValues: Float64Array;
  readonly #network: Mlp;
  readonly #target: Mlp;
  readonly #random: Xoshiro;
  readonly #buffer: ReplayBuffer;
  readonly #moments: RunningMoments | null;
  readonly #size: number;
  readonly #actions: number;
  readonly #raw: Float64Array;
  readonly #single: Float64Array;
  readonly #batch: Float64Array;
  readonly #nextBatch: Float64Array;
  readonly #rows: Uint32Array;
  readonly #choices: Uint8Array;
  epsilon: number;
  learningRate: number;
  /** Gradient steps owed to the environment steps done. */
  owed = 0;
  lossSum = 0;
  valueSum = 0;
  batches = 0;

  constructor(settings: Settings, arena: Arena) {
    const options = settings.algorithm as unknown as DqnOptions;
    const { observationSize, actionSize } = settings.environment;
    const sizes = [observationSize, ...settings.hiddenSizes, actionSize];
    const count = countParameters(sizes);
    const rows = Math.max(options.batch_size, 1);
    this.#options = options;
    this.#arena = arena;
    this.#size = observationSize;
    this.#actions = actionSize;
    this.#scheduleSteps = settings.training.scheduleSteps;
    this.#delay = settings.exploration.learning_delay as number;
    this.#epsilonEnd = settings.exploration.eps_end as number;
    this.#epsilonDecay = settings.exploration.eps_decay as number;
    this.epsilon = settings.exploration.eps_start as number;
    this.learningRate = options.lr;
    this.#random = new Xoshiro(settings.training.seed);
    this.#parameters = new Parameters(count);
    this.#network = new Mlp(sizes, settings.activation, rows, this.#parameters.take(count));
    // Values near 0: higher than the true ones where every step costs, which makes the untried worth trying.
    this.#network.initialize(0.01, this.#random);
    this.#targetValues = this.#parameters.values.slice();
    const unused = new Float64Array(count);
    this.#target = new Mlp(sizes, settings.activation, rows, { values: this.#targetValues, gradients: unused });
    this.#buffer = new ReplayBuffer(settings.bufferSize, observationSize);
    this.#moments = options.normalize_observations ? new RunningMoments(observationSize) : null;
    this.#raw = new Float64Array(observationSize);
    this.#single = new Float64Array(observationSize);
    this.#batch = new Float64Array(rows * observationSize);
    this.#nextBatch = new Float64Array(rows * observationSize);
    this.#rows = new Uint32Array(rows);
    this.#choices = new Uint8Array(rows);
  }

  advance(): void {
    if (this.owed > 0) this.#learn();
    else this.#collect();
  }

  #collect(): void {
    const { slots, progress } = this.#arena;
    const active = Math.min(slots.length, progress.maxSteps - progress.step);
    for (let e = 0; e < active; e += 1) this.#stepSlot(e);
    const before = Math.floor(progress.step / this.#options.learn_step);
    progress.step += active;
    this.epsilon = Math.max(this.#epsilonEnd, this.epsilon * this.#epsilonDecay ** active);
    const due = Math.floor(progress.step / this.#options.learn_step) - before;
    if (progress.step < this.#delay || this.#buffer.size < this.#options.batch_size) return;
    this.owed += due * this.#options.gradient_steps;
    this.learningRate = learningRateAt(this.#options, progress.step, this.#scheduleSteps);
  }

  #stepSlot(index: number): void {
    const slot = this.#arena.slots[index]!;
    const buffer = this.#buffer;
    const at = buffer.next * this.#size;
    slot.dynamics.observe(this.#raw, 0);
    this.#moments?.add(this.#raw, 0);
    buffer.observations.set(this.#raw, at);
    const explores = this.#random.unit() < this.epsilon;
    const action = explores ? this.#random.below(this.#actions) : this.decide(this.#raw);
    buffer.actions[buffer.next] = action;
    buffer.rewards[buffer.next] = slot.step(action);
    slot.dynamics.observe(this.#raw, 0);
    buffer.nextObservations.set(this.#raw, at);
    buffer.terminated[buffer.next] = slot.terminated ? 1 : 0;
    buffer.commit();
    if (!slot.terminated && !slot.truncated) return;
    this.#arena.scores.add(slot.episodeReturn, slot.elapsed);
    slot.reset();
  }

  #learn(): void {
    this.owed -= 1;
    const { batch_size: rows, gamma, reward_scale: scale } = this.#options;
    this.#sample(rows);
    if (this.#options.double) this.#choose(this.#network.forward(this.#nextBatch, rows), rows);
    const next = this.#target.forward(this.#nextBatch, rows);
    if (!this.#options.double) this.#choose(next, rows);
    const outputs = this.#network.forward(this.#batch, rows);
    const gradient = this.#network.outputGradient;
    gradient.fill(0);
    let loss = 0;
    let values = 0;
    for (let k = 0; k < rows; k += 1) {
      const row = this.#rows[k]!;
      const goesOn = 1 - this.#buffer.terminated[row]!;
      const aim = scale * this.#buffer.rewards[row]! + gamma * goesOn * next[k * this.#actions + this.#choices[k]!]!;
      const at = k * this.#actions + this.#buffer.actions[row]!;
      const error = outputs[at]! - aim;
      const size = Math.abs(error);
      loss += size < 1 ? 0.5 * error * error : size - 0.5;
      values += outputs[at]!;
      gradient[at] = (size < 1 ? error : Math.sign(error)) / rows;
    }
    this.#parameters.gradients.fill(0);
    this.#network.backward(this.#batch, rows);
    const norm = this.#parameters.step(this.learningRate, this.#options.max_grad_norm);
    if (!Number.isFinite(norm)) throw new DivergedError("Training diverged: a gradient is not a number.");
    this.#follow();
    this.lossSum += loss / rows;
    this.valueSum += values / rows;
    this.batches += 1;
  }

  #sample(rows: number): void {
    for (let k = 0; k < rows; k += 1) {
      const row = this.#random.below(this.#buffer.size);
      this.#rows[k] = row;
      this.#place(this.#buffer.observations, row, this.#batch, k);
      this.#place(this.#buffer.nextObservations, row, this.#nextBatch, k);
    }
  }

  #place(from: Float64Array | Float32Array, row: number, into: Float64Array, at: number): void {
    const size = this.#size;
    if (this.#moments !== null) this.#moments.normalize(from, row * size, into, at * size);
    else for (let i = 0; i < size; i += 1) into[at * size + i] = from[row * size + i]!;
  }

  #choose(outputs: Float64Array, rows: number): void {
    const count = this.#actions;
    for (let k = 0; k < rows; k += 1) {
      let best = 0;
      for (let a = 1; a < count; a += 1) if (outputs[k * count + a]! > outputs[k * count + best]!) best = a;
      this.#choices[k] = best;
    }
  }

  #follow(): void {
    const { tau } = this.#options;
    const learned = this.#parameters.values;
    const target = this.#targetValues;
    for (let i = 0; i < target.length; i += 1) target[i]! += tau * (learned[i]! - target[i]!);
  }

  decide(observation: Float64Array): number {
    this.#place(observation, 0, this.#single, 0);
    const outputs = this.#network.forward(this.#single, 1);
    let best = 0;
    for (let a = 1; a < this.#actions; a += 1) if (outputs[a]! > outputs[best]!) best = a;
    return best;
  }

  /** Means since the last report. */
  metrics(): Record<string, number | null> {
    const { batches } = this;
    const loss = batches === 0 ? null : this.lossSum / batches;
    const value = batches === 0 ? null : this.valueSum / batches;
    this.lossSum = 0;
    this.valueSum = 0;
    this.batches = 0;
    return { loss, q_value: value, exploration: this.epsilon, learning_rate: this.learningRate };
  }

  visit(state: StateVisitor): void {
    this.#parameters.visit(state);
    state.section("WEIGHTS");
    state.array("target", this.#targetValues);
    this.#buffer.visit(state);
    state.section("EXPLORATION");
    state.fields("exploration", this, ["epsilon"]);
    state.section("RNG");
    state.array("agent.random", this.#random.words);
    state.section("COUNTERS");
    state.fields("dqn", this, ["learningRate", "owed", "lossSum", "valueSum", "batches"]);
    this.#moments?.visit(state, "observations");
  }

  resume(): void {
    this.#buffer.fitCapacity();
    if (this.#buffer.size < this.#options.batch_size) this.owed = 0;
  }
}
