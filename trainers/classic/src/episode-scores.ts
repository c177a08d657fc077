import type { StateVisitor } from "./state-visitor.ts";

const WINDOW = 20;

/** Returns and lengths of the last training episodes: what `score` is the mean of. */
export class EpisodeScores {
  readonly #returns = new Float64Array(WINDOW);
  readonly #lengths = new Float64Array(WINDOW);
  episodes = 0;

  add(episodeReturn: number, length: number): void {
    const at = this.episodes % WINDOW;
    this.#returns[at] = episodeReturn;
    this.#lengths[at] = length;
    this.episodes += 1;
  }

  get score(): number | null {
    return this.#mean(this.#returns);
  }

  get length(): number | null {
    return this.#mean(this.#lengths);
  }

  #mean(values: Float64Array): number | null {
    const count = Math.min(this.episodes, WINDOW);
    if (count === 0) return null;
    let sum = 0;
    for (let i = 0; i < count; i += 1) sum += values[i]!;
    return sum / count;
  }

  visit(state: StateVisitor): void {
    state.section("COUNTERS");
    state.array("scores.returns", this.#returns);
    state.array("scores.lengths", this.#lengths);
    state.fields("scores", this, ["episodes"]);
  }
}
