import { createHash, randomBytes, randomUUID } from "node:crypto";
import type { System } from "../system.ts";

export interface MadeOrganization {
  readonly id: string;
  /** A key of a Member. */
  readonly apiKey: string;
  readonly projectId: string;
}

/** Another tenant, with a Member who has a key, a project and a draft called `Secret one`. */
export async function makeOrganization(
  { pool }: System,
  plan: "FREE" | "ENTERPRISE",
  role: "MEMBER" | "MANAGER" = "MEMBER",
): Promise<MadeOrganization> {
  const [id, personId, projectId, keyId] = [randomUUID(), randomUUID(), randomUUID(), randomUUID()];
  await pool.query("INSERT INTO organization (id, name, plan) VALUES ($1, $2, $3)", [id, `Others ${id}`, plan]);
  await pool.query(
    "INSERT INTO person (id, name, email, current_organization_id) VALUES ($1, 'Olga Other Person', $2, $3)",
    [personId, `${personId}@others.test`, id],
  );
  await pool.query("INSERT INTO membership (organization_id, person_id, role) VALUES ($1, $2, $3)", [
    id,
    personId,
    role,
  ]);
  await pool.query(
    "INSERT INTO project (id, organization_id, name, kind) VALUES ($1, $2, 'Secret project', 'CLASSIC')",
    [projectId, id],
  );
  await pool.query(
    "INSERT INTO experiment (id, organization_id, project_id, name, manifest) VALUES ($1, $2, $3, 'Secret one', '{}')",
    [randomUUID(), id, projectId],
  );
  const apiKey = `arena_pat_${keyId}_${randomBytes(32).toString("hex")}`;
  await pool.query(
    "INSERT INTO api_key (id, organization_id, person_id, key_hash, last_four) VALUES ($1, $2, $3, $4, $5)",
    [keyId, id, personId, createHash("sha256").update(apiKey).digest("hex"), apiKey.slice(-4)],
  );
  return { id, apiKey, projectId };
}
