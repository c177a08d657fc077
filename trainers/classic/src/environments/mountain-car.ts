import type { Pcg64 } from "../random/pcg64.ts";
import type { Dynamics } from "./environment.ts";

const LEFT_END = -1.2;
const RIGHT_END = 0.6;
const MAX_SPEED = 0.07;
const GOAL = 0.5;
const FORCE = 0.001;
const GRAVITY = 0.0025;

/** MountainCar-v0: position and velocity. */
export class MountainCar implements Dynamics {
  readonly state = new Float64Array(2);
  readonly reward = -1;
  terminated = false;

  reset(random: Pcg64): void {
    this.state[0] = random.uniform(-0.6, -0.4);
    this.state[1] = 0;
  }

  step(action: number): void {
    const s = this.state;
    let velocity = s[1]! + ((action - 1) * FORCE + Math.cos(3 * s[0]!) * -GRAVITY);
    velocity = Math.min(Math.max(velocity, -MAX_SPEED), MAX_SPEED);
    const position = Math.min(Math.max(s[0]! + velocity, LEFT_END), RIGHT_END);
    if (position === LEFT_END && velocity < 0) velocity = 0;
    this.terminated = position >= GOAL && velocity >= 0;
    s[0] = position;
    s[1] = velocity;
  }

  observe(into: Float64Array, offset: number): void {
    into[offset] = Math.fround(this.state[0]!);
    into[offset + 1] = Math.fround(this.state[1]!);
  }
}
