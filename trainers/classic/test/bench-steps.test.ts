import { expect, test } from "vitest";
import { CATALOGUE } from "../src/catalogue.ts";
import { benchTrainer } from "../bench/steps.ts";

test("measures every algorithm on every environment that it fits, with a floor beside each", async () => {
  const figures = await benchTrainer({ measureMs: 10, warmUpSteps: 1_050 });
  const pairs = CATALOGUE.environments.flatMap((entry) => entry.algorithms.map((name) => `${name} on ${entry.name}`));
  expect(figures.map((figure) => figure.name).sort()).toEqual(pairs.sort());
  for (const { value, unit, floor } of figures) {
    expect(unit).toBe("steps/s");
    expect(value).toBeGreaterThan(0);
    expect(floor?.value).toBeGreaterThan(0);
  }
});
