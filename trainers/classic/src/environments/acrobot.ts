import type { Pcg64 } from "../random/pcg64.ts";
import type { Dynamics } from "./environment.ts";

const TIME_STEP = 0.2;
const HALF_STEP = TIME_STEP / 2.0;
const CENTER = 0.5;
const GRAVITY = 9.8;
const MAX_SPIN_1 = 4 * Math.PI;
const MAX_SPIN_2 = 9 * Math.PI;

function wrap(angle: number): number {
  let wrapped = angle;
  while (wrapped > Math.PI) wrapped -= 2 * Math.PI;
  while (wrapped < -Math.PI) wrapped += 2 * Math.PI;
  return wrapped;
}

function bound(value: number, limit: number): number {
  return Math.min(Math.max(value, -limit), limit);
}

/** Time derivatives of (angle 1, angle 2, spin 1, spin 2), by the book's equations; masses, lengths and inertias are 1. */
function derive(s: Float64Array, torque: number, into: Float64Array): void {
  const angle1 = s[0]!;
  const angle2 = s[1]!;
  const spin1 = s[2]!;
  const spin2 = s[3]!;
  const cosine2 = Math.cos(angle2);
  const sine2 = Math.sin(angle2);
  const d1 = 0.25 + (1.25 + cosine2) + 1 + 1;
  const d2 = 0.25 + CENTER * cosine2 + 1;
  const phi2 = CENTER * GRAVITY * Math.cos(angle1 + angle2 - Math.PI / 2.0);
  const phi1 =
    -CENTER * (spin2 * spin2) * sine2 - spin2 * spin1 * sine2 + 1.5 * GRAVITY * Math.cos(angle1 - Math.PI / 2) + phi2;
  const acceleration2 =
    (torque + (d2 / d1) * phi1 - CENTER * (spin1 * spin1) * sine2 - phi2) / (0.25 + 1 - (d2 * d2) / d1);
  into[0] = spin1;
  into[1] = spin2;
  into[2] = -(d2 * acceleration2 + phi1) / d1;
  into[3] = acceleration2;
}

/** Acrobot-v1, integrated by one Runge-Kutta step of fourth order. */
export class Acrobot implements Dynamics {
  readonly state = new Float64Array(4);
  reward = -1;
  terminated = false;
  readonly #k1 = new Float64Array(4);
  readonly #k2 = new Float64Array(4);
  readonly #k3 = new Float64Array(4);
  readonly #k4 = new Float64Array(4);
  readonly #probe = new Float64Array(4);

  reset(random: Pcg64): void {
    for (let i = 0; i < 4; i += 1) this.state[i] = Math.fround(random.uniform(-0.1, 0.1));
  }

  step(action: number): void {
    const torque = action - 1;
    const s = this.state;
    derive(s, torque, this.#k1);
    derive(this.#ahead(this.#k1, HALF_STEP), torque, this.#k2);
    derive(this.#ahead(this.#k2, HALF_STEP), torque, this.#k3);
    derive(this.#ahead(this.#k3, TIME_STEP), torque, this.#k4);
    for (let i = 0; i < 4; i += 1) {
      s[i] = s[i]! + (TIME_STEP / 6.0) * (this.#k1[i]! + 2 * this.#k2[i]! + 2 * this.#k3[i]! + this.#k4[i]!);
    }
    s[0] = wrap(s[0]!);
    s[1] = wrap(s[1]!);
    s[2] = bound(s[2]!, MAX_SPIN_1);
    s[3] = bound(s[3]!, MAX_SPIN_2);
    this.terminated = -Math.cos(s[0]) - Math.cos(s[1] + s[0]) > 1.0;
    this.reward = this.terminated ? 0 : -1;
  }

  #ahead(slope: Float64Array, time: number): Float64Array {
    for (let i = 0; i < 4; i += 1) this.#probe[i] = this.state[i]! + time * slope[i]!;
    return this.#probe;
  }

  observe(into: Float64Array, offset: number): void {
    const s = this.state;
    into[offset] = Math.fround(Math.cos(s[0]!));
    into[offset + 1] = Math.fround(Math.sin(s[0]!));
    into[offset + 2] = Math.fround(Math.cos(s[1]!));
    into[offset + 3] = Math.fround(Math.sin(s[1]!));
    into[offset + 4] = Math.fround(s[2]!);
    into[offset + 5] = Math.fround(s[3]!);
  }
}
