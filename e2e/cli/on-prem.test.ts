import { createHash } from "node:crypto";
import { writeFileSync } from "node:fs";
import path from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { startSystem, type System } from "../system.ts";
import { arenaCommand, type ArenaCommand } from "./arena-command.ts";
import { CLIENT_VERSIONS, installClient } from "./installed-client.ts";
import { makeOrganization, type MadeOrganization } from "./people.ts";

const clients = await Promise.all(CLIENT_VERSIONS.map(installClient));
let system: System;
beforeAll(async () => {
  if (clients.some((client) => typeof client !== "string")) system = await startSystem();
}, 300_000);
afterAll(() => system?.stop());

describe.each(CLIENT_VERSIONS.map((version, index) => ({ version, client: clients[index]! })))(
  "arena $version on-prem",
  ({ client }) => {
    if (typeof client === "string") return void test.skip(`not tried: ${client}`, () => undefined);
    let organization: MadeOrganization;
    let arena: ArenaCommand;
    beforeAll(async () => {
      organization = await makeOrganization(system, "ENTERPRISE", "MANAGER");
      arena = arenaCommand(client, { ARENA_BASE_URL: system.address, ARENA_API_KEY: organization.apiKey });
    });
    afterAll(() => arena?.remove());
    const onPrem = (...args: readonly string[]) => arena.run(["on-prem", ...args]);

    test("switches the provider, once or twice, and changes what it is called", async () => {
      expect(await onPrem("providers", "get")).toMatchObject({
        code: 0,
        text: expect.stringMatching(/status │ Disabled/),
      });
      expect(await onPrem("providers", "disable")).toMatchObject({ code: 0 });
      expect(await onPrem("providers", "enable")).toMatchObject({
        code: 0,
        text: expect.stringMatching(/enabled │ True/),
      });
      expect(await onPrem("providers", "enable")).toMatchObject({ code: 0 });
      const renamed = await onPrem("providers", "update", "--name", "Hall 4", "--description", "By the river");
      expect(renamed).toMatchObject({ code: 0, text: expect.stringMatching(/Hall 4 .* By the river/) });
    });

    test("keeps classes: create, list, get, update, delete", async () => {
      const created = await onPrem("classes", "create", "--name", "GPU nodes", "--num-nodes", "2");
      expect(created).toMatchObject({ code: 0, text: expect.stringMatching(/num_nodes │ 2 .*enabled │ True/) });
      expect(created.text).toContain("64 GiB");
      expect(await onPrem("classes", "create", "--name", "gpu  NODES", "--num-nodes", "1")).toMatchObject({
        code: 1,
        text: expect.stringContaining("is that of “GPU nodes”"),
      });
      writeFileSync(
        path.join(arena.folder, "size.json"),
        JSON.stringify({ computeResource: { numCpus: 4, numGpus: 1, memoryBytes: "32 GB" } }),
      );
      const updated = await onPrem(
        ...["classes", "update", "--name", "GPU nodes", "--num-nodes", "3", "--no-enabled", "--metadata", "@size.json"],
      );
      expect(updated).toMatchObject({ code: 0, text: expect.stringMatching(/num_nodes │ 3 .*enabled │ False/) });
      expect(updated.text).toContain("29.8 GiB");
      expect(await onPrem("classes", "list")).toMatchObject({ code: 0, text: expect.stringContaining("GPU nodes") });
      expect(await onPrem("classes", "get", "--name", "GPU nodes")).toMatchObject({ code: 0 });
      expect(await onPrem("classes", "get", "--name", "gpu nodes")).toMatchObject({
        code: 1,
        text: expect.stringContaining("API error (404): Resource class 'gpu nodes' not found."),
      });
      expect(await onPrem("classes", "delete", "--name", "GPU nodes")).toMatchObject({ code: 0 });
      expect((await onPrem("classes", "list")).text).not.toContain("GPU nodes");
    });

    test("refuses what makes no class, with the path that its user knows", async () => {
      const create = (...args: readonly string[]) => onPrem("classes", "create", ...args);
      const refusals = [
        [await create("--name", "x", "--num-nodes", "0"), "num_nodes: must be a whole number from 1"],
        [await create("--name", "日本", "--num-nodes", "1"), "name: must have a letter from a to z"],
        [await create("--name", "kube-system", "--num-nodes", "1"), "Kubernetes keeps for itself"],
        [
          await create("--name", "x", "--num-nodes", "1", "--metadata", '{"computeResource":{"memoryBytes":"lots"}}'),
          "metadata.computeResource.memoryBytes: must be a number with a unit",
        ],
        [
          await create("--name", "x", "--num-nodes", "1", "--metadata", '{"computeResource":{"numCpus":"many"}}'),
          "metadata.computeResource.numCpus: must be a whole number",
        ],
        [await create("--name", "x", "--num-nodes", "1", "--metadata", "[1]"), "metadata: must be a JSON object"],
      ] as const;
      for (const [{ code, text }, message] of refusals) {
        expect({ code, text }).toMatchObject({ code: 1, text: expect.stringContaining(message) });
        expect(text).toContain("API error (400)");
      }
    });

    test("gets the same bundle each time, also while the provider is disabled", async () => {
      await onPrem("classes", "create", "--name", "Bundled", "--num-nodes", "1");
      const first = await download("name=Bundled&setupType=dockerSwarm&archivedType=zip");
      expect(first.headers.get("content-disposition")).toBe(
        'attachment; filename="arena-train-Bundled-dockerSwarm.zip"',
      );
      expect(await onPrem("providers", "disable")).toMatchObject({ code: 0 });
      const again = await download("name=Bundled&setupType=dockerSwarm&archivedType=zip");
      expect(await hashOf(again)).toBe(await hashOf(first));
      for (const [query, status] of [
        ["name=Bundled&setupType=helm&archivedType=tar", 200],
        ["name=Bundled&setupType=nomad&archivedType=zip", 400],
        ["name=Bundled&setupType=helm&archivedType=rar", 400],
        ["name=Bundled&archivedType=zip", 400],
        ["name=Nobody&setupType=helm", 404],
        ["name=..%2F..%2Fetc&setupType=helm", 404],
      ] as const) {
        const answer = await download(query);
        expect({ query, status: answer.status }).toEqual({ query, status });
        await answer.body?.cancel();
      }
      const member = await makeOrganization(system, "ENTERPRISE", "MEMBER");
      expect((await download("name=Bundled&setupType=helm", member.apiKey)).status).toBe(403);
      const manager = await makeOrganization(system, "ENTERPRISE", "MANAGER");
      expect((await download("name=Bundled&setupType=helm", manager.apiKey)).status).toBe(404);
    });

    function download(query: string, apiKey = organization.apiKey): Promise<Response> {
      return fetch(`${system.address}/api/cli/v1/on-prem/classes/deployment-setup?${query}`, {
        headers: { authorization: `Bearer ${apiKey}` },
      });
    }
    async function hashOf(answer: Response): Promise<string> {
      expect(answer.status).toBe(200);
      const bytes = Buffer.from(await answer.arrayBuffer());
      expect(bytes.byteLength).toBe(Number(answer.headers.get("content-length")));
      return createHash("sha256").update(bytes).digest("hex");
    }
  },
);
