import type { Parameters } from "../network/parameters.ts";
import type { Xoshiro } from "../random/xoshiro.ts";

const HALF_LOG_TWO_PI = 0.5 * Math.log(2 * Math.PI);

/** How the policy network's outputs become actions: a choice among `size`, or (of size 1) a normal distribution's mean. */
export interface PolicyHead {
  readonly size: number;
  /** The logarithm of the deviation, learned beside the network; null when actions are choices. */
  readonly logDeviation: Float64Array | null;
  readonly logDeviationGradient: Float64Array | null;
}

export function makePolicyHead(
  continuous: boolean,
  size: number,
  deviation: number,
  parameters: Parameters,
): PolicyHead {
  if (!continuous) return { size, logDeviation: null, logDeviationGradient: null };
  const taken = parameters.take(size);
  taken.values.fill(Math.log(deviation));
  return { size, logDeviation: taken.values, logDeviationGradient: taken.gradients };
}

/** Logarithm of Σ exp over a row. */
export function logSumExp(outputs: Float64Array, at: number, size: number): number {
  let largest = outputs[at]!;
  for (let i = 1; i < size; i += 1) if (outputs[at + i]! > largest) largest = outputs[at + i]!;
  let sum = 0;
  for (let i = 0; i < size; i += 1) sum += Math.exp(outputs[at + i]! - largest);
  return largest + Math.log(sum);
}

export function normalLogProbability(action: number, mean: number, logDeviation: number): number {
  const z = (action - mean) * Math.exp(-logDeviation);
  return -0.5 * z * z - logDeviation - HALF_LOG_TWO_PI;
}

/** Draws an action for a row of outputs into `actions[at]`; returns its log probability. */
export function actionOf(
  head: PolicyHead,
  outputs: Float64Array,
  row: number,
  random: Xoshiro,
  actions: Float64Array,
  at: number,
): number {
  if (head.logDeviation !== null) {
    const mean = outputs[row]!;
    const action = mean + Math.exp(head.logDeviation[0]!) * random.normal();
    actions[at] = action;
    return normalLogProbability(action, mean, head.logDeviation[0]!);
  }
  const first = row * head.size;
  const total = logSumExp(outputs, first, head.size);
  let left = random.unit();
  let choice = 0;
  for (; choice < head.size - 1; choice += 1) {
    left -= Math.exp(outputs[first + choice]! - total);
    if (left < 0) break;
  }
  actions[at] = choice;
  return outputs[first + choice]! - total;
}

/** The likeliest action of the first row. */
export function bestAction(head: PolicyHead, outputs: Float64Array): number {
  if (head.logDeviation !== null) return outputs[0]!;
  let best = 0;
  for (let i = 1; i < head.size; i += 1) if (outputs[i]! > outputs[best]!) best = i;
  return best;
}
