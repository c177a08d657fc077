import { expect, test } from "vitest";
import { trainOnce } from "../bench/train-once.ts";

test("PPO with defaults learns CartPole-v1: 20,000 steps bring far more than chance does", () => {
  const names = { algorithm: { name: "PPO" }, environment: { name: "CartPole-v1" } };
  const { mean } = trainOnce({ ...names, training: { seed: 0, max_steps: 20_000 } }, 20);
  // A policy by chance holds for about 22 steps.
  expect(mean).toBeGreaterThan(150);
});
