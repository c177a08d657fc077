import { createDatabase, type Database } from "@arena/database/client";
import { Client, Connection } from "@temporalio/client";
import { NativeConnection } from "@temporalio/worker";
import { TEMPORAL_NAMESPACE } from "../contract/task-queues.ts";

export interface WorkerDependencies {
  readonly database: Database;
  readonly client: Client;
  readonly native: NativeConnection;
  close(): Promise<void>;
}

export async function connectDependencies(databaseUrl: string, temporalAddress: string): Promise<WorkerDependencies> {
  const [connection, native] = await Promise.all([
    Connection.connect({ address: temporalAddress }),
    NativeConnection.connect({ address: temporalAddress }),
  ]);
  const database = createDatabase(databaseUrl);
  return {
    database,
    native,
    client: new Client({ connection, namespace: TEMPORAL_NAMESPACE }),
    async close() {
      await Promise.allSettled([database.close(), connection.close(), native.close()]);
    },
  };
}
