import type pg from "pg";
import { v7 as uuidv7 } from "uuid";
import { severityOf, type HaltMode } from "@arena/workflows/contract/halt";
import { trainRunWorkflowId } from "@arena/workflows/contract/ids";
import type { HaltRequest } from "@arena/workflows/contract/train-run";
import { changeOnce } from "../change-once.ts";
import type { Command } from "../command.ts";
import { DomainError, NotAllowedError, ValidationError } from "../errors.ts";
import { recordActivity } from "../record-activity.ts";
import { haltSeverity, modeOfSeverity } from "./halt-severity.ts";
import { lockExperiment, requireAction, type LockedExperiment } from "./lock-experiment.ts";
import { lockNewestRun, type LockedRun } from "./lock-newest-run.ts";

/** How long Temporal's acknowledgement is waited for: the halt is durable, and at the agent, without it. */
const ANSWER_DEADLINE_MS = 3_000;
const MAX_EXPERIMENTS = 200;

export interface HaltInput {
  readonly experimentId: string | null;
  readonly mode: HaltMode;
  /** Go to the rung above the one that is lit. */
  readonly force: boolean;
}
export interface HaltResult {
  readonly runId: string;
}
interface OrderedHalt extends HaltResult {
  /** Null: the run was asked to stop at least that hard before. */
  readonly order: { readonly workflowId: string; readonly request: HaltRequest } | null;
}

/** The commit tells the agent; Temporal is told after it, at once if it can, else by the dispatcher. */
export async function haltExperiment(command: Command, input: HaltInput): Promise<HaltResult> {
  const { runId, order } = await changeOnce(command, "haltExperiment", input, (client) =>
    orderHalt(client, command, input),
  );
  if (order !== null) await command.orchestration.halt(order.workflowId, order.request, ANSWER_DEADLINE_MS);
  return { runId };
}

/** Each by itself: what fails for one is its own answer. */
export async function haltExperiments(
  command: Command,
  input: { readonly experimentIds: readonly string[]; readonly mode: HaltMode },
): Promise<readonly { experimentId: string; outcome: HaltResult | Error }[]> {
  if (input.experimentIds.length > MAX_EXPERIMENTS) {
    throw new ValidationError([{ path: "ids", message: `must have at most ${MAX_EXPERIMENTS} entries` }]);
  }
  return Promise.all(
    input.experimentIds.map(async (experimentId) => {
      const key = command.idempotencyKey === null ? null : `${command.idempotencyKey}/${experimentId}`;
      const one = { experimentId: asUuid(experimentId), mode: input.mode, force: false };
      try {
        return { experimentId, outcome: await haltExperiment({ ...command, idempotencyKey: key }, one) };
      } catch (error) {
        if (error instanceof DomainError) return { experimentId, outcome: error };
        throw error;
      }
    }),
  );
}

function asUuid(text: string): string | null {
  return /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i.test(text) ? text : null;
}

async function orderHalt(client: pg.PoolClient, command: Command, input: HaltInput): Promise<OrderedHalt> {
  const experiment = await lockExperiment(client, command, input.experimentId);
  const run = await lockNewestRun(client, experiment.id);
  if (run === null && experiment.startOrdered) {
    throw new NotAllowedError("Its training is being scheduled. Try again in a moment.");
  }
  requireAction(experiment, "halt");
  if (run === null) throw new NotAllowedError("It has no run to stop.");
  const severity = haltSeverity(run, input);
  if (run.haltId !== null && severity <= run.haltSeverity) return { runId: run.id, order: null };
  const request: HaltRequest = {
    haltId: run.haltId ?? uuidv7(),
    mode: modeOfSeverity(severity),
    requestedByPersonId: command.viewer.personId,
    requestedVia: command.via,
    requestedAt: new Date().toISOString(),
  };
  await writeIntent(client, run.id, request);
  const workflowId = trainRunWorkflowId(experiment.id, run.number);
  await client.query("INSERT INTO outbox (kind, dedupe_key, payload) VALUES ('HALT', $1, $2)", [
    `halt/${request.haltId}/${severity}`,
    JSON.stringify({ workflowId, request }),
  ]);
  await recordHalt(client, command, experiment, run, request);
  return { runId: run.id, order: { workflowId, request } };
}

/** Who asked first stays in the row; only the severity rises. */
async function writeIntent(client: pg.PoolClient, runId: string, request: HaltRequest): Promise<void> {
  await client.query(
    `UPDATE run_intent SET desired = 'STOP', halt_id = $2, halt_mode = $3, halt_severity = $4,
       halt_requested_by = coalesce(halt_requested_by, $5), halt_requested_via = coalesce(halt_requested_via, $6),
       halt_requested_at = coalesce(halt_requested_at, $7), updated_at = now()
     WHERE run_id = $1`,
    [
      runId,
      request.haltId,
      request.mode,
      severityOf(request.mode),
      request.requestedByPersonId,
      request.requestedVia,
      request.requestedAt,
    ],
  );
}

function recordHalt(
  client: pg.PoolClient,
  command: Command,
  experiment: LockedExperiment,
  run: LockedRun,
  request: HaltRequest,
): Promise<void> {
  return recordActivity(client, command, {
    action: "experiment.halt",
    subjectType: "Experiment",
    subjectId: experiment.id,
    before: { status: experiment.status },
    after: { runNumber: run.number, mode: request.mode },
  });
}
