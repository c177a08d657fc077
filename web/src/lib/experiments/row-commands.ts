import type { ExperimentRow } from "./experiment-row.ts";

/** What a row asks of the table: dialogs are the table's, one of each for all rows. */
export interface RowCommands {
  train(row: ExperimentRow): void;
  resume(row: ExperimentRow): void;
  stop(row: ExperimentRow): void;
  edit(row: ExperimentRow): void;
  copy(row: ExperimentRow): void;
  remove(row: ExperimentRow): void;
  removeCheckpoint(row: ExperimentRow, checkpoint: { readonly id: string; readonly step: number }): void;
}

/** Pages of an experiment. */
export function experimentHref(row: Pick<ExperimentRow, "id">): string {
  return `/experiments/${row.id}`;
}

export function logsHref(row: Pick<ExperimentRow, "id" | "latestRun">): string {
  return row.latestRun === null ? experimentHref(row) : `/experiments/${row.id}/runs/${row.latestRun.number}/logs`;
}
