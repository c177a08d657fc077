import { existsSync, readFileSync, statSync } from "node:fs";
import path from "node:path";
import type pg from "pg";
import { Client, Connection } from "@temporalio/client";
import { trainRunWorkflowId } from "@arena/workflows/contract/ids";
import { isTerminal, type RunStatus } from "@arena/workflows/contract/status";
import { processesWith } from "./processes.ts";
import type { System } from "./system.ts";
import { until } from "./until.ts";

interface RunRow {
  readonly id: string;
  readonly number: number;
  readonly experiment_id: string;
  readonly experiment_status: string;
  readonly run_count: number;
  readonly status: RunStatus;
  readonly phase: string | null;
  readonly cause: string | null;
  readonly receipt: { exitCode: number | null; verified: boolean; checkpoint: { id: string } | null } | null;
  readonly ended_at: Date | null;
  readonly event_sequence: string;
  readonly log_sequence: string;
}

/**
 * The list of everything that must hold once things have settled, asserted against PostgreSQL, Temporal, the runs' files
 * and the process table. Retries until it holds or the deadline runs out, then throws with every violation.
 */
export async function assertInvariants(
  system: System,
  { deadlineMs = 20_000, home = path.join(system.dataDir, "home") } = {},
): Promise<void> {
  let violations: string[] = [];
  await until(async () => (violations = await findViolations(system, home)).length === 0, {
    what: () => `all invariants to hold:\n- ${violations.join("\n- ")}`,
    deadlineMs,
  });
}

async function findViolations(system: System, home: string): Promise<string[]> {
  const violations: string[] = [];
  const { rows } = await system.pool.query<RunRow>(
    `SELECT r.*, e.status AS experiment_status, e.run_count FROM run r JOIN experiment e ON e.id = r.experiment_id ORDER BY r.id`,
  );
  const temporal = await workflowStatuses(system, rows);
  for (const row of rows) {
    const say = (text: string): number => violations.push(`run ${row.id.slice(0, 8)} (${row.status}): ${text}`);
    const deleted = row.experiment_status === "PENDING_DELETE" || row.experiment_status === "DELETED";
    if (row.number === row.run_count && row.experiment_status !== row.status && !deleted)
      say(`its experiment is ${row.experiment_status}`);
    const open = temporal.get(row.id) === "RUNNING";
    if (isTerminal(row.status) === open) say(`its workflow is ${temporal.get(row.id)}`);
    if (isTerminal(row.status)) {
      if (row.ended_at === null) say("ended without a time");
      if (row.phase !== null) say(`ended with the phase ${row.phase}`);
      if (row.cause === null) say("ended without a cause");
      if (row.status === "STOPPED" && row.receipt === null) say("stopped without a receipt");
    }
    checkProcesses(row, say);
    const folder = path.join(home, "runs", row.id);
    checkFiles(folder, row, say);
    await checkStoredOnce(system, folder, row, say);
  }
  await checkQueues(system.pool, violations);
  return violations;
}

async function workflowStatuses(system: System, rows: readonly RunRow[]): Promise<Map<string, string>> {
  const connection = await Connection.connect({ address: `127.0.0.1:${system.component("temporal").port}` });
  try {
    const client = new Client({ connection });
    const statuses = new Map<string, string>();
    for (const row of rows) {
      const handle = client.workflow.getHandle(trainRunWorkflowId(row.experiment_id, row.number));
      const description = await handle.describe().catch((error: unknown) => ({ status: { name: String(error) } }));
      statuses.set(row.id, description.status.name);
    }
    return statuses;
  } finally {
    await connection.close();
  }
}

function checkProcesses(row: RunRow, say: (text: string) => void): void {
  const processes = processesWith(`ARENA_RUN_ID=${row.id}`);
  if (isTerminal(row.status) && row.receipt?.verified !== false && processes.length > 0) {
    say(`left behind: ${processes.map((found) => `${found.pid} ${found.command}`).join("; ")}`);
  }
  if (row.status === "RUNNING") {
    const launchers = processesWith(row.id).filter((found) => found.command.includes("launcher"));
    if (launchers.length !== 1) say(`${launchers.length} launchers`);
    if (processes.length === 0) say("running without a process");
  }
}

function checkFiles(folder: string, row: RunRow, say: (text: string) => void): void {
  if (!existsSync(folder)) return;
  const claim = path.join(folder, "claim");
  const started = existsSync(claim) && readFileSync(claim, "utf8").includes("STARTED");
  const endedFile = path.join(folder, "ended.json");
  if (!isTerminal(row.status) || !started) return;
  if (!existsSync(endedFile)) return say("ended without the launcher's record");
  const ended = JSON.parse(readFileSync(endedFile, "utf8")) as {
    exitCode: number | null;
    processGroupEmpty: boolean | null;
  };
  if (row.receipt?.verified && row.receipt.exitCode !== ended.exitCode)
    say(`receipt says exit ${row.receipt.exitCode}, the launcher ${ended.exitCode}`);
}

interface FileCounts {
  readonly points: Map<string, number>;
  readonly checkpoints: Set<string>;
  readonly logEvents: number;
}

function countEvents(file: string): FileCounts {
  const points = new Map<string, number>();
  const checkpoints = new Set<string>();
  let logEvents = 0;
  for (const line of readFileSync(file, "utf8").split("\n")) {
    let event: { type?: string; values?: Record<string, unknown>; id?: string };
    try {
      event = JSON.parse(line) as typeof event;
    } catch {
      continue;
    }
    if (event.type === "metrics")
      for (const name of Object.keys(event.values ?? {})) points.set(name, (points.get(name) ?? 0) + 1);
    if (event.type === "checkpoint" && event.id) checkpoints.add(event.id);
    if (event.type === "log") logEvents += 1;
  }
  return { points, checkpoints, logEvents };
}

/** No metric point, checkpoint or log line lost or doubled: the files against the tables. Of ended runs only. */
async function checkStoredOnce(
  system: System,
  folder: string,
  row: RunRow,
  say: (text: string) => void,
): Promise<void> {
  await checkGapless(system.pool, row, say);
  const events = path.join(folder, "events.ndjson");
  if (!isTerminal(row.status) || row.receipt?.verified === false || !existsSync(events)) return;
  for (const [source, name] of [
    ["events", "events.ndjson"],
    ["stdout", "stdout.log"],
    ["stderr", "stderr.log"],
  ] as const) {
    const file = path.join(folder, name);
    const size = existsSync(file) ? statSync(file).size : 0;
    const { rows } = await system.pool.query<{ acked_offset: string }>(
      "SELECT acked_offset FROM ingest_offset WHERE run_id = $1 AND source = $2",
      [row.id, source],
    );
    if (Number(rows[0]?.acked_offset ?? 0) !== size)
      say(`${name}: ${rows[0]?.acked_offset ?? 0} of ${size} bytes stored`);
  }
  const counts = countEvents(events);
  const series = await system.pool.query<{ name: string; point_count: string }>(
    "SELECT name, point_count FROM metric_series WHERE run_id = $1",
    [row.id],
  );
  const stored = new Map(series.rows.map((found) => [found.name, Number(found.point_count)]));
  for (const name of new Set([...stored.keys(), ...counts.points.keys()])) {
    if (stored.get(name) !== counts.points.get(name))
      say(`${name}: ${stored.get(name) ?? 0} points stored of ${counts.points.get(name) ?? 0}`);
  }
  const checkpoints = await system.pool.query<{ id: string }>("SELECT id FROM checkpoint WHERE run_id = $1", [row.id]);
  if (checkpoints.rows.length !== counts.checkpoints.size)
    say(`${checkpoints.rows.length} checkpoints stored of ${counts.checkpoints.size}`);
  const logs = await system.pool.query<{ count: string }>(
    "SELECT count(*) FROM log_line WHERE run_id = $1 AND source = 'events'",
    [row.id],
  );
  if (Number(logs.rows[0]?.count) < counts.logEvents)
    say(`${logs.rows[0]?.count} log lines stored of ${counts.logEvents}`);
}

async function checkGapless(pool: pg.Pool, row: RunRow, say: (text: string) => void): Promise<void> {
  for (const [table, last] of [
    ["run_event", row.event_sequence],
    ["log_line", row.log_sequence],
  ] as const) {
    const { rows } = await pool.query<{ count: string; max: string | null }>(
      `SELECT count(*), max(sequence) FROM ${table} WHERE run_id = $1`,
      [row.id],
    );
    const { count, max } = rows[0]!;
    if (Number(count) !== Number(last) || Number(max ?? 0) !== Number(last))
      say(`${table}: ${count} rows up to ${max}, the run says ${last}`);
  }
}

async function checkQueues(pool: pg.Pool, violations: string[]): Promise<void> {
  const queries: readonly (readonly [string, string])[] = [
    ["facts not delivered", "SELECT count(*) FROM run_fact WHERE delivered_at IS NULL"],
    ["outbox rows not delivered", "SELECT count(*) FROM outbox WHERE delivered_at IS NULL"],
    [
      "leases of ended runs",
      "SELECT count(*) FROM lease l JOIN run r ON r.id = l.run_id WHERE r.ended_at IS NOT NULL AND l.quarantined_reason IS NULL",
    ],
    [
      "queue entries of ended runs",
      "SELECT count(*) FROM queue_entry q JOIN run r ON r.id = q.run_id WHERE r.ended_at IS NOT NULL",
    ],
    [
      "pins of ended runs",
      "SELECT count(*) FROM checkpoint_pin p JOIN run r ON r.id = p.run_id WHERE r.ended_at IS NOT NULL",
    ],
  ];
  for (const [what, sql] of queries) {
    const { rows } = await pool.query<{ count: string }>(sql);
    if (rows[0]!.count !== "0") violations.push(`${rows[0]!.count} ${what}`);
  }
}
