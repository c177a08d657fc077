import type pg from "pg";
import { v7 as uuidv7 } from "uuid";
import type { HaltMode } from "@arena/workflows/contract/halt";
import type { HaltRequest } from "@arena/workflows/contract/train-run";
import { changeOnce } from "../change-once.ts";
import type { Command } from "../command.ts";
import { DomainError, NotAllowedError, ValidationError } from "../errors.ts";
import { haltSeverity, modeOfSeverity } from "./halt-severity.ts";
import { lockExperiment, requireAction } from "./lock-experiment.ts";
import { lockNewestRun } from "./lock-newest-run.ts";
import { writeHalt, type HaltOrder } from "./write-halt.ts";

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
  readonly order: HaltOrder | null;
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
  const halted = {
    id: run.id,
    number: run.number,
    experimentId: experiment.id,
    experimentName: experiment.name,
    experimentStatus: experiment.status,
  };
  return { runId: run.id, order: await writeHalt(client, command, halted, request) };
}
