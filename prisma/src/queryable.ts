import type pg from "pg";

/** A pool or one of its connections: reads take either, writes take the connection that holds their transaction. */
export type Queryable = pg.Pool | pg.PoolClient | pg.Client;
