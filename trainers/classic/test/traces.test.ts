import { readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { ENVIRONMENT_NAMES } from "../src/catalogue.ts";
import type { EnvironmentName } from "../src/catalogue.ts";
import { EnvironmentSlot } from "../src/environments/environment-slot.ts";

type Step = [number | number[], number, number, number, number[], number[]?];
interface Trace {
  readonly seed: string;
  readonly resets: { at: number; state: number[]; observation: number[] }[];
  readonly steps: Step[];
}

/**
 * Sines differ in their last bit between C libraries and JavaScript engines. Elsewhere that stays in the last bit; the
 * double pendulum is chaotic and doubles it again and again over 500 steps, hence its wider bound.
 */
const TOLERANCE: Record<EnvironmentName, number> = {
  "CartPole-v1": 1e-12,
  "MountainCar-v0": 1e-12,
  "Acrobot-v1": 1e-6,
  "Pendulum-v1": 1e-12,
};

function observationOf(slot: EnvironmentSlot, size: number): number[] {
  const values = new Float64Array(size);
  slot.dynamics.observe(values, 0);
  return [...values];
}

function largestGap(left: ArrayLike<number>, right: readonly number[]): number {
  return right.reduce((gap, value, i) => Math.max(gap, Math.abs(value - left[i]!)), 0);
}

describe.each(ENVIRONMENT_NAMES)("%s agrees with Gymnasium", (name) => {
  const file = new URL(`../traces/${name}.json`, import.meta.url);
  const { traces } = JSON.parse(readFileSync(file, "utf8")) as { traces: Trace[] };

  test.each(traces)("step by step, resets included, with seed $seed", (trace) => {
    const slot = new EnvironmentSlot(name, BigInt(trace.seed));
    const resets = [...trace.resets];
    const checkReset = (at: number): void => {
      const expected = resets.shift()!;
      expect(at).toBe(expected.at);
      expect([...slot.dynamics.state]).toEqual(expected.state);
      expect(observationOf(slot, expected.observation.length)).toEqual(expected.observation);
    };
    checkReset(0);
    trace.steps.forEach(([action, reward, terminated, truncated, observation, state], index) => {
      const given = slot.step(Array.isArray(action) ? action[0]! : action);
      expect(Math.abs(given - reward)).toBeLessThan(1e-12);
      expect([slot.terminated, slot.truncated]).toEqual([terminated === 1, truncated === 1]);
      // One unit of float32 on top: a last bit of float64 may fall on the other side of a rounding.
      expect(largestGap(observationOf(slot, observation.length), observation)).toBeLessThan(TOLERANCE[name] + 1e-6);
      if (state !== undefined) expect(largestGap(slot.dynamics.state, state)).toBeLessThan(TOLERANCE[name]);
      if (slot.terminated || slot.truncated) {
        slot.reset();
        checkReset(index + 1);
      }
    });
    expect(resets).toEqual([]);
  });
});
