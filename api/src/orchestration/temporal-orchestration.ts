import { Client, Connection } from "@temporalio/client";
import { TEMPORAL_NAMESPACE } from "@arena/workflows/contract/task-queues";
import type { Orchestration } from "../domain/orchestration-port.ts";
import { withDeadline } from "./deadline.ts";
import { haltRun } from "./halt-run.ts";
import { retirePool } from "./retire-pool.ts";
import { startTrain } from "./start-train.ts";

export interface TemporalOrchestration extends Orchestration {
  isReady(): Promise<boolean>;
}

const READY_TIMEOUT_MS = 1_000;

/** The one place that talks to Temporal. Connects when it is first needed, so the api starts while Temporal is down. */
export function createTemporalOrchestration(address: string): TemporalOrchestration {
  const connection = Connection.lazy({ address, connectTimeout: "2s" });
  const client = new Client({ connection, namespace: TEMPORAL_NAMESPACE });
  return {
    startTrain: (input, deadlineMs) => withDeadline(connection, deadlineMs, () => startTrain(client, input)),
    halt: (workflowId, request, deadlineMs) =>
      withDeadline(connection, deadlineMs, () => haltRun(client, workflowId, request)),
    retirePool: (resourceClassId, deadlineMs) =>
      withDeadline(connection, deadlineMs, () => retirePool(client, resourceClassId)),
    async isReady() {
      try {
        await connection.withDeadline(Date.now() + READY_TIMEOUT_MS, async () => {
          await connection.ensureConnected();
          await connection.workflowService.getSystemInfo({});
        });
        return true;
      } catch {
        return false;
      }
    },
    close: () => connection.close(),
  };
}
