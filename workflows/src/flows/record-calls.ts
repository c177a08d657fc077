import {
  ActivityFailure,
  ApplicationFailure,
  proxyActivities,
  proxyLocalActivities,
  workflowInfo,
} from "@temporalio/workflow";
import { recordsQueueBeside } from "../contract/task-queues.ts";
import type { PoolActivities } from "./pool-activities-contract.ts";
import type { RunActivities } from "./run-activities-contract.ts";

/**
 * One local attempt, which costs no round trip through the server, then an ordinary activity, repeated for ever: a
 * database that is away must not hold the workflow's task open, or halts would wait for it.
 */
const local = { startToCloseTimeout: "1500ms", retry: { maximumAttempts: 1 } } as const;
const durable = {
  startToCloseTimeout: "5s",
  retry: { initialInterval: "200ms", maximumInterval: "5s" },
} as const;

type Calls = RunActivities & PoolActivities;
const once = proxyLocalActivities<Calls>(local);
function forEver(): Calls {
  return proxyActivities<Calls>({ ...durable, taskQueue: recordsQueueBeside(workflowInfo().taskQueue) });
}

type Arguments<K extends keyof Calls> = Parameters<Calls[K]>;
type Answer<K extends keyof Calls> = Awaited<ReturnType<Calls[K]>>;

export async function runRecords<K extends keyof Calls>(name: K, ...given: Arguments<K>): Promise<Answer<K>> {
  try {
    return (await (once[name] as (...values: Arguments<K>) => Promise<Answer<K>>)(...given)) as Answer<K>;
  } catch (error) {
    if (error instanceof ActivityFailure && error.cause instanceof ApplicationFailure && error.cause.nonRetryable)
      throw error;
    return (await (forEver()[name] as (...values: Arguments<K>) => Promise<Answer<K>>)(...given)) as Answer<K>;
  }
}
