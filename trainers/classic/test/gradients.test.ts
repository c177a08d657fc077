import { expect, test } from "vitest";
import { Mlp, countParameters } from "../src/network/mlp.ts";
import { Parameters } from "../src/network/parameters.ts";
import { Xoshiro } from "../src/random/xoshiro.ts";

const SIZES = [3, 6, 5, 2];
const ROWS = 7;

test.each(["Tanh", "ReLU"] as const)("gradients with %s are those of finite differences", (activation) => {
  const random = new Xoshiro(5n);
  const count = countParameters(SIZES);
  const parameters = new Parameters(count);
  const network = new Mlp(SIZES, activation, ROWS, parameters.take(count));
  network.initialize(1, random);
  const input = Float64Array.from({ length: ROWS * 3 }, () => random.normal());
  const weights = Float64Array.from({ length: ROWS * 2 }, () => random.normal());
  const loss = (): number => network.forward(input, ROWS).reduce((sum, value, i) => sum + weights[i]! * value ** 2, 0);
  loss();
  const outputs = network.forward(input, ROWS);
  for (let i = 0; i < outputs.length; i += 1) network.outputGradient[i] = 2 * weights[i]! * outputs[i]!;
  network.backward(input, ROWS);
  for (let i = 0; i < count; i += 1) {
    const held = parameters.values[i]!;
    parameters.values[i] = held + 1e-6;
    const above = loss();
    parameters.values[i] = held - 1e-6;
    const below = loss();
    parameters.values[i] = held;
    expect(Math.abs((above - below) / 2e-6 - parameters.gradients[i]!)).toBeLessThan(1e-6);
  }
});

test("orthogonal layers keep lengths", () => {
  const parameters = new Parameters(countParameters([4, 4]));
  const network = new Mlp([4, 4], "Tanh", 1, parameters.take(20));
  network.initialize(3, new Xoshiro(1n));
  const output = network.forward(Float64Array.of(1, 2, 3, 4), 1);
  expect(Math.hypot(...output)).toBeCloseTo(3 * Math.hypot(1, 2, 3, 4), 10);
});
