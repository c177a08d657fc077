import { randomBytes, randomUUID } from "node:crypto";
import { hashPassword } from "better-auth/crypto";
import type pg from "pg";
import { v7 as uuidv7 } from "uuid";
import { inTransaction } from "@arena/database/client";
import { hashSecret } from "../domain/secret.ts";
import { ensureAgentToken } from "./agent-token.ts";
import { ensureGateway, sealAnew } from "./seal-secrets.ts";
import { storeEnvironments } from "./store-environments.ts";
import type { SeedSettings } from "./seed-settings.ts";

export interface SeedResult {
  readonly created: boolean;
  readonly email: string;
  /** Only when it was generated, at the first start. */
  readonly password?: string;
  readonly agentTokenFile: string;
}

// One at a time, whoever starts twice: any number that nothing else locks.
const SEED_LOCK = 7_236_001;

export async function seed(pool: pg.Pool, settings: SeedSettings): Promise<SeedResult> {
  const token = ensureAgentToken(settings.dataDir);
  return inTransaction(pool, async (client) => {
    await client.query("SELECT pg_advisory_xact_lock($1)", [SEED_LOCK]);
    await client.query("INSERT INTO installation (incarnation_id) VALUES ($1) ON CONFLICT DO NOTHING", [randomUUID()]);
    await storeEnvironments(client);
    await ensureGateway(client, settings.keyring);
    await sealAnew(client, settings.keyring);
    const existing = await client.query<{ email: string }>(
      "SELECT p.email FROM person p JOIN membership m ON m.person_id = p.id WHERE m.role = 'MANAGER' ORDER BY p.created_at LIMIT 1",
    );
    const password = settings.password ?? randomBytes(12).toString("base64url");
    const created = existing.rows.length === 0;
    if (created) await createFirst(client, settings, password);
    await client.query("UPDATE resource_class SET capacity = $1, agent_token_hash = $2 WHERE kind = 'LOCAL'", [
      settings.localCapacity,
      hashSecret(token.token),
    ]);
    const email = existing.rows[0]?.email ?? settings.email;
    const generated = created && settings.password === null ? { password } : {};
    return { created, email, ...generated, agentTokenFile: token.file };
  });
}

async function createFirst(client: pg.PoolClient, settings: SeedSettings, password: string): Promise<void> {
  const [organizationId, personId, classId] = [uuidv7(), uuidv7(), uuidv7()];
  await client.query("INSERT INTO organization (id, name, plan) VALUES ($1, 'My organization', $2)", [
    organizationId,
    settings.plan,
  ]);
  await client.query(
    `INSERT INTO person (id, name, email, email_verified, current_organization_id) VALUES ($1, $2, $3, true, $4)`,
    [personId, settings.email.split("@")[0], settings.email, organizationId],
  );
  await client.query(
    `INSERT INTO auth_account (id, person_id, account_id, provider_id, password) VALUES ($1, $2, $3, 'credential', $4)`,
    [uuidv7(), personId, personId, await hashPassword(password)],
  );
  await client.query("INSERT INTO membership (organization_id, person_id, role) VALUES ($1, $2, 'MANAGER')", [
    organizationId,
    personId,
  ]);
  await client.query(
    "INSERT INTO project (id, organization_id, name, kind) VALUES ($1, $2, 'First project', 'CLASSIC')",
    [uuidv7(), organizationId],
  );
  await client.query(
    `INSERT INTO resource_class (id, organization_id, name, slug, kind, description, capacity)
     VALUES ($1, $2, 'local', 'local', 'LOCAL', 'This machine', $3)`,
    [classId, organizationId, settings.localCapacity],
  );
  await client.query("UPDATE organization SET default_resource_class_id = $2 WHERE id = $1", [organizationId, classId]);
  if (settings.apiKey) {
    await client.query(
      "INSERT INTO api_key (id, organization_id, person_id, key_hash, last_four) VALUES ($1, $2, $3, $4, $5)",
      [uuidv7(), organizationId, personId, hashSecret(settings.apiKey), settings.apiKey.slice(-4)],
    );
  }
}
