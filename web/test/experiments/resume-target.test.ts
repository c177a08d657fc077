import { describe, expect, it } from "vitest";
import { readRate, readSteps, resumeTarget } from "../../src/lib/experiments/resume-target.ts";

describe("resumeTarget", () => {
  it("keeps the parent's target while the checkpoint is before it", () => {
    expect(resumeTarget(86_400, 500_000)).toEqual({ maxSteps: 500_000, stepsToGo: 413_600, moved: false });
  });
  it("adds the parent's length where the checkpoint is at or past the target", () => {
    expect(resumeTarget(500_000, 500_000)).toEqual({ maxSteps: 1_000_000, stepsToGo: 500_000, moved: true });
    expect(resumeTarget(600_000, 500_000)).toEqual({ maxSteps: 1_100_000, stepsToGo: 500_000, moved: true });
  });
});

describe("what a person types", () => {
  it("reads steps with separators, and nothing else", () => {
    expect(readSteps(" 800,000 ")).toBe(800_000);
    expect(readSteps("1 000 000")).toBe(1_000_000);
    for (const text of ["", "0", "-5", "1.5", "many", "1e6"]) expect(readSteps(text)).toBeNull();
  });
  it("reads rates in either notation", () => {
    expect(readRate("5e-5")).toBe(0.00005);
    expect(readRate("0.001")).toBe(0.001);
    for (const text of ["", "0", "-1", "fast"]) expect(readRate(text)).toBeNull();
  });
});
