import { connectDependencies } from "./dependencies.ts";
import { startDispatcher } from "./dispatcher.ts";
import { startReconciler } from "./reconciler.ts";
import { createWorkers } from "./workers.ts";

export interface Control {
  /** Settles when a worker has stopped; rejects when it failed. */
  readonly finished: Promise<void>;
  stop(): Promise<void>;
}

export async function startControl(
  databaseUrl: string,
  temporalAddress: string,
  onError: (error: unknown) => void,
): Promise<Control> {
  const dependencies = await connectDependencies(databaseUrl, temporalAddress);
  const workers = await createWorkers(dependencies);
  const runs = Promise.all(workers.map((worker) => worker.run()));
  const dispatcher = await startDispatcher(databaseUrl, dependencies.database.pool, dependencies.client, onError);
  const reconciler = startReconciler(dependencies.database.pool, dependencies.client, onError);
  return {
    finished: runs.then(() => undefined),
    async stop() {
      reconciler.close();
      for (const worker of workers) if (worker.getState() === "RUNNING") worker.shutdown();
      await Promise.allSettled([runs, dispatcher.close()]);
      await dependencies.close();
    },
  };
}
