import type { Pcg64 } from "../random/pcg64.ts";
import type { Dynamics } from "./environment.ts";

const GRAVITY = 9.8;
const MASS_POLE = 0.1;
const TOTAL_MASS = MASS_POLE + 1.0;
const HALF_LENGTH = 0.5;
const POLE_MASS_LENGTH = MASS_POLE * HALF_LENGTH;
const FORCE = 10.0;
const TIME_STEP = 0.02;
const ANGLE_LIMIT = (12 * 2 * Math.PI) / 360;
const POSITION_LIMIT = 2.4;

/** CartPole-v1: position, velocity, angle, angular velocity. The order of operations is Gymnasium's. */
export class CartPole implements Dynamics {
  readonly state = new Float64Array(4);
  reward = 1;
  terminated = false;

  reset(random: Pcg64): void {
    for (let i = 0; i < 4; i += 1) this.state[i] = random.uniform(-0.05, 0.05);
  }

  step(action: number): void {
    const s = this.state;
    const velocity = s[1]!;
    const angle = s[2]!;
    const spin = s[3]!;
    const force = action === 1 ? FORCE : -FORCE;
    const cosine = Math.cos(angle);
    const sine = Math.sin(angle);
    const pull = (force + POLE_MASS_LENGTH * (spin * spin) * sine) / TOTAL_MASS;
    const angleAcceleration =
      (GRAVITY * sine - cosine * pull) / (HALF_LENGTH * (4.0 / 3.0 - (MASS_POLE * (cosine * cosine)) / TOTAL_MASS));
    const acceleration = pull - (POLE_MASS_LENGTH * angleAcceleration * cosine) / TOTAL_MASS;
    s[0] = s[0]! + TIME_STEP * velocity;
    s[1] = velocity + TIME_STEP * acceleration;
    s[2] = angle + TIME_STEP * spin;
    s[3] = spin + TIME_STEP * angleAcceleration;
    this.terminated = s[0]! < -POSITION_LIMIT || s[0]! > POSITION_LIMIT || s[2]! < -ANGLE_LIMIT || s[2]! > ANGLE_LIMIT;
  }

  observe(into: Float64Array, offset: number): void {
    for (let i = 0; i < 4; i += 1) into[offset + i] = Math.fround(this.state[i]!);
  }
}
