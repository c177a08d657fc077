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
        lines.push([cell(experiment), number, cell(name), step, values[index] ?? ""].join(","));
      });
  return `${lines.join("\r\n")}\r\n`;
}

/** Quoted where it must be. What a spreadsheet would run as a formula is made text. */
function cell(text: string): string {
  const safe = /^[=+\-@\t\r]/.test(text) ? `'${text}` : text;
  return /[",\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}
