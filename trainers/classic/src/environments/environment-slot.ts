import { findEnvironment } from "../catalogue.ts";
import type { EnvironmentName } from "../catalogue.ts";
import { Pcg64 } from "../random/pcg64.ts";
import type { StateVisitor } from "../state-visitor.ts";
import { Acrobot } from "./acrobot.ts";
import { CartPole } from "./cart-pole.ts";
import type { Dynamics } from "./environment.ts";
import { MountainCar } from "./mountain-car.ts";
import { Pendulum } from "./pendulum.ts";

function dynamicsOf(name: EnvironmentName): Dynamics {
  switch (name) {
    case "CartPole-v1":
      return new CartPole();
    case "MountainCar-v0":
      return new MountainCar();
    case "Acrobot-v1":
      return new Acrobot();
    case "Pendulum-v1":
      return new Pendulum();
  }
}

/** One running environment: dynamics, time limit, its own generator, and the return of the episode so far. */
export class EnvironmentSlot {
  readonly dynamics: Dynamics;
  readonly random: Pcg64;
  readonly #maxEpisodeSteps: number;
  elapsed = 0;
  episodeReturn = 0;
  terminated = false;
  truncated = false;

  constructor(name: EnvironmentName, seed: bigint) {
    this.dynamics = dynamicsOf(name);
    this.#maxEpisodeSteps = findEnvironment(name)!.maxEpisodeSteps;
    this.random = new Pcg64(seed);
    this.reset();
  }

  reset(): void {
    this.dynamics.reset(this.random);
    this.elapsed = 0;
    this.episodeReturn = 0;
    this.terminated = false;
    this.truncated = false;
  }

  /** Returns the reward. */
  step(action: number): number {
    this.dynamics.step(action);
    this.elapsed += 1;
    this.terminated = this.dynamics.terminated;
    this.truncated = this.elapsed >= this.#maxEpisodeSteps;
    this.episodeReturn += this.dynamics.reward;
    return this.dynamics.reward;
  }

  visit(state: StateVisitor, name: string): void {
    if (!state.fits(`${name}.state`, this.dynamics.state.length)) return;
    state.array(`${name}.state`, this.dynamics.state);
    state.fields(name, this, ["elapsed", "episodeReturn", "terminated", "truncated"]);
    state.fields(`${name}.random`, this.random, ["state", "increment"]);
  }
}
