import { TEMPORAL_NAMESPACE, taskQueues } from "../contract/task-queues.ts";
import type { IncarnationAnswer } from "../contract/incarnation.ts";
import { compareIncarnations } from "./compare-incarnations.ts";
import type { ControlContext } from "./control-context.ts";
import { createInstaller, type InstallerSettings } from "../installer/create-installer.ts";
import { connectDependencies } from "./dependencies.ts";
import { startDispatcher } from "./dispatcher.ts";
import { startReconciler } from "./reconciler.ts";
import { createWorkers } from "./workers.ts";

export interface Control {
  /** Settles when a worker has stopped; rejects when it failed. */
  readonly finished: Promise<void>;
  /** Said by `/healthz`; null while it is not known. */
  readonly incarnation: IncarnationAnswer | null;
  stop(): Promise<void>;
}
export interface ControlOptions {
  readonly namespace?: string;
  /** Before the names of the task queues, so that several control workers share one namespace. */
  readonly queuePrefix?: string;
  /** How clusters are reached; absent: this worker installs none. */
  readonly installer?: InstallerSettings;
}

export async function startControl(
  databaseUrl: string,
  temporalAddress: string,
  { onError, onAlarm }: Pick<ControlContext, "onError" | "onAlarm">,
  options: ControlOptions = {},
): Promise<Control> {
  const dependencies = await connectDependencies(databaseUrl, temporalAddress, options.namespace ?? TEMPORAL_NAMESPACE);
  const queues = taskQueues(options.queuePrefix);
  const context = { pool: dependencies.database.pool, client: dependencies.client, queues, onError, onAlarm };
  const installer =
    options.installer === undefined ? null : createInstaller(dependencies.database.pool, options.installer);
  const workers = await createWorkers(dependencies, queues, installer);
  const runs = Promise.all(workers.map((worker) => worker.run()));
  const dispatcher = await startDispatcher(databaseUrl, context);
  const reconciler = startReconciler(context);
  let incarnation: IncarnationAnswer | null = null;
  const comparison = compareIncarnations(context).then((answer) => (incarnation = answer), onError);
  return {
    finished: runs.then(() => undefined),
    get incarnation() {
      return incarnation;
    },
    async stop() {
      reconciler.close();
      for (const worker of workers) if (worker.getState() === "RUNNING") worker.shutdown();
      await Promise.allSettled([runs, dispatcher.close(), comparison]);
      installer?.logins.dispose();
      await dependencies.close();
    },
  };
}
