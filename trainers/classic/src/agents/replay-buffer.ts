import type { StateVisitor } from "../state-visitor.ts";

/** A ring of transitions. Observations are float32 already, so float32 loses nothing. */
export class ReplayBuffer {
  readonly #capacity: number;
  readonly #observationSize: number;
  readonly observations: Float32Array;
  readonly nextObservations: Float32Array;
  readonly actions: Uint8Array;
  readonly rewards: Float64Array;
  readonly terminated: Uint8Array;
  size = 0;
  next = 0;

  constructor(capacity: number, observationSize: number) {
    this.#capacity = capacity;
    this.#observationSize = observationSize;
    this.observations = new Float32Array(capacity * observationSize);
    this.nextObservations = new Float32Array(capacity * observationSize);
    this.actions = new Uint8Array(capacity);
    this.rewards = new Float64Array(capacity);
    this.terminated = new Uint8Array(capacity);
  }

  /** Where the next transition goes; the caller fills the rows and then calls `commit`. */
  commit(): void {
    this.next = (this.next + 1) % this.#capacity;
    this.size = Math.min(this.size + 1, this.#capacity);
  }

  /** After a restore into a ring of another capacity: what is there must lie oldest first, from the start. */
  fitCapacity(): void {
    if (this.size === this.#capacity) this.next %= this.#capacity;
    if (this.size === this.#capacity || this.next === this.size) return;
    for (const rows of [this.observations, this.nextObservations, this.actions, this.rewards, this.terminated]) {
      const width = rows.length / this.#capacity;
      const held = rows.slice(0, this.size * width);
      rows.set(held.subarray(this.next * width));
      rows.set(held.subarray(0, this.next * width), (this.size - this.next) * width);
    }
    this.next = this.size;
  }

  visit(state: StateVisitor): void {
    state.section("REPLAY_BUFFER");
    state.fields("replay", this, ["size", "next"]);
    if (this.size > this.#capacity) {
      throw new Error(
        `The checkpoint does not fit the manifest: ${this.size} transitions, room for ${this.#capacity}.`,
      );
    }
    const values = this.size * this.#observationSize;
    state.array("replay.observations", this.observations.subarray(0, values));
    state.array("replay.nextObservations", this.nextObservations.subarray(0, values));
    state.array("replay.actions", this.actions.subarray(0, this.size));
    state.array("replay.rewards", this.rewards.subarray(0, this.size));
    state.array("replay.terminated", this.terminated.subarray(0, this.size));
  }
}
