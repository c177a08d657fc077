import { createDatabase, type Database } from "@arena/database/client";
import { Client, Connection } from "@temporalio/client";
import { NativeConnection } from "@temporalio/worker";

export interface WorkerDependencies {
  readonly database: Database;
  readonly client: Client;
  readonly native: NativeConnection;
  readonly namespace: string;
  close(): Promise<void>;
}

export async function connectDependencies(
  databaseUrl: string,
  temporalAddress: string,
  namespace: string,
): Promise<WorkerDependencies> {
  const [connection, native] = await Promise.all([
    Connection.connect({ address: temporalAddress }),
    NativeConnection.connect({ address: temporalAddress }),
  ]);
  const database = createDatabase(databaseUrl);
  return {
    database,
    native,
    namespace,
    client: new Client({ connection, namespace }),
    async close() {
      await Promise.allSettled([database.close(), connection.close(), native.close()]);
    },
  };
}
