import { Client, Connection } from "@temporalio/client";
import { bundleWorkflowCode, DefaultLogger, NativeConnection, Runtime, Worker } from "@temporalio/worker";
import type { System } from "../system.ts";

/** Start to result of a workflow that does nothing, through the system's own Temporal server. */
export async function emptyWorkflowMs(system: System, rounds: number): Promise<number[]> {
  const address = `127.0.0.1:${system.component("temporal").port}`;
  // The worker's own words would stand between the figures.
  const logger = new DefaultLogger("ERROR");
  Runtime.install({ logger });
  const workflowBundle = await bundleWorkflowCode({
    logger,
    workflowsPath: new URL("./nothing.ts", import.meta.url).pathname,
  });
  const native = await NativeConnection.connect({ address });
  const connection = await Connection.connect({ address });
  const worker = await Worker.create({ connection: native, taskQueue: "bench-nothing", workflowBundle });
  const running = worker.run();
  try {
    const client = new Client({ connection });
    const all: number[] = [];
    for (let round = -3; round < rounds; round += 1) {
      const start = performance.now();
      await client.workflow.execute("nothing", { taskQueue: "bench-nothing", workflowId: `nothing-${round}` });
      if (round >= 0) all.push(performance.now() - start);
    }
    return all;
  } finally {
    worker.shutdown();
    await running;
    await Promise.allSettled([connection.close(), native.close()]);
  }
}
