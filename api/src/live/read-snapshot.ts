import type { Queryable } from "@arena/database/queryable";
import type { Database } from "@arena/database/client";

/** Snapshot and sequence of one moment, so that the events that follow are neither doubled nor missing. */
export async function readSnapshot<Snapshot>(
  pool: Database["pool"],
  newest: (reader: Queryable) => Promise<number>,
  read: (reader: Queryable) => Promise<Snapshot>,
): Promise<{ sequence: number; snapshot: Snapshot }> {
  const client = await pool.connect();
  let broken: Error | undefined;
  try {
    await client.query("BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY");
    const sequence = await newest(client);
    const snapshot = await read(client);
    await client.query("COMMIT");
    return { sequence, snapshot };
  } catch (error) {
    await client.query("ROLLBACK").catch((failure: Error) => {
      broken = failure;
    });
    throw error;
  } finally {
    client.release(broken);
  }
}
