import { randomUUID } from "node:crypto";
import { describe, expect, test } from "vitest";
import { revokeClusterKeys } from "../../src/domain/cluster-key/revoke-cluster-keys.ts";
import { rotateClusterKeys } from "../../src/domain/cluster-key/rotate-cluster-keys.ts";
import type { Command } from "../../src/domain/command.ts";
import { disableOnPrem, enableOnPrem } from "../../src/domain/on-prem/switch-provider.ts";
import { updateOnPrem } from "../../src/domain/on-prem/update-provider.ts";
import { createResourceClass } from "../../src/domain/resource-class/create-resource-class.ts";
import { deleteResourceClass } from "../../src/domain/resource-class/delete-resource-class.ts";
import { updateResourceClass } from "../../src/domain/resource-class/update-resource-class.ts";
import { OnPremBed } from "./on-prem-bed.ts";

const bed = OnPremBed.use();
const { manager, newClass, offered, trainOn } = bed;

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
      expect(await bed.rows.count("on_prem_provider", "organization_id = $1", [bed.rows.organizationId])).toBe(0);
    },
  );
});

describe("the provider", () => {
  test("is made by the first enable, keeps its texts, and each change is recorded once", async () => {
    await expect(disableOnPrem(manager())).rejects.toThrow("Enable it first");
    expect(await enableOnPrem(manager())).toEqual({ name: "On-prem training cluster", description: "", enabled: true });
    await enableOnPrem(manager());
    await updateOnPrem(manager(), { name: " Basement ", description: "Two racks" });
    // Saved as it is: nothing happened that anyone would look for.
    await updateOnPrem(manager(), { name: "Basement" });
    expect(await disableOnPrem(manager())).toEqual({ name: "Basement", description: "Two racks", enabled: false });
    expect((await enableOnPrem(manager())).name).toBe("Basement");
    const { rows: records } = await bed.database.pool.query<{ action: string }>(
      "SELECT action FROM activity_record WHERE organization_id = $1 ORDER BY id",
      [bed.rows.organizationId],
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
