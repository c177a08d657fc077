import { randomUUID } from "node:crypto";
import { createDatabase, type Database } from "@arena/database/client";
import { parseKeyring } from "@arena/database/sealed";
import { createTestDatabase } from "@arena/database/test-database";
import type { Command } from "../../src/domain/command.ts";
import { createExperiment } from "../../src/domain/experiment/create-experiment.ts";
import { trainExperiment } from "../../src/domain/experiment/train-experiment.ts";
import { CHECKPOINT_CONTENTS } from "../../src/domain/checkpoint/contents.ts";
import type { EnvironmentWorkshop } from "../../src/domain/environment/workshop.ts";
import { createWorkshop } from "../../src/environments/create-workshop.ts";
import type { Installation } from "../../src/domain/installation.ts";
import { FakeOrchestration } from "./fake-orchestration.ts";

export const MANIFEST = { algorithm: { name: "PPO" }, environment: { name: "CartPole-v1" } };

const FILE = { path: "/nothing", sizeBytes: 1, sha256: "0".repeat(64), crc32: 0 };
export const INSTALLATION: Installation = {
  version: "0.1.0",
  publicUrl: "https://arena.test",
  apiPort: 4000,
  keyring: parseKeyring(Buffer.alloc(32, 7).toString("base64")),
  gateway: { host: "arena.test", port: 51_820 },
  tunnelRange: "172.24.0.0/16",
  rayImage: "ray",
  tunnelImage: "tunnel",
  payloadArchive: () => Promise.resolve("0".repeat(64)),
  bundlePayload: () =>
    Promise.resolve({ machine: "x86_64", nodeGzip: FILE, agent: FILE, launcher: FILE, trainer: FILE }),
};

/** Nothing is stored in it; tests of environments bring one of their own. */
const WORKSHOP = createWorkshop({ dataDir: "/nonexistent/arena", cacheDir: "/nonexistent/cache", python: null });

/** One organization in a database, and what its people have; acts through the use cases where there are any. */
export class OrganizationRows {
  readonly organizationId = randomUUID();
  readonly personId = randomUUID();
  readonly projectId = randomUUID();
  readonly resourceClassId = randomUUID();
  readonly homeId = randomUUID();
  readonly database: Database;
  readonly orchestration: FakeOrchestration;
  workshop: EnvironmentWorkshop = WORKSHOP;
  #made = 0;

  constructor(database: Database) {
    this.database = database;
    this.orchestration = new FakeOrchestration(database);
  }

  static async create(database: Database): Promise<OrganizationRows> {
    const rows = new OrganizationRows(database);
    const { pool } = database;
    const { organizationId, personId, projectId, resourceClassId, homeId } = rows;
    await pool.query("INSERT INTO organization (id, name, plan) VALUES ($1, 'Lab', 'FREE')", [organizationId]);
    await pool.query("INSERT INTO person (id, name, email) VALUES ($1, 'Ann', $1::uuid || '@lab.test')", [personId]);
    await pool.query("INSERT INTO membership (organization_id, person_id, role) VALUES ($1, $2, 'MANAGER')", [
      organizationId,
      personId,
    ]);
    await pool.query("INSERT INTO project (id, organization_id, name, kind) VALUES ($1, $2, 'P', 'CLASSIC')", [
      projectId,
      organizationId,
    ]);
    await pool.query(
      "INSERT INTO resource_class (id, organization_id, name, slug, kind) VALUES ($1, $2, 'local', 'local', 'LOCAL')",
      [resourceClassId, organizationId],
    );
    await pool.query("UPDATE organization SET default_resource_class_id = $2 WHERE id = $1", [
      organizationId,
      resourceClassId,
    ]);
    await pool.query(
      `INSERT INTO agent_home (id, resource_class_id, machine_id, boot_id, hostname, agent_version)
       VALUES ($1, $2, 'm', 'b', 'h', '1')`,
      [homeId, resourceClassId],
    );
    return rows;
  }

  command(change: Partial<Command> = {}): Command {
    const { organizationId, personId, database, orchestration } = this;
    const viewer = {
      personId,
      organizationId,
      name: "Ann",
      email: "ann@lab.test",
      role: "MANAGER",
      plan: "FREE",
    } as const;
    return {
      viewer: { ...viewer, via: "SDK" },
      via: "SDK",
      ipAddress: "192.0.2.1",
      idempotencyKey: null,
      database,
      orchestration,
      installation: INSTALLATION,
      workshop: this.workshop,
      ...change,
    };
  }

  async experiment(manifest: unknown = MANIFEST, name = `Experiment ${(this.#made += 1)}`): Promise<string> {
    const { projectId, resourceClassId } = this;
    return (await createExperiment(this.command(), { projectId, name, manifest, resourceClassId })).experimentId;
  }

  async running(): Promise<{ experimentId: string; runId: string }> {
    const started = await trainExperiment(this.command(), { experimentId: await this.experiment() });
    await this.move(started, "RUNNING", "TRAINING");
    return started;
  }

  /** Trained, halted, saved. */
  async stopped(step = 10_000): Promise<{ experimentId: string; runId: string; checkpointId: string }> {
    const started = await this.running();
    const checkpointId = randomUUID();
    await this.database.pool.query(
      `INSERT INTO checkpoint (id, run_id, experiment_id, organization_id, home_id, path, step, reason, size_bytes,
         sha256, contents) VALUES ($1, $2, $3, $4, $5, '/c', $6, 'stop', 1, 'ab', $7)`,
      [checkpointId, started.runId, started.experimentId, this.organizationId, this.homeId, step, CHECKPOINT_CONTENTS],
    );
    await this.move(started, "STOPPING", "RELEASING");
    await this.move(started, "STOPPED", null);
    return { ...started, checkpointId };
  }

  async move(
    { experimentId, runId }: { experimentId: string; runId: string },
    status: string,
    phase: string | null,
  ): Promise<void> {
    await this.database.pool.query("UPDATE run SET status = $2, phase = $3 WHERE id = $1", [runId, status, phase]);
    await this.database.pool.query("UPDATE experiment SET status = $2, phase = $3 WHERE id = $1", [
      experimentId,
      status,
      phase,
    ]);
  }

  async count(table: string, where = "true", values: readonly unknown[] = []): Promise<number> {
    const sql = `SELECT count(*)::int AS count FROM ${table} WHERE ${where}`;
    return (await this.database.pool.query<{ count: number }>(sql, [...values])).rows[0]!.count;
  }
}

export interface DomainDatabase {
  readonly database: Database;
  close(): Promise<void>;
}
export async function createDomainDatabase(): Promise<DomainDatabase> {
  const testDatabase = await createTestDatabase();
  const database = createDatabase(testDatabase.url);
  return {
    database,
    async close() {
      await database.close();
      await testDatabase.drop();
    },
  };
}
