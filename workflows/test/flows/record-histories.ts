// Records the histories that replay-histories.test.ts replays. By hand, when a flow gains an ending:
//   ARENA_TEST_DATABASE_URL=… ARENA_TEMPORAL_BINARY=… node workflows/test/flows/record-histories.ts [scenario…]
import { mkdir, writeFile } from "node:fs/promises";
import type { History } from "@temporalio/common/lib/proto-utils.js";
import { TestWorkflowEnvironment } from "@temporalio/testing";
import { createFlowBed, type FlowBed } from "./flow-bed.ts";
import { historyToText } from "./history-text.ts";
import { CLUSTER_SCENARIOS } from "./cluster-scenarios.ts";
import { SCENARIOS } from "./history-scenarios.ts";

/** Few, so that a history that goes on as new stays short. */
const EVENTS_BEFORE_CONTINUE_AS_NEW = 150;
const FOLDER = new URL("./histories/", import.meta.url);

async function startServer(): Promise<TestWorkflowEnvironment> {
  const path = process.env["ARENA_TEMPORAL_BINARY"];
  if (!path) throw new Error("Set ARENA_TEMPORAL_BINARY to the path of the temporal command");
  const limit = `limit.historyCount.suggestContinueAsNew=${EVENTS_BEFORE_CONTINUE_AS_NEW}`;
  return TestWorkflowEnvironment.createLocal({
    server: { executable: { type: "existing-path", path }, extraArgs: ["--dynamic-config-value", limit] },
  });
}

/** Every execution of the workflow, from the first on. */
async function historiesOf(bed: FlowBed, workflowId: string): Promise<readonly History[]> {
  const { workflow } = bed.context.client;
  const { raw, runId } = await workflow.getHandle(workflowId).describe();
  const histories: History[] = [];
  let next: string | null | undefined = raw.workflowExecutionInfo?.firstRunId ?? runId;
  while (next) {
    const history: History = await workflow.getHandle(workflowId, next).fetchHistory();
    histories.push(history);
    next = history.events?.at(-1)?.workflowExecutionContinuedAsNewEventAttributes?.newExecutionRunId;
  }
  return histories;
}

async function record(name: string): Promise<void> {
  const bed = await createFlowBed({ environment: await startServer(), capacity: 1, installs: true });
  try {
    for (const workflowId of await ALL[name]!(bed)) {
      const [flow, , position] = workflowId.split("/");
      const host = flow === "clusterHost" ? `-host-${position}` : "";
      const histories = await historiesOf(bed, workflowId);
      for (const [index, history] of histories.entries()) {
        const part = histories.length > 1 ? `-${index + 1}` : "";
        const file = `${flow}-${name}${host}${part}.json`;
        await writeFile(new URL(file, FOLDER), `${historyToText(history)}\n`);
        console.log(`${file}: ${history.events?.length} events`);
      }
    }
  } finally {
    await bed.close();
  }
}

const ALL = { ...SCENARIOS, ...CLUSTER_SCENARIOS };
await mkdir(FOLDER, { recursive: true });
const names = process.argv.slice(2);
for (const name of names.length > 0 ? names : Object.keys(ALL)) await record(name);
