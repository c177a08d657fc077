import { randomUUID } from "node:crypto";
import { afterAll, beforeAll, beforeEach } from "vitest";
import { inTransaction, type Database } from "@arena/database/client";
import type { Command } from "../../src/domain/command.ts";
import { createExperiment } from "../../src/domain/experiment/create-experiment.ts";
import { trainExperiment } from "../../src/domain/experiment/train-experiment.ts";
import { enableOnPrem } from "../../src/domain/on-prem/switch-provider.ts";
import { listResourceClasses } from "../../src/domain/organization/list-pages.ts";
import { createResourceClass } from "../../src/domain/resource-class/create-resource-class.ts";
import { ensureGateway } from "../../src/seed/seal-secrets.ts";
import {
  createDomainDatabase,
  INSTALLATION,
  MANIFEST,
  OrganizationRows,
  type DomainDatabase,
} from "./organization-rows.ts";

/** A database of the test file, and in it an Enterprise organization of each test's own. */
export class OnPremBed {
  rows!: OrganizationRows;
  #opened!: DomainDatabase;

  get database(): Database {
    return this.#opened.database;
  }

  manager = (change: Partial<Command["viewer"]> = {}, more: Partial<Command> = {}): Command => {
    const command = this.rows.command(more);
    return { ...command, viewer: { ...command.viewer, plan: "ENTERPRISE", ...change } };
  };

  newClass = async (name = "GPU nodes", given: Record<string, unknown> = {}): Promise<string> => {
    await enableOnPrem(this.manager());
    return (await createResourceClass(this.manager(), { name, nodes: 2, ...given })).resourceClassId;
  };

  classRow = async (id: string): Promise<Record<string, unknown>> => {
    const { rows } = await this.database.pool.query<Record<string, unknown>>(
      "SELECT * FROM resource_class WHERE id = $1",
      [id],
    );
    return rows[0]!;
  };

  offered = async (): Promise<readonly string[]> => {
    const given = { kind: "ON_PREM", offered: true } as const;
    return (await listResourceClasses(this.database, this.rows.organizationId, 100, null, given)).ids;
  };

  trainOn = async (resourceClassId: string): ReturnType<typeof trainExperiment> => {
    const { experimentId } = await createExperiment(this.manager(), {
      projectId: this.rows.projectId,
      name: randomUUID(),
      manifest: MANIFEST,
      resourceClassId,
    });
    return trainExperiment(this.manager(), { experimentId });
  };

  static use(): OnPremBed {
    const bed = new OnPremBed();
    beforeAll(async () => {
      bed.#opened = await createDomainDatabase();
      await inTransaction(bed.database.pool, (client) => ensureGateway(client, INSTALLATION.keyring));
    });
    beforeEach(async () => {
      bed.rows = await OrganizationRows.create(bed.database);
    });
    afterAll(() => bed.#opened?.close());
    return bed;
  }
}
