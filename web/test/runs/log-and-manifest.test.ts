import { describe, expect, it } from "vitest";
import { LogBuffer } from "../../src/lib/runs/log-buffer.ts";
import { manifestRows } from "../../src/lib/runs/manifest-rows.ts";
import { metricTitle, smallMetrics } from "../../src/lib/runs/metric-words.ts";
import type { LogLine } from "../../src/lib/runs/sdk-run.ts";

const line = (sequence: number, message = `line ${sequence}`, level = "info"): LogLine => ({
  sequence,
  message,
  level,
  source: "events",
  at: "2026-11-22T14:00:00.000Z",
});

describe("the log buffer", () => {
  it("keeps the newest lines in order, each once", () => {
    const buffer = new LogBuffer(100);
    buffer.load([line(1), line(2)]);
    buffer.append([line(2), line(3)]);
    expect(buffer.lines.map(({ sequence }) => sequence)).toEqual([1, 2, 3]);
    for (let sequence = 4; sequence <= 500; sequence += 1) buffer.append([line(sequence)]);
    expect(buffer.lines.length).toBeLessThanOrEqual(100);
    expect(buffer.lines.at(-1)?.sequence).toBe(500);
    expect(buffer.dropped + buffer.lines.length).toBe(500);
  });
  it("counts what a snapshot leaves out", () => {
    const buffer = new LogBuffer();
    buffer.load([line(41), line(42)]);
    expect(buffer.dropped).toBe(40);
  });
  it("finds text of either case and lines at least as severe", () => {
    const buffer = new LogBuffer();
    buffer.load([
      line(1, "Evaluation 12"),
      line(2, "odd", "warn"),
      line(3, "boom", "error"),
      line(4, "evaluation 13", "strange"),
    ]);
    expect(buffer.find({ text: "EVALUATION", level: null }).map(({ sequence }) => sequence)).toEqual([1, 4]);
    expect(buffer.find({ text: "", level: "warn" }).map(({ sequence }) => sequence)).toEqual([2, 3]);
    expect(buffer.find({ text: "eval", level: "error" })).toEqual([]);
  });
});

describe("the configuration", () => {
  const manifest = {
    algorithm: { name: "PPO", lr: 0.0005, double: true },
    training: { seed: 7, max_steps: 150_000, target_score: null },
    network: { hidden_size: [32, 32] },
  };
  it("labels every value and names what differs from the parent", () => {
    const rows = manifestRows(manifest, { ...manifest, algorithm: { name: "PPO", lr: 0.001, double: true } });
    expect(rows.slice(0, 3).map(({ label, value }) => `${label}: ${value}`)).toEqual([
      "Algorithm: PPO",
      "Max steps: 150,000",
      "Seed: 7",
    ]);
    expect(
      rows
        .filter((row) => row.parentValue !== null)
        .map(({ label, value, parentValue }) => [label, parentValue, value]),
    ).toEqual([["Learning rate", "0.001", "5e−4"]]);
    expect(rows.find((row) => row.path === "network.hidden_size")?.value).toBe("32, 32");
    expect(rows.find((row) => row.path === "training.target_score")?.value).toBe("none");
  });
  it("has no differences without a parent, and shows what only the parent has", () => {
    expect(manifestRows(manifest, null).every((row) => row.parentValue === null)).toBe(true);
    const row = manifestRows({}, { training: { seed: 3 } })[0];
    expect(row).toMatchObject({ label: "Seed", value: "not set", parentValue: "3" });
  });
});

it("names metrics and orders the small ones", () => {
  expect(metricTitle("q_value")).toBe("Mean Q");
  expect(metricTitle("my/odd_thing")).toBe("My odd thing");
  expect(smallMetrics(["zeta", "score", "steps_per_second", "loss", "fitness"])).toEqual([
    "loss",
    "steps_per_second",
    "zeta",
  ]);
});

it("finds lines within a range of time, both ends included", () => {
  const buffer = new LogBuffer();
  const timed = (sequence: number, second: number): LogLine => ({
    ...line(sequence),
    at: `2026-11-22T14:00:0${second}.000Z`,
  });
  buffer.load([timed(1, 1), timed(2, 2), timed(3, 3)]);
  const found = buffer.find({ text: "", level: null, fromMs: Date.parse("2026-11-22T14:00:02.000Z"), toMs: null });
  expect(found.map(({ sequence }) => sequence)).toEqual([2, 3]);
});

it("puts earlier lines before those it has", () => {
  const buffer = new LogBuffer();
  buffer.load([line(5), line(6)]);
  buffer.prepend([line(3), line(4), line(5)]);
  expect(buffer.lines.map(({ sequence }) => sequence)).toEqual([3, 4, 5, 6]);
  expect(buffer.dropped).toBe(2);
});
