import { describe, expect, it } from "vitest";
import { bestEvaluated, resumeRows, type ResumeRow } from "../../src/lib/experiments/resume-rows.ts";

const heightOf = (rows: readonly ResumeRow[]): number =>
  rows.reduce((sum, row) => sum + ("index" in row ? 36 : row.spacePx), 0);
const indexes = (rows: readonly ResumeRow[]): number[] => rows.flatMap((row) => ("index" in row ? [row.index] : []));
const view = { count: 600, rowPx: 36, viewPx: 218 };

describe("the rows of many checkpoints", () => {
  it("draws what is in view and no more, at the height of all", () => {
    for (const scrollPx of [0, 5_000, 600 * 36 - 218]) {
      const rows = resumeRows({ ...view, scrollPx, chosen: 0 });
      expect(rows.length).toBeLessThan(40);
      expect(heightOf(rows)).toBe(600 * 36);
      expect(indexes(rows)).toContain(Math.floor(scrollPx / 36) + 5);
    }
  });
  it("always draws the chosen one, once and in its place", () => {
    for (const chosen of [0, 140, 599]) {
      const rows = resumeRows({ ...view, scrollPx: 5_000, chosen });
      expect(indexes(rows).filter((index) => index === chosen)).toEqual([chosen]);
      const before = rows.slice(
        0,
        rows.findIndex((row) => "index" in row && row.index === chosen),
      );
      expect(heightOf(before)).toBe(chosen * 36);
      expect(heightOf(rows)).toBe(600 * 36);
    }
  });
  it("draws all of a few, and nothing of none", () => {
    expect(resumeRows({ ...view, count: 3, scrollPx: 0, chosen: 1 })).toEqual([
      { index: 0 },
      { index: 1 },
      { index: 2 },
    ]);
    expect(resumeRows({ ...view, count: 0, scrollPx: 0, chosen: -1 })).toEqual([]);
  });
});

describe("the best evaluated", () => {
  it("is the greatest score, the newest among equals", () => {
    expect(bestEvaluated([null, -3, 7.5, null, 7.5, 2])).toBe(2);
  });
  it("is none where there is nothing to compare", () => {
    expect(bestEvaluated([null, 4, null])).toBeNull();
    expect(bestEvaluated([])).toBeNull();
  });
});
