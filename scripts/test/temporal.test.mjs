import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { Client, Connection } from "@temporalio/client";
import { afterEach, describe, expect, it, vi } from "vitest";
import { startTemporal, temporalTestServerPath } from "../up/temporal.mjs";
import { isOlder, versionsOf } from "../up/temporal-binary.mjs";
import { raiseRetention } from "../up/temporal-retention.mjs";
import { removeFoldersAfterEach, temporaryFolder } from "./temporary-folder.mjs";

removeFoldersAfterEach();
const servers = [];
afterEach(async () => {
  for (const server of servers.splice(0)) await server.stop();
});

async function start(options) {
  const server = await startTemporal(options);
  servers.push(server);
  return server;
}

async function withClient(address, work) {
  const connection = await Connection.connect({ address });
  try {
    return await work(new Client({ connection }), connection);
  } finally {
    await connection.close();
  }
}

describe("the embedded Temporal server", () => {
  it("keeps its workflows over a stop and a start, and keeps ended ones for 30 days", async () => {
    const dataDir = temporaryFolder();
    const first = await start({ dataDir });
    const options = { workflowId: "kept", taskQueue: "nobody" };
    await withClient(first.address, (client) => client.workflow.start("anything", options));
    await first.stop();
    const second = await start({ dataDir });
    await withClient(second.address, async (client, connection) => {
      expect((await client.workflow.getHandle("kept").describe()).status.name).toBe("RUNNING");
      const { config } = await connection.workflowService.describeNamespace({ namespace: "default" });
      expect(Number(config.workflowExecutionRetentionTtl.seconds)).toBe(30 * 24 * 3600);
    });
    expect(readFileSync(join(dataDir, "temporal.db.version"), "utf8")).toMatch(/^\d+\.\d+\.\d+\n$/);
  });

  it("has its file for itself, also after it was started again", async () => {
    const dataDir = temporaryFolder();
    const said = [];
    const server = await start({ dataDir, restart: true, log: (text) => said.push(text) });
    await expect(startTemporal({ dataDir })).rejects.toThrow(`Process ${server.pid} uses`);
    const first = server.pid;
    process.kill(first, "SIGKILL");
    await vi.waitUntil(() => server.pid !== null && server.pid !== first, { timeout: 5000 });
    await vi.waitFor(() => raiseRetention(server.address), { timeout: 20_000 });
    await expect(startTemporal({ dataDir })).rejects.toThrow(`Process ${server.pid} uses`);
    expect(said).toEqual(["temporal was ended by SIGKILL; starting it again"]);
  });

  it("refuses a file of another minor version with a remedy", async () => {
    const dataDir = temporaryFolder();
    writeFileSync(join(dataDir, "temporal.db"), "");
    writeFileSync(join(dataDir, "temporal.db.version"), "1.29.1\n");
    await expect(startTemporal({ dataDir })).rejects.toThrow(/made by Temporal server 1\.29\.1.*PATH/);
  });

  it("compares versions by number", () => {
    expect(isOlder("1.9.9", "1.32.0")).toBe(true);
    expect(isOlder("1.32.0", "1.32.0")).toBe(false);
    expect(isOlder("2.0.0", "1.32.0")).toBe(false);
  });
});

describe("the time-skipping test server", () => {
  it("is fetched once, as a program that runs", async () => {
    const path = await temporalTestServerPath();
    expect(path).toBe(await temporalTestServerPath());
    expect(await versionsOf(path)).toBeNull();
  });
});
