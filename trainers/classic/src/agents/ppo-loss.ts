import type { Mlp } from "../network/mlp.ts";
import type { Parameters } from "../network/parameters.ts";
import type { StateVisitor } from "../state-visitor.ts";
import { logSumExp, normalLogProbability } from "./policy-head.ts";
import type { PolicyHead } from "./policy-head.ts";
import type { PpoOptions } from "./ppo.ts";
import type { Rollout } from "./rollout.ts";

const POLICY = 0;
const VALUE = 1;
const ENTROPY = 2;
const DIVERGENCE = 3;
const CLIPPED = 4;
const ROWS = 5;
const SUMS = 6;

/** The loss of one batch and its gradients. Sums over the batches of an update are what is reported. */
export class PpoLoss {
  readonly #policy: Mlp;
  readonly #value: Mlp;
  readonly #head: PolicyHead;
  readonly #options: PpoOptions;
  readonly #observationSize: number;
  readonly #sums = new Float64Array(SUMS);
  readonly #published = new Float64Array(SUMS);
  readonly #advantages: Float64Array;

  constructor(policy: Mlp, value: Mlp, head: PolicyHead, options: PpoOptions, observationSize: number, batch: number) {
    this.#policy = policy;
    this.#value = value;
    this.#head = head;
    this.#options = options;
    this.#observationSize = observationSize;
    this.#advantages = new Float64Array(batch);
  }

  /** Mean divergence from the policy that acted, over the update so far. */
  get divergence(): number {
    return this.#sums[DIVERGENCE]! / Math.max(this.#sums[ROWS]!, 1);
  }

  accumulate(rollout: Rollout, rows: number, parameters: Parameters): void {
    const observations = rollout.batchObservations.subarray(0, rows * this.#observationSize);
    parameters.gradients.fill(0);
    this.#normalizeAdvantages(rollout, rows);
    const outputs = this.#policy.forward(observations, rows);
    const values = this.#value.forward(observations, rows);
    for (let k = 0; k < rows; k += 1) {
      const row = rollout.order[rollout.from + k]!;
      if (this.#head.logDeviation === null) this.#discreteRow(rollout, outputs, k, row, rows);
      else this.#continuousRow(rollout, outputs, k, row, rows);
      const error = values[k]! - rollout.returns[row]!;
      this.#value.outputGradient[k] = (2 * this.#options.vf_coef * error) / rows;
      this.#sums[VALUE]! += error * error;
    }
    this.#sums[ROWS]! += rows;
    this.#policy.backward(observations, rows);
    this.#value.backward(observations, rows);
  }

  #normalizeAdvantages(rollout: Rollout, rows: number): void {
    let sum = 0;
    for (let k = 0; k < rows; k += 1) sum += rollout.advantages[rollout.order[rollout.from + k]!]!;
    const mean = sum / rows;
    let squares = 0;
    for (let k = 0; k < rows; k += 1) {
      const off = rollout.advantages[rollout.order[rollout.from + k]!]! - mean;
      this.#advantages[k] = off;
      squares += off * off;
    }
    const deviation = rows > 1 ? Math.sqrt(squares / (rows - 1)) + 1e-8 : 1;
    for (let k = 0; k < rows; k += 1) this.#advantages[k]! /= deviation;
  }

  /** Derivative of the clipped objective's loss by the action's log probability, times the batch's size. */
  #surrogate(logRatio: number, advantage: number): number {
    const ratio = Math.exp(logRatio);
    const clip = this.#options.clip_coef;
    const limited = Math.min(Math.max(ratio, 1 - clip), 1 + clip);
    this.#sums[POLICY]! -= Math.min(ratio * advantage, limited * advantage);
    this.#sums[DIVERGENCE]! += ratio - 1 - logRatio;
    if (limited !== ratio) this.#sums[CLIPPED]! += 1;
    return ratio * advantage <= limited * advantage ? -advantage * ratio : 0;
  }

  #discreteRow(rollout: Rollout, outputs: Float64Array, k: number, row: number, rows: number): void {
    const size = this.#head.size;
    const first = k * size;
    const total = logSumExp(outputs, first, size);
    const action = rollout.actions[row]!;
    const slope = this.#surrogate(
      outputs[first + action]! - total - rollout.logProbabilities[row]!,
      this.#advantages[k]!,
    );
    let entropy = 0;
    for (let i = 0; i < size; i += 1) {
      const logarithm = outputs[first + i]! - total;
      entropy -= Math.exp(logarithm) * logarithm;
    }
    const gradient = this.#policy.outputGradient;
    for (let i = 0; i < size; i += 1) {
      const logarithm = outputs[first + i]! - total;
      const probability = Math.exp(logarithm);
      const ofPolicy = slope * ((i === action ? 1 : 0) - probability);
      const ofEntropy = this.#options.ent_coef * probability * (logarithm + entropy);
      gradient[first + i] = (ofPolicy + ofEntropy) / rows;
    }
    this.#sums[ENTROPY]! += entropy;
  }

  #continuousRow(rollout: Rollout, outputs: Float64Array, k: number, row: number, rows: number): void {
    const logDeviation = this.#head.logDeviation![0]!;
    const mean = outputs[k]!;
    const action = rollout.actions[row]!;
    const logProbability = normalLogProbability(action, mean, logDeviation);
    const slope = this.#surrogate(logProbability - rollout.logProbabilities[row]!, this.#advantages[k]!);
    const z = (action - mean) * Math.exp(-logDeviation);
    this.#policy.outputGradient[k] = (slope * z * Math.exp(-logDeviation)) / rows;
    this.#head.logDeviationGradient![0]! += (slope * (z * z - 1) - this.#options.ent_coef) / rows;
    this.#sums[ENTROPY]! += logDeviation + 0.5 * Math.log(2 * Math.PI * Math.E);
  }

  /** The update is over: its means are what the next reports say. */
  publish(): void {
    this.#published.set(this.#sums);
    this.#sums.fill(0);
  }

  metrics(): Record<string, number | null> {
    const rows = this.#published[ROWS]!;
    const mean = (index: number): number | null => (rows === 0 ? null : this.#published[index]! / rows);
    return {
      policy_loss: mean(POLICY),
      value_loss: mean(VALUE),
      entropy: mean(ENTROPY),
      approx_kl: mean(DIVERGENCE),
      clip_fraction: mean(CLIPPED),
    };
  }

  visit(state: StateVisitor): void {
    state.section("COUNTERS");
    state.array("ppo.sums", this.#sums);
    state.array("ppo.published", this.#published);
  }
}
