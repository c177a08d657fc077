import { describe, expect, test } from "vitest";
import { openClusterKey } from "../../src/domain/cluster-key/open-cluster-key.ts";
import { revokeClusterKeys } from "../../src/domain/cluster-key/revoke-cluster-keys.ts";
import { rotateClusterKeys } from "../../src/domain/cluster-key/rotate-cluster-keys.ts";
import type { Command } from "../../src/domain/command.ts";
import { enableOnPrem } from "../../src/domain/on-prem/switch-provider.ts";
import { differsFromBundle, type BundleShape } from "../../src/domain/resource-class/bundle-shape.ts";
import { createResourceClass } from "../../src/domain/resource-class/create-resource-class.ts";
import { describeDeployment } from "../../src/domain/resource-class/describe-deployment.ts";
import { deleteResourceClass } from "../../src/domain/resource-class/delete-resource-class.ts";
import { issueBundle } from "../../src/domain/resource-class/issue-bundle.ts";
import { updateResourceClass } from "../../src/domain/resource-class/update-resource-class.ts";
import { INSTALLATION, OrganizationRows } from "./organization-rows.ts";
import { OnPremBed } from "./on-prem-bed.ts";

const bed = OnPremBed.use();
const { manager, newClass, classRow, trainOn } = bed;

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
    [{ name: "../../etc" }, "name: must not contain / or"],
    [{ name: "a\\b" }, "name: must not contain / or"],
    [{ name: "-x" }, "name: must not begin with a hyphen"],
    [{ name: `a${"😀".repeat(62)}` }, "name: must have at most 200 bytes of UTF-8; it has 249"],
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
    expect(
      await bed.rows.count("resource_class", "organization_id = $1 AND kind = 'ON_PREM'", [bed.rows.organizationId]),
    ).toBe(0);
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
    await expect(createResourceClass(manager(), { name: "gpu nodes", nodes: 1 })).rejects.toThrow(
      "The name “gpu nodes” is taken",
    );
    await expect(createResourceClass(manager(), { name: "GPU-nodes", nodes: 1 })).rejects.toThrow(
      "The slug “gpu-nodes”, which this name yields, is that of “GPU nodes”.",
    );
    await deleteResourceClass(manager(), { resourceClassId: id });
    const again = await newClass("GPU nodes");
    expect(again).not.toBe(id);
    await expect(updateResourceClass(manager(), { resourceClassId: id, nodes: 1 })).rejects.toThrow("no such");
  });

  test("saved as it is leaves no record", async () => {
    const id = await newClass();
    for (const nodes of [3, 3]) await updateResourceClass(manager(), { resourceClassId: id, nodes });
    expect(await bed.rows.count("activity_record", "action = 'resource_class.update' AND subject_id = $1", [id])).toBe(
      1,
    );
  });

  test("keeps its name once a bundle was issued", async () => {
    const id = await newClass();
    await updateResourceClass(manager(), { resourceClassId: id, name: "Renamed" });
    expect(await classRow(id)).toMatchObject({ name: "Renamed", slug: "renamed" });
    await bed.database.pool.query("UPDATE resource_class SET bundle_issued_at = now() WHERE id = $1", [id]);
    await expect(updateResourceClass(manager(), { resourceClassId: id, name: "Other" })).rejects.toThrow(
      "The name cannot change any more",
    );
    await updateResourceClass(manager(), { resourceClassId: id, name: "Renamed", nodes: 3 });
  });

  test("is not deleted while a run uses it, nor when that cannot be known; this machine's own class never", async () => {
    const id = await newClass();
    const started = await trainOn(id);
    await expect(deleteResourceClass(manager(), { resourceClassId: id })).rejects.toThrow("is in use");
    await bed.rows.move(started, "STOPPING", "RELEASING");
    await bed.rows.move(started, "STOPPED", null);
    bed.rows.orchestration.retireAnswer = "IN_USE";
    await expect(deleteResourceClass(manager(), { resourceClassId: id })).rejects.toThrow("is in use");
    bed.rows.orchestration.retireAnswer = "LATER";
    await expect(deleteResourceClass(manager(), { resourceClassId: id })).rejects.toThrow("does not answer");
    expect(await classRow(id)).toMatchObject({ deleted_at: null, enabled: true });
    bed.rows.orchestration.retireAnswer = "RETIRED";
    const hold = (reason: string | null) =>
      bed.database.pool.query(
        `INSERT INTO lease (run_id, resource_class_id, lease_id, quarantined_reason) VALUES ($1, $2, $1, $3)
         ON CONFLICT (run_id) DO UPDATE SET quarantined_reason = $3`,
        [started.runId, id, reason],
      );
    await hold(null);
    await expect(deleteResourceClass(manager(), { resourceClassId: id })).rejects.toThrow("is in use");
    await hold("its machine is out of reach");
    await deleteResourceClass(manager(), { resourceClassId: id });
    await expect(trainOn(id)).rejects.toThrow("no such resource class");
    await expect(deleteResourceClass(manager(), { resourceClassId: bed.rows.resourceClassId })).rejects.toThrow(
      "no such",
    );
  });

  test("a run that is being ordered holds off the deletion until it is written", async () => {
    const id = await newClass();
    bed.rows.orchestration.startAnswer = "LATER";
    const both = await Promise.allSettled([trainOn(id), deleteResourceClass(manager(), { resourceClassId: id })]);
    const [trained, deleted] = both.map(({ status }) => status);
    expect([trained, deleted]).toContain("rejected");
    expect([trained, deleted]).toContain("fulfilled");
  });

  test("of another organization is not there", async () => {
    const id = await newClass();
    const other = await OrganizationRows.create(bed.database);
    const command = { ...other.command(), viewer: { ...other.command().viewer, plan: "ENTERPRISE" } } as Command;
    for (const use of [updateResourceClass, deleteResourceClass, rotateClusterKeys, revokeClusterKeys])
      await expect(use(command, { resourceClassId: id })).rejects.toMatchObject({ code: "NOT_FOUND" });
  });
});

describe("the configuration", () => {
  const describeIt = (command: Command, id: string, setupType: "dockerSwarm" | "helm" = "dockerSwarm") =>
    describeDeployment(bed.database, command.viewer, INSTALLATION, { id, name: "GPU nodes" }, setupType);

  test("holds the commands and the files of the class, with its keys, for either way of setting up", async () => {
    const id = await newClass();
    const { privateKey, presharedKey, tunnelAddress } = await openClusterKey(bed.database.pool, INSTALLATION, id);
    const swarm = await describeIt(manager(), id);
    expect(swarm).toMatchObject({
      installCommand:
        "arena on-prem install 'GPU nodes' --setup-type dockerSwarm --manager <host> --workers <host,host>",
      teardownCommand: "arena on-prem teardown 'GPU nodes' --setup-type dockerSwarm --manager <host>",
      clientSettings: ["export ARENA_BASE_URL=https://arena.test", "export ARENA_KEYCLOAK_URL=https://arena.test/"],
      notices: [],
      unavailable: null,
    });
    expect(swarm.tabs.map(({ name }) => name)).toEqual(["README", "tun0.conf", "arena-stack.yaml"]);
    for (const text of [privateKey, presharedKey, tunnelAddress]) expect(swarm.tabs[1]!.content).toContain(text);
    const helm = await describeIt(manager(), id, "helm");
    expect(helm.tabs.map(({ name }) => name)).toEqual(["README", "values.yaml", "head deployment", "worker template"]);
    expect(helm.installCommand).toBe("arena on-prem install 'GPU nodes' --setup-type helm");
  });

  test("says what is wrong with the gateway", async () => {
    const id = await newClass();
    await bed.database.pool.query("UPDATE gateway SET fault = 'UDP port 51820 is in use.'");
    const { notices } = await describeIt(manager(), id);
    await bed.database.pool.query("UPDATE gateway SET fault = NULL");
    expect(notices).toEqual(["The gateway has a fault, so that clusters may not connect: UDP port 51820 is in use."]);
  });

  test("is for Managers of an Enterprise organization alone, of their own classes, and says when keys are revoked", async () => {
    const id = await newClass();
    await expect(describeIt(manager({ role: "MEMBER" }), id)).rejects.toMatchObject({ code: "FORBIDDEN" });
    await expect(describeIt(manager({ plan: "BUSINESS" }), id)).rejects.toMatchObject({ code: "FORBIDDEN" });
    const other = await OrganizationRows.create(bed.database);
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
      await bed.rows.count("activity_record", "action = 'resource_class.issue_bundle' AND subject_id = $1", [id]),
    ).toBe(3);
    const { rows: records } = await bed.database.pool.query("SELECT * FROM activity_record WHERE subject_id = $1", [
      id,
    ]);
    expect(JSON.stringify(records)).not.toContain(first.keys.privateKey);
    await expect(issue("gpu nodes")).rejects.toMatchObject({ code: "NOT_FOUND" });
    await expect(issue("local")).rejects.toMatchObject({ code: "NOT_FOUND" });
    await revokeClusterKeys(manager(), { resourceClassId: id });
    await expect(issue()).rejects.toThrow("are revoked");
  });
  test("changed after a bundle was issued differs from what is installed, until a bundle is issued again", async () => {
    const id = await newClass("GPU nodes", { memory: null });
    const differs = async (): Promise<boolean> => {
      const { nodes, cpus, gpus, memory_bytes, bundle_shape } = await classRow(id);
      return differsFromBundle({ nodes, cpus, gpus, memoryBytes: memory_bytes } as BundleShape, bundle_shape);
    };
    const issue = () => issueBundle(manager(), { name: "GPU nodes", setupType: "helm", archiveType: "tar" });
    const change = (shape: object) => updateResourceClass(manager(), { resourceClassId: id, ...shape });
    expect(await differs()).toBe(false);
    await issue();
    await change({ description: "In the cellar" });
    expect(await differs()).toBe(false);
    for (const shape of [{ nodes: 3 }, { memory: "64 GiB" }, { gpus: null }]) {
      await change(shape);
      expect(await differs()).toBe(true);
      await issue();
      expect(await differs()).toBe(false);
    }
    await change({ nodes: 4 });
    await change({ nodes: 3 });
    expect(await differs()).toBe(false);
  });
});
