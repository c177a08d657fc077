import { inTransaction } from "@arena/database/client";
import type { SetupOutcome, SetupStage, SetupState } from "@arena/workflows/contract/cluster-setup";
import type pg from "pg";
import { ValidationError } from "../errors.ts";
import { isSetupOpen, lockSetup, type LockedSetup } from "./lock-setup.ts";
import type { SetupDependencies } from "./setup-dependencies.ts";

export interface SetupReport {
  /** 1, 2, 3… over the whole installation. */
  readonly number: number;
  readonly hostPosition: number;
  readonly stage: SetupStage;
  readonly state: SetupState;
  /** What the stage has said since the report before. */
  readonly output: Buffer;
}
/** SPENT: its installation has ended. GAP: `next` is what is wanted. */
export type ReportAnswer = "STORED" | "UNKNOWN" | "SPENT" | { readonly next: number };

export function takeSetupReport(
  dependencies: SetupDependencies,
  token: string,
  report: SetupReport,
): Promise<ReportAnswer> {
  return take(dependencies, token, report.number, async (client, operationId) => {
    const host = await client.query("SELECT FROM cluster_host WHERE operation_id = $1 AND position = $2", [
      operationId,
      report.hostPosition,
    ]);
    if (host.rowCount === 0) throw new ValidationError([{ path: "host", message: "is none that was named" }]);
    await client.query(
      `INSERT INTO cluster_setup_report (operation_id, number, host_position, stage, state, output) VALUES ($1, $2, $3, $4, $5, $6)`,
      [operationId, report.number, report.hostPosition, report.stage, report.state, report.output],
    );
  });
}

const LONGEST_MESSAGE = 300;

/** The token is spent: what it was for is over, well or not. */
export function endSetup(
  dependencies: SetupDependencies,
  token: string,
  end: { readonly number: number; readonly outcome: SetupOutcome; readonly message: string },
): Promise<ReportAnswer> {
  return take(dependencies, token, end.number, async (client, operationId) => {
    await client.query(
      "UPDATE cluster_setup SET ended_at = now(), outcome = $2, message = $3 WHERE operation_id = $1",
      [operationId, end.outcome, end.message.slice(0, LONGEST_MESSAGE) || null],
    );
  });
}

/** Each number counts once, and in order: what is sent again since its answer was lost changes nothing. */
function take(
  { pool }: SetupDependencies,
  token: string,
  number: number,
  store: (client: pg.PoolClient, operationId: string) => Promise<void>,
): Promise<ReportAnswer> {
  return inTransaction(pool, async (client) => {
    const found = await lockSetup(client, token);
    if (found?.operationId == null) return "UNKNOWN";
    if (number <= found.lastNumber) return "STORED";
    if (found.isEnded || !(await isSetupOpen(client, found.operationId))) return "SPENT";
    if (number !== found.lastNumber + 1) return { next: found.lastNumber + 1 };
    await store(client, found.operationId);
    await heard(client, found, number);
    return "STORED";
  });
}

async function heard(client: pg.PoolClient, { tokenHash }: LockedSetup, number: number): Promise<void> {
  await client.query("UPDATE cluster_setup SET last_number = $2, heard_at = now() WHERE token_hash = $1", [
    tokenHash,
    number,
  ]);
}
