import { randomUUID } from "node:crypto";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { ClassTokens } from "../../src/agents/class-tokens.ts";
import { openClusterKey } from "../../src/domain/cluster-key/open-cluster-key.ts";
import { revokeClusterKeys } from "../../src/domain/cluster-key/revoke-cluster-keys.ts";
import { rotateClusterKeys } from "../../src/domain/cluster-key/rotate-cluster-keys.ts";
import type { Command } from "../../src/domain/command.ts";
import { createExperiment } from "../../src/domain/experiment/create-experiment.ts";
import { trainExperiment } from "../../src/domain/experiment/train-experiment.ts";
import { disableOnPrem, enableOnPrem } from "../../src/domain/on-prem/switch-provider.ts";
import { updateOnPrem } from "../../src/domain/on-prem/update-provider.ts";
import { listResourceClasses } from "../../src/domain/organization/list-pages.ts";
import { createResourceClass } from "../../src/domain/resource-class/create-resource-class.ts";
import { describeDeployment } from "../../src/domain/resource-class/describe-deployment.ts";
import { deleteResourceClass } from "../../src/domain/resource-class/delete-resource-class.ts";
import { issueBundle } from "../../src/domain/resource-class/issue-bundle.ts";
import { updateResourceClass } from "../../src/domain/resource-class/update-resource-class.ts";
import { parseKeyring } from "@arena/database/sealed";
import { inTransaction } from "@arena/database/client";
import { ensureGateway, sealAnew } from "../../src/seed/seal-secrets.ts";
import {
  createDomainDatabase,
  INSTALLATION,
  MANIFEST,
  OrganizationRows,
  type DomainDatabase,
} from "./organization-rows.ts";

let opened: DomainDatabase;
let rows: OrganizationRows;
beforeAll(async () => {
  opened = await createDomainDatabase();
  await inTransaction(opened.database.pool, (client) => ensureGateway(client, INSTALLATION.keyring));
});
beforeEach(async () => {
  rows = await OrganizationRows.create(opened.database);
});
afterAll(() => opened?.close());

function manager(change: Partial<Command["viewer"]> = {}, more: Partial<Command> = {}): Command {
  const command = rows.command(more);
  return { ...command, viewer: { ...command.viewer, plan: "ENTERPRISE", ...change } };
}
async function newClass(name = "GPU nodes", given: Record<string, unknown> = {}): Promise<string> {
  await enableOnPrem(manager());
  return (await createResourceClass(manager(), { name, nodes: 2, ...given })).resourceClassId;
}
async function classRow(id: string): Promise<Record<string, unknown>> {
  const { rows: found } = await opened.database.pool.query<Record<string, unknown>>(
    "SELECT * FROM resource_class WHERE id = $1",
    [id],
  );
  return found[0]!;
}
const offered = async (): Promise<readonly string[]> =>
  (await listResourceClasses(opened.database, rows.organizationId, 100, null, { kind: "ON_PREM", offered: true })).ids;
const trainOn = async (resourceClassId: string) => {
  const { experimentId } = await createExperiment(manager(), {
    projectId: rows.projectId,
    name: randomUUID(),
    manifest: MANIFEST,
    resourceClassId,
  });
  return trainExperiment(manager(), { experimentId });
};

describe("who may", () => {
  const uses: readonly [string, (command: Command) => Promise<unknown>][] = [
    ["enable", (command) => enableOnPrem(command)],
    ["disable", (command) => disableOnPrem(command)],
    ["update", (command) => updateOnPrem(command, { name: "x" })],
    ["create a class", (command) => createResourceClass(command, { name: "x", nodes: 1 })],
    ["update a class", (command) => updateResourceClass(command, { resourceClassId: randomUUID() })],
    ["delete a class", (command) => deleteResourceClass(command, { resourceClassId: randomUUID() })],
    ["rotate keys", (command) => rotateClusterKeys(command, { resourceClassId: randomUUID() })],
    ["revoke keys", (command) => revokeClusterKeys(command, { resourceClassId: randomUUID() })],
  ];
  test.each(uses)(
    "%s: a Manager of an Enterprise organization alone, refused before anything is looked at",
    async (_what, use) => {
      const sentence = "The on-prem training cluster requires a Manager on an Enterprise organization.";
      for (const change of [{ role: "MEMBER" }, { plan: "BUSINESS" }, { plan: "FREE", role: "MEMBER" }] as const)
        expect(() => use(manager(change))).toThrow(sentence);
      expect(await rows.count("on_prem_provider", "organization_id = $1", [rows.organizationId])).toBe(0);
    },
  );
});

describe("the provider", () => {
  test("is made by the first enable, keeps its texts, and each change is recorded once", async () => {
    await expect(disableOnPrem(manager())).rejects.toThrow("Enable it first");
    expect(await enableOnPrem(manager())).toEqual({ name: "On-prem training cluster", description: "", enabled: true });
    await enableOnPrem(manager());
    await updateOnPrem(manager(), { name: " Basement ", description: "Two racks" });
    expect(await disableOnPrem(manager())).toEqual({ name: "Basement", description: "Two racks", enabled: false });
    expect((await enableOnPrem(manager())).name).toBe("Basement");
    const { rows: records } = await opened.database.pool.query<{ action: string }>(
      "SELECT action FROM activity_record WHERE organization_id = $1 ORDER BY id",
      [rows.organizationId],
    );
    expect(records.map(({ action }) => action)).toEqual([
      "on_prem.enable",
      "on_prem.update",
      "on_prem.disable",
      "on_prem.enable",
    ]);
    expect(() => updateOnPrem(manager(), { name: " " })).toThrow("must not be empty");
  });

  test("disabled: its classes cannot be chosen and are kept; experiments that name one say why they cannot start", async () => {
    const id = await newClass();
    expect(await offered()).toEqual([id]);
    await disableOnPrem(manager());
    expect(await offered()).toEqual([]);
    await expect(trainOn(id)).rejects.toThrow(
      "The on-prem training cluster of the resource class “GPU nodes” is disabled",
    );
    await enableOnPrem(manager());
    expect(await offered()).toEqual([id]);
    await updateResourceClass(manager(), { resourceClassId: id, enabled: false });
    expect(await offered()).toEqual([]);
    await expect(trainOn(id)).rejects.toThrow("“GPU nodes” is disabled. Enable it");
  });
});

describe("a class", () => {
  test("has the defaults of the specification, and null means the whole host", async () => {
    expect(await classRow(await newClass())).toMatchObject({
      slug: "gpu-nodes",
      enabled: true,
      nodes: 2,
      cpus: 8,
      gpus: 0,
      memory_bytes: 64 * 2 ** 30,
      capacity: 2,
    });
    const whole = await newClass("Whole", { cpus: null, gpus: null, memory: null });
    expect(await classRow(whole)).toMatchObject({ cpus: null, gpus: null, memory_bytes: null });
    await updateResourceClass(manager(), { resourceClassId: whole, memory: "32 GB", nodes: 5 });
    expect(await classRow(whole)).toMatchObject({ cpus: null, memory_bytes: 32_000_000_000, nodes: 5, capacity: 5 });
  });

  test.each([
    [{ name: "" }, "name: must not be empty"],
    [{ name: "a".repeat(64) }, "name: must have at most 63 characters; it has 64"],
    [{ name: "機械学習" }, "name: must have a letter from a to z or a digit, for its slug"],
    [{ name: "Default" }, "which Kubernetes keeps for itself"],
    [{ name: "a\u0000b" }, "control characters"],
    [{ nodes: 0 }, "nodes: must be a whole number from 1 to 10,000"],
    [{ nodes: 1.5 }, "nodes: must be a whole number"],
    [{ cpus: 0 }, "cpus: must be a whole number from 1 to 4,096"],
    [{ gpus: -1 }, "gpus: must be a whole number from 0"],
    [{ memory: "much" }, "memory: must be a number with a unit, such as 32 GB or 64 GiB"],
    [{ memory: "32" }, "memory: must be a number with a unit"],
    [{ memory: "1 MB" }, "memory: must be between 256 MiB and 1 PiB"],
    [{ memory: "-1 GB" }, "memory: must be a number with a unit"],
    [{ description: "x".repeat(2_001) }, "description: must have at most 2,000 characters"],
  ])("%j is refused, and nothing is written", async (given, message) => {
    await enableOnPrem(manager());
    expect(() => createResourceClass(manager(), { name: "Fine", nodes: 1, ...given })).toThrow(message);
    expect(await rows.count("resource_class", "organization_id = $1 AND kind = 'ON_PREM'", [rows.organizationId])).toBe(
      0,
    );
  });

  test("names all faults at once", async () => {
    const error = await Promise.resolve()
      .then(() => createResourceClass(manager(), { name: " ", nodes: 0, memory: "lots" }))
      .catch((caught: unknown) => caught);
    expect((error as { fields: { path: string }[] }).fields.map(({ path }) => path)).toEqual([
      "name",
      "memory",
      "nodes",
    ]);
  });

  test("shares neither name nor slug with another, whatever the case, until that one is deleted", async () => {
    const id = await newClass("GPU nodes");
    for (const name of ["gpu nodes", "GPU-nodes", " GPU  nodes"])
      await expect(createResourceClass(manager(), { name, nodes: 1 })).rejects.toMatchObject({ code: "NAME_TAKEN" });
    await deleteResourceClass(manager(), { resourceClassId: id });
    const again = await newClass("GPU nodes");
    expect(again).not.toBe(id);
    await expect(updateResourceClass(manager(), { resourceClassId: id, nodes: 1 })).rejects.toThrow("no such");
  });

  test("keeps its name once a bundle was issued", async () => {
    const id = await newClass();
    await updateResourceClass(manager(), { resourceClassId: id, name: "Renamed" });
    expect(await classRow(id)).toMatchObject({ name: "Renamed", slug: "renamed" });
    await opened.database.pool.query("UPDATE resource_class SET bundle_issued_at = now() WHERE id = $1", [id]);
    await expect(updateResourceClass(manager(), { resourceClassId: id, name: "Other" })).rejects.toThrow(
      "The name cannot change any more",
    );
    await updateResourceClass(manager(), { resourceClassId: id, name: "Renamed", nodes: 3 });
  });

  test("is not deleted while a run uses it, nor when that cannot be known; this machine's own class never", async () => {
    const id = await newClass();
    const started = await trainOn(id);
    await expect(deleteResourceClass(manager(), { resourceClassId: id })).rejects.toThrow("is in use");
    await rows.move(started, "STOPPING", "RELEASING");
    await rows.move(started, "STOPPED", null);
    rows.orchestration.retireAnswer = "IN_USE";
    await expect(deleteResourceClass(manager(), { resourceClassId: id })).rejects.toThrow("is in use");
    rows.orchestration.retireAnswer = "LATER";
    await expect(deleteResourceClass(manager(), { resourceClassId: id })).rejects.toThrow("does not answer");
    expect(await classRow(id)).toMatchObject({ deleted_at: null, enabled: true });
    rows.orchestration.retireAnswer = "RETIRED";
    await deleteResourceClass(manager(), { resourceClassId: id });
    await expect(trainOn(id)).rejects.toThrow("no such resource class");
    await expect(deleteResourceClass(manager(), { resourceClassId: rows.resourceClassId })).rejects.toThrow("no such");
  });

  test("a run that is being ordered holds off the deletion until it is written", async () => {
    const id = await newClass();
    rows.orchestration.startAnswer = "LATER";
    const both = await Promise.allSettled([trainOn(id), deleteResourceClass(manager(), { resourceClassId: id })]);
    const [trained, deleted] = both.map(({ status }) => status);
    expect([trained, deleted]).toContain("rejected");
    expect([trained, deleted]).toContain("fulfilled");
  });

  test("of another organization is not there", async () => {
    const id = await newClass();
    const other = await OrganizationRows.create(opened.database);
    const command = { ...other.command(), viewer: { ...other.command().viewer, plan: "ENTERPRISE" } } as Command;
    for (const use of [updateResourceClass, deleteResourceClass, rotateClusterKeys, revokeClusterKeys])
      await expect(use(command, { resourceClassId: id })).rejects.toMatchObject({ code: "NOT_FOUND" });
  });
});

describe("the configuration", () => {
  const describeIt = (command: Command, id: string, setupType: "dockerSwarm" | "helm" = "dockerSwarm") =>
    describeDeployment(opened.database, command.viewer, INSTALLATION, { id, name: "GPU nodes" }, setupType);

  test("holds the commands and the files of the class, with its keys, for either way of setting up", async () => {
    const id = await newClass();
    const { privateKey, presharedKey, tunnelAddress } = await openClusterKey(opened.database.pool, INSTALLATION, id);
    const swarm = await describeIt(manager(), id);
    expect(swarm).toMatchObject({
      installCommand:
        "arena on-prem install 'GPU nodes' --setup-type dockerSwarm --manager <host> --workers <host,host>",
      teardownCommand: "arena on-prem teardown 'GPU nodes' --setup-type dockerSwarm --manager <host>",
      clientSettings: ["export ARENA_BASE_URL=https://arena.test", "export ARENA_KEYCLOAK_URL=https://arena.test/"],
      unavailable: null,
    });
    expect(swarm.tabs.map(({ name }) => name)).toEqual(["README", "tun0.conf", "arena-stack.yaml"]);
    for (const text of [privateKey, presharedKey, tunnelAddress]) expect(swarm.tabs[1]!.content).toContain(text);
    const helm = await describeIt(manager(), id, "helm");
    expect(helm.tabs.map(({ name }) => name)).toEqual(["README", "values.yaml", "head deployment", "worker template"]);
    expect(helm.installCommand).toBe("arena on-prem install 'GPU nodes' --setup-type helm");
  });

  test("is for Managers of an Enterprise organization alone, of their own classes, and says when keys are revoked", async () => {
    const id = await newClass();
    await expect(describeIt(manager({ role: "MEMBER" }), id)).rejects.toMatchObject({ code: "FORBIDDEN" });
    await expect(describeIt(manager({ plan: "BUSINESS" }), id)).rejects.toMatchObject({ code: "FORBIDDEN" });
    const other = await OrganizationRows.create(opened.database);
    const stranger = { ...manager(), viewer: { ...manager().viewer, organizationId: other.organizationId } };
    await expect(describeIt(stranger, id)).rejects.toMatchObject({ code: "NOT_FOUND" });
    await revokeClusterKeys(manager(), { resourceClassId: id });
    expect(await describeIt(manager(), id)).toMatchObject({
      tabs: [],
      unavailable: "The keys of this resource class are revoked. Rotate them to get new ones.",
    });
  });

  test("issued as a bundle: recorded, the name stays from then on, the same input gives the same bytes", async () => {
    const id = await newClass();
    const issue = (name = "GPU nodes") =>
      issueBundle(manager(), { name, setupType: "dockerSwarm", archiveType: "tar" });
    const [first, second] = [await issue(), await issue()];
    expect(first).toEqual(second);
    const [issued] = [(await classRow(id))["bundle_issued_at"]];
    expect(issued).not.toBeNull();
    await issue();
    expect((await classRow(id))["bundle_issued_at"]).toEqual(issued);
    expect(
      await rows.count("activity_record", "action = 'resource_class.issue_bundle' AND subject_id = $1", [id]),
    ).toBe(3);
    const { rows: records } = await opened.database.pool.query("SELECT * FROM activity_record WHERE subject_id = $1", [
      id,
    ]);
    expect(JSON.stringify(records)).not.toContain(first.keys.privateKey);
    await expect(issue("gpu nodes")).rejects.toMatchObject({ code: "NOT_FOUND" });
    await expect(issue("local")).rejects.toMatchObject({ code: "NOT_FOUND" });
    await revokeClusterKeys(manager(), { resourceClassId: id });
    await expect(issue()).rejects.toThrow("are revoked");
  });
});

describe("keys", () => {
  const validKeys = async (id: string) =>
    (
      await opened.database.pool.query<{ generation: number; address: string; public_key: string }>(
        "SELECT generation, host(tunnel_address) AS address, public_key FROM cluster_key WHERE resource_class_id = $1 AND revoked_at IS NULL ORDER BY generation",
        [id],
      )
    ).rows;

  test("are sealed in the database and open for the bundle", async () => {
    const id = await newClass();
    const key = await openClusterKey(opened.database.pool, INSTALLATION, id);
    for (const secret of [key.privateKey, key.presharedKey]) expect(Buffer.from(secret, "base64")).toHaveLength(32);
    const { rows: stored } = await opened.database.pool.query(
      "SELECT * FROM cluster_key WHERE resource_class_id = $1",
      [id],
    );
    const text = JSON.stringify(stored);
    for (const secret of [key.privateKey, key.presharedKey, key.agentToken]) expect(text).not.toContain(secret);
    const tokens = new ClassTokens(opened.database.pool);
    expect(await tokens.classOf(`Bearer ${key.agentToken}`)).toBe(id);
  });

  test("fifty classes made at once have fifty addresses, none given before", async () => {
    await enableOnPrem(manager());
    const made = await Promise.all(
      Array.from({ length: 50 }, (_, index) => createResourceClass(manager(), { name: `Class ${index}`, nodes: 1 })),
    );
    const { rows: keys } = await opened.database.pool.query<{ address: string }>(
      "SELECT host(tunnel_address) AS address FROM cluster_key WHERE resource_class_id = ANY($1::uuid[])",
      [made.map(({ resourceClassId }) => resourceClassId)],
    );
    expect(new Set(keys.map(({ address }) => address)).size).toBe(50);
    for (const { address } of keys) expect(address).toMatch(/^172\.24\.\d+\.\d+$/);
    expect(keys.map(({ address }) => address)).not.toContain("172.24.0.1");
  });

  test("a deleted class's address is not given again, and a range that is used up says so", async () => {
    const installation = { ...INSTALLATION, tunnelRange: "10.99.0.0/29" };
    const small = () => manager({}, { installation });
    await enableOnPrem(manager());
    const addresses: string[] = [];
    for (let index = 0; index < 5; index += 1) {
      const { resourceClassId } = await createResourceClass(small(), { name: `Small ${index}`, nodes: 1 });
      addresses.push((await validKeys(resourceClassId))[0]!.address);
      await deleteResourceClass(small(), { resourceClassId });
    }
    expect(addresses).toEqual(["10.99.0.2", "10.99.0.3", "10.99.0.4", "10.99.0.5", "10.99.0.6"]);
    await expect(createResourceClass(small(), { name: "One too many", nodes: 1 })).rejects.toMatchObject({
      code: "LIMIT",
      message: "All addresses of the tunnel range 10.99.0.0/29 have been given.",
    });
    expect(await rows.count("resource_class", "name = 'One too many'")).toBe(0);
  });

  test("a rotation adds a generation with another address; a second one replaces what was never used", async () => {
    const id = await newClass();
    const [first] = await validKeys(id);
    await rotateClusterKeys(manager(), { resourceClassId: id });
    const both = await validKeys(id);
    expect(both.map(({ generation }) => generation)).toEqual([1, 2]);
    expect(new Set(both.map(({ address }) => address)).size).toBe(2);
    expect((await openClusterKey(opened.database.pool, INSTALLATION, id)).generation).toBe(2);
    await rotateClusterKeys(manager(), { resourceClassId: id });
    expect((await validKeys(id)).map(({ generation }) => generation)).toEqual([1, 3]);
    expect((await validKeys(id))[0]).toEqual(first);
  });

  test("revoked: no bundle, no agent, until they are rotated", async () => {
    const id = await newClass();
    const { agentToken } = await openClusterKey(opened.database.pool, INSTALLATION, id);
    await revokeClusterKeys(manager(), { resourceClassId: id });
    await expect(openClusterKey(opened.database.pool, INSTALLATION, id)).rejects.toThrow("are revoked");
    expect(await new ClassTokens(opened.database.pool).classOf(`Bearer ${agentToken}`)).toBeNull();
    await expect(revokeClusterKeys(manager(), { resourceClassId: id })).rejects.toThrow("revoked already");
    await rotateClusterKeys(manager(), { resourceClassId: id });
    expect((await openClusterKey(opened.database.pool, INSTALLATION, id)).generation).toBe(2);
  });

  test("outlive a rotation of the encryption key: sealed anew, they no longer need the old one", async () => {
    const id = await newClass();
    const before = await openClusterKey(opened.database.pool, INSTALLATION, id);
    const [older, newer] = [Buffer.alloc(32, 7).toString("base64"), Buffer.alloc(32, 8).toString("base64")];
    const anew = (text: string) =>
      inTransaction(opened.database.pool, (client) => sealAnew(client, parseKeyring(text)));
    try {
      expect(await anew(`${newer},${older}`)).toBeGreaterThan(3);
      expect(await anew(`${newer},${older}`)).toBe(0);
      expect(await openClusterKey(opened.database.pool, { keyring: parseKeyring(newer) }, id)).toEqual(before);
      await expect(openClusterKey(opened.database.pool, INSTALLATION, id)).rejects.toThrow("is not among those given");
    } finally {
      await anew(`${older},${newer}`);
    }
  });
});
