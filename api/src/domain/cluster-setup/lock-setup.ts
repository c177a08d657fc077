import { hasOperationEnded, type OperationStatus } from "@arena/workflows/contract/cluster-operation";
import { SETUP_TOKEN_HOURS } from "@arena/workflows/contract/cluster-setup";
import type pg from "pg";
import { hashSecret } from "../secret.ts";

/** A token, and what became of it. */
export interface LockedSetup {
  readonly tokenHash: string;
  readonly resourceClassId: string;
  readonly organizationId: string;
  /** Null: it was not begun. */
  readonly operationId: string | null;
  readonly lastNumber: number;
  readonly isEnded: boolean;
}

/** Null: no such token, it is too old, or its class is gone. The class's row is locked before the token's, as where one is given. */
export async function lockSetup(client: pg.PoolClient, token: string): Promise<LockedSetup | null> {
  const tokenHash = hashSecret(token);
  const { rows: classes } = await client.query<{ organizationId: string }>(
    `SELECT organization_id AS "organizationId" FROM resource_class
     WHERE id = (SELECT resource_class_id FROM cluster_setup WHERE token_hash = $1) AND deleted_at IS NULL FOR NO KEY UPDATE`,
    [tokenHash],
  );
  if (classes[0] === undefined) return null;
  const { rows } = await client.query<Omit<LockedSetup, "organizationId">>(
    `SELECT token_hash AS "tokenHash", resource_class_id AS "resourceClassId", operation_id AS "operationId",
       last_number AS "lastNumber", ended_at IS NOT NULL AS "isEnded"
     FROM cluster_setup WHERE token_hash = $1 AND created_at > now() - $2 * interval '1 hour' FOR UPDATE`,
    [tokenHash, SETUP_TOKEN_HOURS],
  );
  return rows[0] === undefined ? null : { ...rows[0], organizationId: classes[0].organizationId };
}

/** The installation goes on, as far as the server knows. */
export async function isSetupOpen(client: pg.PoolClient, operationId: string): Promise<boolean> {
  const { rows } = await client.query<{ status: OperationStatus }>(
    "SELECT status FROM cluster_operation WHERE id = $1",
    [operationId],
  );
  const status = rows[0]?.status;
  return status !== undefined && status !== "ABORTING" && !hasOperationEnded(status);
}
