import type { Client } from "@temporalio/client";
import type pg from "pg";

export interface ActivityDependencies {
  readonly pool: pg.Pool;
  readonly temporalClient: Client;
  readonly clock: () => Date;
}
