import { randomUUID } from "node:crypto";
import { DefaultLogger, Runtime, type Worker } from "@temporalio/worker";
import { TestWorkflowEnvironment } from "@temporalio/testing";
import type { WorkflowHandle } from "@temporalio/client";
import { createDatabase, type Database } from "@arena/database/client";
import { createTestDatabase } from "@arena/database/test-database";
import { trainRunWorkflowId } from "../../src/contract/ids.ts";
import { taskQueues } from "../../src/contract/task-queues.ts";
import type { RunFactBody, TrainRunInput } from "../../src/contract/train-run.ts";
import type { ControlContext } from "../../src/worker/control-context.ts";
import { deliverFacts } from "../../src/worker/deliver-facts.ts";
import { deliverOutbox } from "../../src/worker/deliver-outbox.ts";
import { createWorkers } from "../../src/worker/workers.ts";
import { makeBedInstaller } from "./bed-installer.ts";
import { RunRows, type OrderOptions } from "./run-rows.ts";

Runtime.install({ logger: new DefaultLogger("ERROR") });

export interface FlowBed {
  readonly environment: TestWorkflowEnvironment;
  readonly database: Database;
  /** May be replaced by others in the same database, so that tests do not share a class. */
  rows: RunRows;
  readonly context: ControlContext;
  handle(input: TrainRunInput): WorkflowHandle;
  /** Ordered, and scheduled by its flow. */
  train(options?: OrderOptions): Promise<TrainRunInput>;
  running(options?: OrderOptions): Promise<TrainRunInput>;
  tell(input: TrainRunInput, body: RunFactBody, source?: string): Promise<void>;
  close(): Promise<void>;
}

function testServerPath(): string {
  const path = process.env["ARENA_TEMPORAL_TEST_SERVER"];
  if (!path) throw new Error("Set ARENA_TEMPORAL_TEST_SERVER to the path of Temporal's time-skipping test server");
  return path;
}

export interface FlowBedOptions {
  readonly capacity?: number;
  readonly connected?: boolean;
  /** A server of another kind than the one whose clock is virtual; ended with the bed. */
  readonly environment?: TestWorkflowEnvironment;
  /** Keeps beds on one server apart. */
  readonly queuePrefix?: string;
  /** Clusters are installed too. */
  readonly installs?: boolean;
}

/** The virtual clock stands still after a `terminate()`: stories with one are played on a real server. */
export async function createFlowBedOnServer(
  options: Pick<FlowBedOptions, "capacity" | "installs"> = {},
): Promise<FlowBed> {
  const address = process.env["ARENA_TEST_TEMPORAL"];
  if (!address) throw new Error("Set ARENA_TEST_TEMPORAL to the address of a Temporal server");
  const environment = await TestWorkflowEnvironment.createFromExistingServer({ address });
  return createFlowBed({ ...options, environment, queuePrefix: `${randomUUID()}-` });
}

function onVirtualClock(): Promise<TestWorkflowEnvironment> {
  const executable = { type: "existing-path", path: testServerPath() } as const;
  return TestWorkflowEnvironment.createTimeSkipping({ server: { executable } });
}

/**
 * The flows and their activities on a virtual clock and a real database. Time passes in `result()`, which skips it,
 * in `environment.sleep()` and, a little, in `rows.until()`; outbox and facts are delivered when the test says so.
 */
export async function createFlowBed(options: FlowBedOptions = {}): Promise<FlowBed> {
  const environment = options.environment ?? (await onVirtualClock());
  const testDatabase = await createTestDatabase();
  const database = createDatabase(testDatabase.url, { maxConnections: 8 });
  const queues = taskQueues(options.queuePrefix);
  const { client, nativeConnection: native } = environment;
  const namespace = environment.namespace ?? "default";
  const installer = options.installs ? await makeBedInstaller(database.pool) : null;
  const dependencies = { database, client, native, namespace };
  const workers: readonly Worker[] = await createWorkers(dependencies, queues, installer?.context);
  const runs = Promise.all(workers.map((worker) => worker.run()));
  const rows = await new RunRows(database.pool).create(options);
  rows.pause = () => environment.sleep(20);
  const context: ControlContext = {
    pool: database.pool,
    client,
    queues,
    onError: (error) => {
      throw error;
    },
    onAlarm: () => undefined,
  };
  const bed: FlowBed = {
    environment,
    database,
    rows,
    context,
    handle: (input) => client.workflow.getHandle(trainRunWorkflowId(input.experimentId, input.runNumber)),
    async train(given) {
      const input = await bed.rows.order(given);
      await deliverOutbox(context);
      return input;
    },
    async running(given) {
      const input = await bed.train(given);
      await bed.rows.until(input.runId, { desired: "RUN" });
      await bed.tell(input, { kind: "CLAIMED", homeId: bed.rows.homeId, pid: 1 });
      await bed.tell(input, { kind: "FIRST_EVENT", step: 0 }, "events");
      await bed.rows.until(input.runId, { status: "RUNNING", phase: "TRAINING" });
      return input;
    },
    async tell(input, body, source) {
      await bed.rows.fact(input.runId, body, source);
      await deliverFacts(context);
    },
    async close() {
      for (const worker of workers) worker.shutdown();
      await runs;
      await installer?.dispose();
      await environment.teardown();
      await database.close();
      await testDatabase.drop();
    },
  };
  return bed;
}
