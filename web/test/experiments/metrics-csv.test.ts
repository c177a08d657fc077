import { describe, expect, it } from "vitest";
import { colorOf, distinctColors } from "../../src/lib/experiments/experiment-row.ts";
import { metricsCsv } from "../../src/lib/experiments/metrics-csv.ts";

describe("metricsCsv", () => {
  it("writes a line a point, and nothing where there was no number", () => {
    const series = [{ name: "score", steps: [10, 20], values: [1.5, null] }];
    expect(metricsCsv([{ experiment: "cartpole", number: 2, series }])).toBe(
      "experiment,run,metric,step,value\r\ncartpole,2,score,10,1.5\r\ncartpole,2,score,20,\r\n",
    );
  });

  it("quotes, and lets no name become a formula", () => {
    const series = [{ name: "loss", steps: [1], values: [0] }];
    expect(metricsCsv([{ experiment: 'a "b", c', number: 1, series }])).toContain('"a ""b"", c",1,loss,1,0');
    expect(metricsCsv([{ experiment: "=1+1", number: 1, series }])).toContain("\r\n'=1+1,1,loss");
  });
});

describe("colours", () => {
  it("are the same on every visit and differ on one chart", () => {
    const ids = Array.from({ length: 10 }, (_, index) => `experiment-${index}`);
    expect(colorOf("experiment-1")).toBe(colorOf("experiment-1"));
    expect(new Set(distinctColors(ids).values()).size).toBe(10);
    expect(distinctColors([...ids, "one more"]).size).toBe(11);
  });
});
