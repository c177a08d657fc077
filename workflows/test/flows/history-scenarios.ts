import { deleteExperimentWorkflowId, resourcePoolWorkflowId, trainRunWorkflowId } from "../../src/contract/ids.ts";
import { RETIRE_UPDATE } from "../../src/contract/resource-pool.ts";
import {
  FACT_SIGNAL,
  HALT_UPDATE,
  type EndedFact,
  type HaltRequest,
  type RunFactBody,
  type TrainRunInput,
} from "../../src/contract/train-run.ts";
import { deliverOutbox } from "../../src/worker/deliver-outbox.ts";
import { recoverRuns } from "../../src/worker/recover-runs.ts";
import type { FlowBed } from "./flow-bed.ts";
import { CLEAN_END, haltRequest } from "./run-rows.ts";

/** Plays one story on a real server and answers the ids of the workflows whose histories tell it. */
type Scenario = (bed: FlowBed) => Promise<readonly string[]>;

const SHORT_GRACES = { checkpointMs: 200, sigtermMs: 200, sigkillMs: 200 };
const RUNG_TIME = "2026-11-23T00:00:00.000Z";

function idOf(input: TrainRunInput): string {
  return trainRunWorkflowId(input.experimentId, input.runNumber);
}
function halt(bed: FlowBed, input: TrainRunInput, request: HaltRequest): Promise<unknown> {
  return bed
    .handle(input)
    .executeUpdate(HALT_UPDATE, { args: [request], updateId: `${request.haltId}/${request.mode}` });
}
function ended(change: Partial<EndedFact>): RunFactBody {
  return { kind: "ENDED", ended: { ...CLEAN_END, ...change } };
}
function endsAs(change: Partial<EndedFact>): Scenario {
  return async (bed) => {
    const input = await bed.running();
    await bed.tell(input, ended(change));
    await bed.handle(input).result();
    return [idOf(input)];
  };
}
/** Asked in each of the modes in turn, as somebody does who loses patience. */
function haltedWith(modes: readonly HaltRequest["mode"][], change: Partial<EndedFact>): Scenario {
  return async (bed) => {
    const input = await bed.running();
    const request = haltRequest();
    for (const mode of modes) {
      await halt(bed, input, { ...request, mode });
      await bed.rows.until(input.runId, { status: "STOPPING", halt_mode: mode });
    }
    const rung = { name: "CHECKPOINT", startedAt: RUNG_TIME, endedAt: null, outcome: null } as const;
    await bed.tell(input, { kind: "RUNG", rung });
    await bed.tell(input, { kind: "STOP_SEEN" }, "events");
    await bed.tell(input, ended({ finishedReason: "stopped", trainingComplete: false, ...change }));
    await bed.handle(input).result();
    return [idOf(input)];
  };
}
async function disableClass(bed: FlowBed): Promise<void> {
  await bed.database.pool.query("UPDATE resource_class SET enabled = false");
}

export const SCENARIOS: Readonly<Record<string, Scenario>> = {
  completed: endsAs({}),
  "target-reached": endsAs({ finishedReason: "target_reached" }),
  "trainer-error": endsAs({ exitCode: 3, finishedReason: null, errorMessage: "broken" }),
  "infrastructure-failure": endsAs({ recorded: false, exitCode: null, processGroupEmpty: null, evidence: "NONE" }),
  "halt-saved": haltedWith(["SAVE"], { stopConsumed: true, checkpoint: { id: "c", step: 5, sha256: "s" } }),
  "halt-terminate": haltedWith(["TERMINATE"], { exitCode: 143 }),
  "halt-kill": haltedWith(["SAVE", "TERMINATE", "KILL"], { exitCode: null, signal: "SIGKILL" }),
  async "halt-waiting"(bed) {
    await disableClass(bed);
    const input = await bed.train();
    await bed.rows.until(input.runId, { place: 1 });
    await halt(bed, input, haltRequest());
    await bed.handle(input).result();
    return [idOf(input)];
  },
  async "halt-revoked"(bed) {
    const input = await bed.train();
    await bed.rows.until(input.runId, { phase: "STARTING", desired: "RUN" });
    await halt(bed, input, haltRequest());
    await bed.rows.until(input.runId, { status: "STOPPING" });
    await bed.tell(input, { kind: "REVOKED" });
    await bed.handle(input).result();
    return [idOf(input)];
  },
  async "rejected-by-machine"(bed) {
    const input = await bed.train();
    await bed.rows.until(input.runId, { desired: "RUN" });
    await bed.tell(input, { kind: "REJECTED", message: "the checkpoint's hash differs" });
    await bed.handle(input).result();
    return [idOf(input)];
  },
  async "rejected-at-start"(bed) {
    const input = await bed.rows.order();
    await bed.database.pool.query("UPDATE experiment SET status = 'PENDING_DELETE' WHERE id = $1", [
      input.experimentId,
    ]);
    await deliverOutbox(bed.context);
    await bed
      .handle(input)
      .result()
      .catch(() => undefined);
    return [idOf(input)];
  },
  async "unreachable-and-back"(bed) {
    const input = await bed.running();
    await bed.tell(input, { kind: "UNREACHABLE", since: RUNG_TIME }, "reconciler");
    await bed.rows.until(input.runId, { phase: "UNREACHABLE" });
    await bed.tell(input, { kind: "REACHABLE" }, "reconciler");
    await bed.rows.until(input.runId, { phase: "TRAINING" });
    await bed.tell(input, ended({}));
    await bed.handle(input).result();
    return [idOf(input)];
  },
  async "ladder-expired"(bed) {
    const input = await bed.running({ graces: SHORT_GRACES });
    await halt(bed, input, haltRequest());
    await bed.handle(input).result();
    await bed.tell(input, { kind: "RECONCILED", processGroupEmpty: true, checkpoint: null, message: "" }, "agent");
    await bed.rows.until(input.runId, { leases: 0 });
    return [idOf(input), resourcePoolWorkflowId(bed.rows.resourceClassId)];
  },
  async "end-before-halt"(bed) {
    const input = await bed.running();
    const request = haltRequest();
    await bed.database.pool.query(
      `UPDATE run_intent SET desired = 'STOP', halt_id = $2, halt_mode = 'SAVE', halt_severity = 1,
         halt_requested_at = now(), halt_requested_via = 'WEB' WHERE run_id = $1`,
      [input.runId, request.haltId],
    );
    await bed.tell(input, ended({ finishedReason: "stopped", trainingComplete: false, stopConsumed: true }));
    await bed.handle(input).result();
    return [idOf(input)];
  },
  async "records-away"(bed) {
    const input = await bed.running();
    const { pool } = bed.database;
    await pool.query("ALTER TABLE run RENAME COLUMN flow_hash TO away");
    await halt(bed, input, haltRequest());
    await bed.tell(input, ended({ finishedReason: "stopped" }));
    await pool.query("ALTER TABLE run RENAME COLUMN away TO flow_hash");
    await bed.handle(input).result();
    return [idOf(input)];
  },
  async recovered(bed) {
    const input = await bed.running();
    await bed.handle(input).terminate();
    await recoverRuns(bed.context);
    await bed.tell(input, ended({}));
    await bed.rows.until(input.runId, { status: "SUCCEEDED" });
    await bed.handle(input).result();
    return [idOf(input)];
  },
  async "row-ahead"(bed) {
    const input = await bed.running();
    await bed.database.pool.query(
      "UPDATE run SET flow_sequence = flow_sequence + 3, flow_hash = 'later' WHERE id = $1",
      [input.runId],
    );
    await bed.tell(input, { kind: "CHECKPOINT_STARTED", step: 1 }, "events");
    await bed.rows.until(input.runId, { phase: "CHECKPOINTING" });
    await bed.tell(input, ended({}));
    await bed.handle(input).result();
    return [idOf(input)];
  },
  async "pool-restored"(bed) {
    const pool = resourcePoolWorkflowId(bed.rows.resourceClassId);
    const input = await bed.running();
    await bed.context.client.workflow.getHandle(pool).terminate();
    const next = await bed.train();
    await bed.rows.until(next.runId, { place: 1 });
    await bed.tell(input, ended({}));
    await bed.rows.until(next.runId, { desired: "RUN" });
    await bed.tell(next, { kind: "REJECTED", message: "no" });
    await bed.rows.until(next.runId, { status: "FAILED", leases: 0 });
    return [pool];
  },
  async "continued-as-new"(bed) {
    const input = await bed.running();
    const first = await bed.handle(input).describe();
    for (let step = 1; (await bed.handle(input).describe()).runId === first.runId; step += 1) {
      const fact = { kind: "CHECKPOINT_STARTED", step, source: "events", sourceSequence: 1_000 + step, at: RUNG_TIME };
      await bed.handle(input).signal(FACT_SIGNAL, fact);
    }
    await bed.tell(input, ended({}));
    await bed.handle(input).result();
    return [idOf(input)];
  },
  async "pool-in-turn"(bed) {
    const pool = resourcePoolWorkflowId(bed.rows.resourceClassId);
    const inputs: TrainRunInput[] = [];
    for (let place = 0; place < 5; place += 1) inputs.push(await bed.train());
    for (const input of inputs) {
      await bed.rows.until(input.runId, { desired: "RUN" });
      await bed.tell(input, { kind: "REJECTED", message: "no" });
      await bed.rows.until(input.runId, { status: "FAILED", leases: 0 });
    }
    await bed.context.client.workflow.getHandle(pool).executeUpdate(RETIRE_UPDATE);
    await bed.context.client.workflow.getHandle(pool).result();
    return [pool];
  },
  async deleted(bed) {
    const parent = await bed.running();
    await bed.tell(parent, ended({}));
    await bed.rows.until(parent.runId, { status: "SUCCEEDED", leases: 0 });
    const resumeCheckpointId = await bed.rows.addCheckpoint(parent);
    const child = await bed.running({ resumeCheckpointId });
    await bed.database.pool.query("INSERT INTO outbox (kind, dedupe_key, payload) VALUES ('DELETE', $1, $2)", [
      `delete/${parent.experimentId}`,
      JSON.stringify({ experimentId: parent.experimentId }),
    ]);
    await deliverOutbox(bed.context);
    await bed.rows.until(parent.runId, { experiment_status: "PENDING_DELETE" });
    await bed.tell(child, ended({}));
    const deletion = deleteExperimentWorkflowId(parent.experimentId);
    await bed.context.client.workflow.getHandle(deletion).result();
    return [deletion];
  },
};
