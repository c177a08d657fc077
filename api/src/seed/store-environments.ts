import type pg from "pg";
import { v7 as uuidv7 } from "uuid";
import { CATALOGUE } from "../../../trainers/classic/src/catalogue.ts";

/** The environments that ship with Arena, as its trainer's catalogue says them. */
export async function storeEnvironments(client: pg.PoolClient): Promise<void> {
  for (const { name, version, category, observationType, actionType, algorithms } of CATALOGUE.environments) {
    const columns = [version, category, observationType, actionType, algorithms];
    const updated = await client.query(
      `UPDATE environment SET version = $2, category = $3, observation_type = $4, action_type = $5, algorithms = $6
       WHERE organization_id IS NULL AND name = $1`,
      [name, ...columns],
    );
    if (updated.rowCount !== 0) continue;
    await client.query(
      `INSERT INTO environment (id, name, version, category, observation_type, action_type, algorithms)
       VALUES ($1, $2, $3, $4, $5, $6, $7)`,
      [uuidv7(), name, ...columns],
    );
  }
}
