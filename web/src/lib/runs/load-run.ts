import type { ArenaClient } from "@arena/sdk";
import { error } from "@sveltejs/kit";
import type { ExperimentDetail, RunDetail, RunEvent } from "./sdk-run.ts";

export interface LoadedRun {
  readonly experiment: ExperimentDetail;
  /** Null when it has never been trained. */
  readonly run: RunDetail | null;
  readonly events: readonly RunEvent[];
}

const MAX_EVENTS = 1_000;

/** An experiment with one of its runs, the newest unless told; what does not exist or may not be seen is a 404. */
export async function loadRun(client: ArenaClient, experimentId: string, number: number | null): Promise<LoadedRun> {
  const experiment = await client.experiment(experimentId);
  if (!experiment) error(404, "There is no such experiment.");
  const row = number === null ? experiment.runs[0] : experiment.runs.find((one) => one.number === number);
  if (!row && number !== null) error(404, "There is no such run.");
  if (!row) return { experiment, run: null, events: [] };
  const [run, events] = await Promise.all([client.run(row.id), client.runEvents({ id: row.id, first: MAX_EVENTS })]);
  return { experiment, run, events };
}

/** The number in an address; what is not one is a 404. */
export function runNumber(text: string): number {
  if (!/^[1-9]\d{0,8}$/.test(text)) error(404, "There is no such run.");
  return Number(text);
}
