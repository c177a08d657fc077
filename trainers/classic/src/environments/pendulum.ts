import type { Pcg64 } from "../random/pcg64.ts";
import type { Dynamics } from "./environment.ts";

const MAX_SPEED = 8;
export const PENDULUM_MAX_TORQUE = 2;
const TIME_STEP = 0.05;
const TURN = 2 * Math.PI;

function normalized(angle: number): number {
  const shifted = (angle + Math.PI) % TURN;
  return (shifted < 0 ? shifted + TURN : shifted) - Math.PI;
}

/** Pendulum-v1: angle and angular velocity. The torque is a float32 there, and so are its products. */
export class Pendulum implements Dynamics {
  readonly state = new Float64Array(2);
  reward = 0;
  readonly terminated = false;

  reset(random: Pcg64): void {
    this.state[0] = random.uniform(-Math.PI, Math.PI);
    this.state[1] = random.uniform(-1, 1);
  }

  step(action: number): void {
    const s = this.state;
    const angle = s[0]!;
    const speed = s[1]!;
    const torque = Math.min(Math.max(Math.fround(action), -PENDULUM_MAX_TORQUE), PENDULUM_MAX_TORQUE);
    const effort = Math.fround(Math.fround(0.001) * Math.fround(torque * torque));
    const off = normalized(angle);
    this.reward = -(off * off + 0.1 * (speed * speed) + effort);
    const faster = speed + (15 * Math.sin(angle) + Math.fround(3 * torque)) * TIME_STEP;
    s[1] = Math.min(Math.max(faster, -MAX_SPEED), MAX_SPEED);
    s[0] = angle + s[1] * TIME_STEP;
  }

  observe(into: Float64Array, offset: number): void {
    into[offset] = Math.fround(Math.cos(this.state[0]!));
    into[offset + 1] = Math.fround(Math.sin(this.state[0]!));
    into[offset + 2] = Math.fround(this.state[1]!);
  }
}
