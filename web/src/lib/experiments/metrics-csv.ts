import { csvCell } from "#lib/text/csv-cell.ts";

export interface CsvRun {
  readonly experiment: string;
  readonly number: number;
  readonly series: readonly {
    readonly name: string;
    readonly steps: readonly number[];
    readonly values: readonly (number | null)[];
  }[];
}

/** Every point of every metric, one a line; a value that the trainer did not have is empty. */
export function metricsCsv(runs: readonly CsvRun[]): string {
  const lines = ["experiment,run,metric,step,value"];
  for (const { experiment, number, series } of runs)
    for (const { name, steps, values } of series)
      steps.forEach((step, index) => {
        lines.push([csvCell(experiment), number, csvCell(name), step, values[index] ?? ""].join(","));
      });
  return `${lines.join("\r\n")}\r\n`;
}
