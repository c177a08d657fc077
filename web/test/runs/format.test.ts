import { describe, expect, it } from "vitest";
import { readRate } from "../../src/lib/experiments/resume-target.ts";
import { formatBytes } from "../../src/lib/runs/format-bytes.ts";
import { formatCountdown, formatDuration, formatEstimate } from "../../src/lib/runs/format-duration.ts";
import {
  formatExact,
  formatNumber,
  formatPlural,
  formatProgress,
  formatScore,
  formatScoreShort,
  formatShort,
} from "../../src/lib/runs/format-number.ts";
import { shortHash, shortId } from "../../src/lib/runs/short-id.ts";

describe("formats", () => {
  it.each([
    [0, "0 s"],
    [420, "0.4 s"],
    [18_000, "18 s"],
    [61_000, "61 s"],
    [130_000, "2 min 10 s"],
    [862_000, "14 min 22 s"],
    [3_599_900, "60 min"],
    [11_520_000, "3 h 12 min"],
    [187_200_000, "2 d 4 h"],
  ])("%d ms lasts %s", (ms, text) => expect(formatDuration(ms)).toBe(text));

  it.each([
    [84_000, "1:24"],
    [6_400, "0:07"],
    [1, "0:01"],
    [0, "0:00"],
    [-5_000, "0:00"],
    [3_723_000, "1:02:03"],
  ])("%d ms are left as %s", (ms, text) => expect(formatCountdown(ms)).toBe(text));

  it.each([
    [3_000, "a few seconds"],
    [12_000, "10 s"],
    [41_000, "40 s"],
    [100_000, "2 min"],
    [600_000, "10 min"],
    [7_700_000, "2 h 10 min"],
  ])("%d ms are about %s", (ms, text) => expect(formatEstimate(ms)).toBe(text));

  it.each([
    [null, "N/A"],
    [Number.NaN, "N/A"],
    [-91.34, "−91.3"],
    [0.0421, "0.042"],
    [1084.4, "1,084"],
    [0.0005, "5e−4"],
    [0, "0"],
    [599, "599"],
  ])("%s reads %s", (value, text) => expect(formatNumber(value)).toBe(text));

  it.each([
    [0, 2_000_000, "0 / 2,000,000"],
    [86_400, 150_000_000, "86,400 / 150M"],
    [4_127_744, 5_000_000, "4,127,744 / 5M"],
    [41_234_567, 100_000_000, "41.23M / 100M"],
    [1_234_560, 1_234_567, "1.235M / 1.235M"],
    [4_123_456_789, 10_000_000_000, "4.123B / 10B"],
  ])("step %d of %d reads %s", (at, of, text) => {
    const { step, maxSteps } = formatProgress(at, of);
    expect(`${step} / ${maxSteps}`).toBe(text);
    expect(text.length).toBeLessThanOrEqual(15);
  });

  it.each([
    [-12_345.6, "−12,345.6"],
    [123_456.7, "123,457"],
    [-1_234_567.8, "−1.235M"],
    [1.2e12, "1.2e12"],
  ])("the score %d of a column reads %s", (value, text) => expect(formatScoreShort(value)).toBe(text));

  it.each([
    [150_000, "150,000"],
    [0.000253, "2.53e−4"],
    [0.99, "0.99"],
    [-0.5, "−0.5"],
    [-0.00001, "−1e−5"],
    [1e22, "1e22"],
  ])("the configured number %d reads %s, whole, and is read again", (value, text) => {
    expect(formatExact(value)).toBe(text);
    if (value > 0 && value < 1) expect(readRate(text)).toBe(value);
  });

  it("lines scores up, shortens ticks, counts nouns", () => {
    expect([formatScore(-92), formatScore(null), formatScore(1234.56)]).toEqual(["−92.0", "N/A", "1,234.6"]);
    expect([formatShort(0), formatShort(30_000), formatShort(1_250_000), formatShort(-300)]).toEqual([
      "0",
      "30k",
      "1.25M",
      "−300",
    ]);
    expect([formatPlural(1, "checkpoint"), formatPlural(3, "checkpoint")]).toEqual(["1 checkpoint", "3 checkpoints"]);
  });

  it.each([
    [0, "0 B"],
    [1_024, "1 KB"],
    [4_200_000, "4.2 MB"],
    [482_000_000, "482 MB"],
    [999_700, "1 MB"],
    [1_900_000_000, "1.9 GB"],
  ])("%d bytes are %s", (bytes, text) => expect(formatBytes(bytes)).toBe(text));

  it("shows of an id what tells it from its neighbours", () => {
    const id = Buffer.from("Checkpoint:01890a5d-ac96-774b-bcce-b302099a8057").toString("base64url");
    expect(shortId("ck", id)).toBe("ck_9a8057");
    expect(shortHash("9f2c41d8" + "0".repeat(52) + "a07b")).toBe("9f2c41d8…a07b");
  });
});
