import { describe, expect, it } from "vitest";
import { rowOffset, rowWindow } from "../../src/lib/experiments/row-window.ts";

const plain = { count: 10_000, rowPx: 50, extraPx: new Map<number, number>(), scrollPx: 0, viewPx: 500 };

describe("rowWindow", () => {
  it("draws few of many rows and keeps the height of all", () => {
    const window = rowWindow({ ...plain, scrollPx: 250_000 });
    expect(window.end - window.first).toBeLessThan(40);
    expect(window.first).toBe(4_990);
    expect(window.beforePx + (window.end - window.first) * 50 + window.afterPx).toBe(500_000);
  });

  it("stays within the rows at both ends and without any", () => {
    expect(rowWindow({ ...plain, scrollPx: -300 }).first).toBe(0);
    expect(rowWindow({ ...plain, scrollPx: 9_999_999 }).end).toBe(10_000);
    expect(rowWindow({ ...plain, count: 0 })).toEqual({ first: 0, end: 0, beforePx: 0, afterPx: 0 });
  });

  it("counts what open rows need", () => {
    const extraPx = new Map([
      [40, 300],
      [2, 300],
    ]);
    const window = rowWindow({ ...plain, extraPx, scrollPx: 5_000 });
    expect(window.beforePx).toBe(rowOffset(window.first, 50, extraPx));
    expect(rowOffset(41, 50, extraPx)).toBe(41 * 50 + 600);
    // 5,000 px below the top: 600 px belong to the two open rows.
    expect(window.first).toBe(78);
  });

  it("keeps an open row that reaches into the view", () => {
    const window = rowWindow({ ...plain, extraPx: new Map([[20, 2_000]]), scrollPx: 2_500 });
    expect(window.first).toBeLessThanOrEqual(20);
    expect(window.end).toBeGreaterThan(20);
  });
});
