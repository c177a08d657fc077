import type pg from "pg";
import type { Installation } from "../installation.ts";

export interface SetupDependencies {
  readonly pool: pg.Pool;
  readonly installation: Pick<Installation, "keyring">;
}
