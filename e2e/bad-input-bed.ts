import { createHash, randomBytes, randomUUID } from "node:crypto";
import { afterAll, beforeAll, expect } from "vitest";
import { ArenaError, type ArenaClient } from "@arena/sdk";
import { clientOf, firstProject, ppo, uuidOf } from "./experiments.ts";
import { startSystem, type System } from "./system.ts";

export interface Answer {
  readonly status: number;
  readonly data?: unknown;
  readonly errors?: readonly { readonly message: string; readonly extensions?: { readonly code?: string } }[];
}

/** A running system with another organization beside the client's own, and how to see that a refusal changed nothing. */
export class BadInputBed {
  system!: System;
  client!: ArenaClient;
  projectId!: string;
  /** Of the other organization; each is there. */
  readonly foreign = {
    organization: randomUUID(),
    project: randomUUID(),
    experiment: randomUUID(),
    resourceClass: randomUUID(),
  };

  static use(): BadInputBed {
    const bed = new BadInputBed();
    beforeAll(() => bed.#start(), 300_000);
    afterAll(async () => {
      await bed.client?.close();
      await bed.system?.stop();
    });
    return bed;
  }

  async #start(): Promise<void> {
    this.system = await startSystem();
    this.client = clientOf(this.system);
    this.projectId = await firstProject(this.client);
    const { pool } = this.system;
    const { organization, project, experiment, resourceClass } = this.foreign;
    await pool.query("INSERT INTO organization (id, name, plan) VALUES ($1, 'Others', 'FREE')", [organization]);
    await pool.query("INSERT INTO project (id, organization_id, name, kind) VALUES ($1, $2, 'Secret', 'CLASSIC')", [
      project,
      organization,
    ]);
    await pool.query(
      "INSERT INTO experiment (id, organization_id, project_id, name, manifest) VALUES ($1, $2, $3, 'Secret one', $4)",
      [experiment, organization, project, JSON.stringify(ppo())],
    );
    await pool.query(
      "INSERT INTO resource_class (id, organization_id, name, slug, kind) VALUES ($1, $2, 'secret', 'secret', 'LOCAL')",
      [resourceClass, organization],
    );
  }

  create = (manifest: unknown, name: string = randomUUID()) =>
    this.client.createExperiment({ projectId: this.projectId, name, manifest: manifest as Record<string, unknown> });

  /** The refusal of what must be refused, and must change nothing. */
  refusal = async (work: () => Promise<unknown>): Promise<ArenaError> => {
    const before = await this.rowCounts();
    const error = await work().then(
      (answer) => new Error(`not refused: ${JSON.stringify(answer).slice(0, 200)}`),
      (caught: unknown) => caught,
    );
    expect(await this.rowCounts()).toEqual(before);
    if (!(error instanceof ArenaError)) throw error;
    return error;
  };

  /** Rows that a refused request may not add. */
  rowCounts = async (): Promise<unknown> => {
    const { rows } = await this.system.pool.query(
      `SELECT (SELECT count(*) FROM experiment) AS experiments, (SELECT count(*) FROM project) AS projects,
         (SELECT count(*) FROM outbox) AS outbox, (SELECT count(*) FROM activity_record) AS activity,
         (SELECT count(*) FROM checkpoint_pin) AS pins, (SELECT count(*) FROM api_key) AS keys,
         (SELECT count(*) FROM idempotency) AS idempotency`,
    );
    return rows[0];
  };

  /** To `/graphql`, as it is. */
  post = async (body: string, headers: Record<string, string> = {}): Promise<Answer> => {
    const response = await fetch(`${this.system.address}/graphql`, {
      method: "POST",
      headers: { "content-type": "application/json", authorization: `Bearer ${this.system.apiKey}`, ...headers },
      body,
    });
    const text = await response.text();
    return { status: response.status, ...(text.startsWith("{") ? (JSON.parse(text) as object) : {}) };
  };

  /** Of a second person, so that the first one's key goes on. */
  spareApiKey = async (): Promise<string> => {
    const [personId, keyId] = [randomUUID(), randomUUID()];
    const key = `arena_pat_${keyId}_${randomBytes(32).toString("hex")}`;
    const { pool } = this.system;
    const { rows } = await pool.query<{ organization_id: string }>(
      "SELECT organization_id FROM project WHERE id = $1",
      [uuidOf(this.projectId)],
    );
    const organizationId = rows[0]!.organization_id;
    await pool.query("INSERT INTO person (id, name, email) VALUES ($1, 'Spare', $1::uuid || '@spare.test')", [
      personId,
    ]);
    await pool.query("INSERT INTO membership (organization_id, person_id, role) VALUES ($1, $2, 'MEMBER')", [
      organizationId,
      personId,
    ]);
    await pool.query(
      "INSERT INTO api_key (id, organization_id, person_id, key_hash, last_four) VALUES ($1, $2, $3, $4, $5)",
      [keyId, organizationId, personId, createHash("sha256").update(key).digest("hex"), key.slice(-4)],
    );
    return key;
  };
}
