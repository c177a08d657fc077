import type { Xoshiro } from "../random/xoshiro.ts";
import type { StateVisitor } from "../state-visitor.ts";

/** What was seen and done since the policy last changed, and the order in which it is being learned from. */
export class Rollout {
  readonly ticks: number;
  readonly size: number;
  readonly observations: Float64Array;
  readonly actions: Float64Array;
  readonly logProbabilities: Float64Array;
  readonly values: Float64Array;
  readonly rewards: Float64Array;
  readonly ends: Float64Array;
  readonly advantages: Float64Array;
  readonly returns: Float64Array;
  readonly order: Uint32Array;
  readonly batchObservations: Float64Array;
  readonly #count: number;
  readonly #batchSize: number;
  tick = 0;
  learning = false;
  epoch = 0;
  /** Where in `order` the current batch begins. */
  from = 0;
  /** The target cut its newest tick short, so that some of its rows were never played. */
  cut = false;

  constructor(ticks: number, count: number, observationSize: number, batchSize: number) {
    this.ticks = ticks;
    this.size = ticks * count;
    this.#count = count;
    this.#batchSize = batchSize;
    this.observations = new Float64Array(this.size * observationSize);
    this.batchObservations = new Float64Array(batchSize * observationSize);
    this.order = new Uint32Array(this.size);
    const row = (): Float64Array => new Float64Array(this.size);
    [this.actions, this.logProbabilities, this.values, this.rewards] = [row(), row(), row(), row()];
    [this.ends, this.advantages, this.returns] = [row(), row(), row()];
  }

  /** Generalised advantages, from the last tick back. */
  finish(nextValues: Float64Array, gamma: number, lambda: number): void {
    for (let e = 0; e < this.#count; e += 1) {
      let advantage = 0;
      let next = nextValues[e]!;
      for (let row = this.size - this.#count + e; row >= 0; row -= this.#count) {
        const goesOn = 1 - this.ends[row]!;
        const surprise = this.rewards[row]! + gamma * next * goesOn - this.values[row]!;
        advantage = surprise + gamma * lambda * goesOn * advantage;
        this.advantages[row] = advantage;
        this.returns[row] = advantage + this.values[row]!;
        next = this.values[row]!;
      }
    }
    this.learning = true;
    this.epoch = 0;
    for (let i = 0; i < this.size; i += 1) this.order[i] = i;
  }

  shuffle(random: Xoshiro): void {
    for (let i = this.size - 1; i > 0; i -= 1) {
      const j = random.below(i + 1);
      const held = this.order[i]!;
      this.order[i] = this.order[j]!;
      this.order[j] = held;
    }
    this.from = 0;
  }

  /** Copies the batch's observations together; returns how many rows it has. */
  gather(observationSize: number): number {
    const rows = Math.min(this.#batchSize, this.size - this.from);
    for (let k = 0; k < rows; k += 1) {
      const at = this.order[this.from + k]! * observationSize;
      for (let i = 0; i < observationSize; i += 1)
        this.batchObservations[k * observationSize + i] = this.observations[at + i]!;
    }
    return rows;
  }

  /** True when an epoch has ended. */
  nextBatch(): boolean {
    this.from += this.#batchSize;
    if (this.from < this.size) return false;
    this.epoch += 1;
    return true;
  }

  restart(): void {
    this.learning = false;
    this.tick = 0;
    this.epoch = 0;
    this.from = 0;
    this.cut = false;
  }

  visit(state: StateVisitor): void {
    state.section("COUNTERS");
    if (!state.fits("rollout.order", this.size)) return;
    state.fields("rollout", this, ["tick", "learning", "epoch", "from", "cut"]);
    state.array("rollout.observations", this.observations);
    state.array("rollout.actions", this.actions);
    state.array("rollout.logProbabilities", this.logProbabilities);
    state.array("rollout.values", this.values);
    state.array("rollout.rewards", this.rewards);
    state.array("rollout.ends", this.ends);
    state.array("rollout.advantages", this.advantages);
    state.array("rollout.returns", this.returns);
    state.array("rollout.order", this.order);
  }
}
