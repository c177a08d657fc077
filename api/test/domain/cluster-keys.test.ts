import { describe, expect, test } from "vitest";
import { ClassTokens } from "../../src/agents/class-tokens.ts";
import { openClusterKey } from "../../src/domain/cluster-key/open-cluster-key.ts";
import { revokeClusterKeys } from "../../src/domain/cluster-key/revoke-cluster-keys.ts";
import { rotateClusterKeys } from "../../src/domain/cluster-key/rotate-cluster-keys.ts";
import { enableOnPrem } from "../../src/domain/on-prem/switch-provider.ts";
import { issueBundle } from "../../src/domain/resource-class/issue-bundle.ts";
import { createResourceClass } from "../../src/domain/resource-class/create-resource-class.ts";
import { deleteResourceClass } from "../../src/domain/resource-class/delete-resource-class.ts";
import { parseKeyring } from "@arena/database/sealed";
import { inTransaction } from "@arena/database/client";
import { sealAnew } from "../../src/seed/seal-secrets.ts";
import { INSTALLATION } from "./organization-rows.ts";
import { OnPremBed } from "./on-prem-bed.ts";

const bed = OnPremBed.use();
const { manager, newClass } = bed;

describe("keys", () => {
  const validKeys = async (id: string) =>
    (
      await bed.database.pool.query<{ generation: number; address: string; public_key: string }>(
        "SELECT generation, host(tunnel_address) AS address, public_key FROM cluster_key WHERE resource_class_id = $1 AND revoked_at IS NULL ORDER BY generation",
        [id],
      )
    ).rows;

  test("are sealed in the database and open for the bundle", async () => {
    const id = await newClass();
    const key = await openClusterKey(bed.database.pool, INSTALLATION, id);
    for (const secret of [key.privateKey, key.presharedKey]) expect(Buffer.from(secret, "base64")).toHaveLength(32);
    const { rows: stored } = await bed.database.pool.query("SELECT * FROM cluster_key WHERE resource_class_id = $1", [
      id,
    ]);
    const text = JSON.stringify(stored);
    for (const secret of [key.privateKey, key.presharedKey, key.agentToken]) expect(text).not.toContain(secret);
    const tokens = new ClassTokens(bed.database.pool);
    expect(await tokens.classOf(`Bearer ${key.agentToken}`)).toBe(id);
  });

  test("fifty classes made at once have fifty addresses, none given before", async () => {
    await enableOnPrem(manager());
    const made = await Promise.all(
      Array.from({ length: 50 }, (_, index) => createResourceClass(manager(), { name: `Class ${index}`, nodes: 1 })),
    );
    const { rows: keys } = await bed.database.pool.query<{ address: string }>(
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
    expect(await bed.rows.count("resource_class", "name = 'One too many'")).toBe(0);
  });

  test("a rotation adds a generation with another address; a second one replaces what was never used", async () => {
    const id = await newClass();
    const [first] = await validKeys(id);
    await rotateClusterKeys(manager(), { resourceClassId: id });
    const both = await validKeys(id);
    expect(both.map(({ generation }) => generation)).toEqual([1, 2]);
    expect(new Set(both.map(({ address }) => address)).size).toBe(2);
    expect((await openClusterKey(bed.database.pool, INSTALLATION, id)).generation).toBe(2);
    await rotateClusterKeys(manager(), { resourceClassId: id });
    expect((await validKeys(id)).map(({ generation }) => generation)).toEqual([1, 3]);
    expect((await validKeys(id))[0]).toEqual(first);
  });

  test("revoked: no bundle, no agent, until they are rotated", async () => {
    const id = await newClass();
    const { agentToken } = await openClusterKey(bed.database.pool, INSTALLATION, id);
    await revokeClusterKeys(manager(), { resourceClassId: id });
    await expect(openClusterKey(bed.database.pool, INSTALLATION, id)).rejects.toThrow("are revoked");
    expect(await new ClassTokens(bed.database.pool).classOf(`Bearer ${agentToken}`)).toBeNull();
    await expect(revokeClusterKeys(manager(), { resourceClassId: id })).rejects.toThrow("revoked already");
    await rotateClusterKeys(manager(), { resourceClassId: id });
    expect((await openClusterKey(bed.database.pool, INSTALLATION, id)).generation).toBe(2);
  });

  test("of a tunnel range that has changed since are in no bundle until they are rotated", async () => {
    const id = await newClass();
    const moved = { ...INSTALLATION, tunnelRange: "10.99.0.0/24" };
    const command = { ...manager(), installation: moved };
    const issue = () => issueBundle(command, { name: "GPU nodes", setupType: "helm", archiveType: "tar" });
    await expect(issue()).rejects.toThrow(/outside of the tunnel range 10\.99\.0\.0\/24.*Rotate them/);
    await rotateClusterKeys(command, { resourceClassId: id });
    expect((await issue()).keys.tunnelAddress).toMatch(/^10\.99\.0\./);
  });

  test("outlive a rotation of the encryption key: sealed anew, they no longer need the old one", async () => {
    const id = await newClass();
    const before = await openClusterKey(bed.database.pool, INSTALLATION, id);
    const [older, newer] = [Buffer.alloc(32, 7).toString("base64"), Buffer.alloc(32, 8).toString("base64")];
    const anew = (text: string) => inTransaction(bed.database.pool, (client) => sealAnew(client, parseKeyring(text)));
    try {
      expect(await anew(`${newer},${older}`)).toBeGreaterThan(3);
      expect(await anew(`${newer},${older}`)).toBe(0);
      expect(await openClusterKey(bed.database.pool, { keyring: parseKeyring(newer) }, id)).toEqual(before);
      await expect(openClusterKey(bed.database.pool, INSTALLATION, id)).rejects.toThrow("is not among those given");
    } finally {
      await anew(`${older},${newer}`);
    }
  });
});
