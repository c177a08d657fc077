import { metricNames } from "@arena/database/metrics";
import type { Database } from "@arena/database/client";
import { csv, json } from "../answer.ts";
import { ClientError } from "../client-error.ts";
import type { Endpoint } from "../endpoint.ts";
import { findExperiment } from "./find-experiment.ts";
import { metricRows } from "./metric-rows.ts";
import { runHistory, type HistoryRun } from "./run-history.ts";

/** What the client asks for when its user wants them all. */
const MOST_ROWS = 50_000;
const STEP_COLUMN = "steps";
const ROWS_A_CHUNK = 500;

/** The names that were recorded; with `preview_rows`, the first rows as CSV. */
export const readMetrics: Endpoint = {
  method: "GET",
  path: "/api/cli/v1/experiments/metrics",
  permission: "experiment:read",
  async handle({ command, query }) {
    const experiment = await findExperiment(command, query);
    const { pool } = command.database;
    const history = await runHistory(pool, experiment.id);
    const names = await namesOf(pool, history);
    const rows = query.optionalInteger("preview_rows", 0);
    if (rows !== null) {
      const chosen = chooseNames(names, query.texts("metric"));
      return csv(`${experiment.name}_metrics.csv`, csvOf(pool, history, chosen, Math.min(rows, MOST_ROWS)));
    }
    return json(query.boolean("details", false) ? { experiment_id: experiment.id, metrics: names } : names);
  },
};

async function namesOf(pool: Database["pool"], history: readonly HistoryRun[]): Promise<string[]> {
  const found = await Promise.all(history.map(({ id }) => metricNames(pool, id)));
  return [...new Set(found.flat())].sort();
}

function chooseNames(names: readonly string[], wanted: readonly string[]): readonly string[] {
  if (wanted.length === 0) return names;
  const chosen = [...new Set(wanted)].filter((name) => name !== STEP_COLUMN);
  const unknown = chosen.find((name) => !names.includes(name));
  if (unknown === undefined) return chosen;
  const recorded = names.join(", ") || "none yet";
  throw new ClientError(400, "VALIDATION", `metric: '${unknown}' was not recorded. Recorded: ${recorded}.`);
}

async function* csvOf(
  pool: Database["pool"],
  history: readonly HistoryRun[],
  names: readonly string[],
  mostRows: number,
): AsyncGenerator<string> {
  let chunk = [[STEP_COLUMN, ...names].map(cell).join(",")];
  let rowCount = 0;
  for await (const { step, values } of metricRows(pool, history, names)) {
    if (rowCount >= mostRows) break;
    rowCount += 1;
    chunk.push([step, ...values.map((value) => value ?? "")].join(","));
    if (chunk.length < ROWS_A_CHUNK) continue;
    yield `${chunk.join("\n")}\n`;
    chunk = [];
  }
  if (chunk.length > 0) yield `${chunk.join("\n")}\n`;
}

function cell(text: string): string {
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}
