import { describe, expect, it } from "vitest";
import { describeSeries, summaryText } from "../../src/lib/charts/describe-series.ts";
import { MetricSeries } from "../../src/lib/charts/metric-series.ts";
import { smooth } from "../../src/lib/charts/smooth.ts";
import { StepClock } from "../../src/lib/charts/step-clock.ts";

function seriesOf(values: (number | null)[], stepOf = (index: number) => index * 1000): MetricSeries {
  const series = new MetricSeries(1000);
  series.append(
    values.map((_, index) => stepOf(index)),
    values,
  );
  return series;
}

describe("smoothing", () => {
  it("leaves a flat curve flat from its first point on", () => {
    expect(smooth([5, 5, 5], 0.9).map((value) => value!.toFixed(6))).toEqual(["5.000000", "5.000000", "5.000000"]);
  });
  it("keeps gaps and is not moved by them", () => {
    const smoothed = smooth([1, null, 1], 0.5);
    expect(smoothed[1]).toBeNull();
    expect(smoothed[2]).toBeCloseTo(1);
  });
  it("does nothing at weight 0", () => expect(smooth([1, 9, null], 0)).toEqual([1, 9, null]));
});

describe("the text alternative", () => {
  it("says current, least, greatest and where it goes", () => {
    const rising = describeSeries(seriesOf(Array.from({ length: 50 }, (_, index) => index)));
    expect(rising).toMatchObject({ current: 49, minimum: 0, maximum: 49 });
    expect(rising.trend).toBe("Rising over the last 9,000 steps");
  });
  it("calls small changes flat, whatever the noise before", () => {
    const values = [...Array.from({ length: 40 }, (_, index) => index * 10), ...Array.from({ length: 20 }, () => 400)];
    expect(describeSeries(seriesOf(values)).trend).toMatch(/^Flat/);
  });
  it("counts evaluations where points are few", () => {
    expect(describeSeries(seriesOf([9, 7, 5, 3, 1, 0]), "evaluations").trend).toBe(
      "Falling over the last 5 evaluations",
    );
  });
  it("names the curve that it means where there are several", () => {
    const described = describeSeries(seriesOf([1, 5, 3]));
    const say = (name: string | null): string => summaryText("Score", name, described, (value) => String(value));
    expect(say("lunar one")).toMatch(/^Score, lunar one: now 3, minimum 1, maximum 5\. /);
    expect(say(null)).toMatch(/^Score: now 3, /);
  });
  it("says so when there is too little to see", () => {
    expect(describeSeries(seriesOf([1, null])).trend).toBe("Too few points for a trend");
  });
});

describe("the clock of steps", () => {
  it("interpolates between known moments and goes on beyond them", () => {
    const clock = new StepClock();
    clock.add(0, 1000);
    clock.add(100, 2000);
    expect(clock.timeOf(50)).toBe(1500);
    expect(clock.timeOf(200)).toBe(3000);
    expect(clock.pace()).toBe(100);
  });
  it("takes moments in any order and refuses what contradicts", () => {
    const clock = new StepClock();
    clock.add(100, 2000);
    clock.add(0, 1000);
    clock.add(50, 5000);
    expect(clock.moments.map((moment) => moment.step)).toEqual([0, 100]);
  });
  it("keeps the first time that a step was seen, and stays bounded", () => {
    const clock = new StepClock();
    for (let step = 0; step < 5000; step += 1) clock.add(step, step * 10);
    clock.add(4999, 1e9);
    expect(clock.moments.length).toBeLessThanOrEqual(601);
    expect(clock.timeOf(4999)).toBe(49_990);
    expect(clock.timeOf(2500)).toBeCloseTo(25_000, -2);
  });
  it("knows nothing at first", () => {
    expect(new StepClock().timeOf(1)).toBeNull();
    expect(new StepClock().pace()).toBeNull();
  });
});

it("smooths over steps at which a curve has no point", () => {
  const smoothed = smooth([undefined, 4, undefined, 4], 0.5);
  expect([smoothed[0], smoothed[2]]).toEqual([undefined, undefined]);
  expect(smoothed[3]).toBeCloseTo(4);
});
