import type pg from "pg";
import { hashSecret } from "../domain/secret.ts";

/** An agent's token belongs to a resource class; only its hash is stored. */
export class ClassTokens {
  readonly #pool: pg.Pool;

  constructor(pool: pg.Pool) {
    this.#pool = pool;
  }

  /** The class that a header's token is of, or null. */
  async classOf(authorization: string | undefined): Promise<string | null> {
    const token = /^Bearer (\S{16,200})$/.exec(authorization ?? "")?.[1];
    if (!token) return null;
    const { rows } = await this.#pool.query<{ id: string }>(
      `SELECT id FROM resource_class WHERE agent_token_hash = $1
       UNION ALL SELECT resource_class_id FROM cluster_key WHERE agent_token_hash = $1 AND revoked_at IS NULL`,
      [hashSecret(token)],
    );
    return rows[0]?.id ?? null;
  }
}
