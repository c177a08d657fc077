import { PrismaPg } from "@prisma/adapter-pg";
import pg from "pg";
import { PrismaClient } from "./generated/client/client.ts";

export interface Database {
  readonly pool: pg.Pool;
  readonly prisma: PrismaClient;
  close(): Promise<void>;
}

// The adapter carries a copy of pg's types of its own version; the pool is the same at run time.
type AdapterPool = Exclude<ConstructorParameters<typeof PrismaPg>[0], string>;

const BIGINT_OID = 20;
const BIGINT_ARRAY_OID = 1016;
const parseBigintArray = (text: string): number[] => (text === "{}" ? [] : text.slice(1, -1).split(",").map(Number));

/** Steps and sequences stay far below 2^53, so rows read through the pool hold numbers, not strings. */
export const numericTypes: pg.CustomTypesConfig = {
  getTypeParser: ((oid: number, format?: "text" | "binary") => {
    if (format !== "binary" && oid === BIGINT_OID) return Number;
    if (format !== "binary" && oid === BIGINT_ARRAY_OID) return parseBigintArray;
    return pg.types.getTypeParser(oid, format ?? "text");
  }) as typeof pg.types.getTypeParser,
};

/** One pool for both ways to the database: Prisma for models, `pool` for what Prisma cannot express. */
export function createDatabase(url: string, options: { maxConnections?: number } = {}): Database {
  const pool = new pg.Pool({
    connectionString: url,
    max: options.maxConnections ?? 20,
    types: numericTypes,
    application_name: "arena",
  });
  // An idle connection that the server ends is replaced at the next query; unheard, its error would end the process.
  pool.on("error", () => undefined);
  const prisma = new PrismaClient({ adapter: new PrismaPg(pool as unknown as AdapterPool) });
  return {
    pool,
    prisma,
    async close() {
      await prisma.$disconnect();
      await pool.end();
    },
  };
}

/** Runs `work` in one transaction: committed when it resolves, rolled back when it throws. */
export async function inTransaction<T>(pool: pg.Pool, work: (client: pg.PoolClient) => Promise<T>): Promise<T> {
  const client = await pool.connect();
  let broken: Error | undefined;
  try {
    await client.query("BEGIN");
    const result = await work(client);
    await client.query("COMMIT");
    return result;
  } catch (error) {
    await client.query("ROLLBACK").catch((failure: unknown) => {
      broken = failure instanceof Error ? failure : new Error(String(failure));
    });
    throw error;
  } finally {
    // A connection that cannot roll back is thrown away, or the next user would find its transaction open.
    client.release(broken);
  }
}
