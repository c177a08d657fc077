import { statSync } from "node:fs";
import { join } from "node:path";
import pg from "pg";
import { afterEach, describe, expect, it, vi } from "vitest";
import { startPostgres } from "../up/postgres.mjs";
import { removeFoldersAfterEach, temporaryFolder } from "./temporary-folder.mjs";

removeFoldersAfterEach();
const servers = [];
afterEach(async () => {
  for (const server of servers.splice(0)) await server.stop();
});

async function start(options) {
  const server = await startPostgres(options);
  servers.push(server);
  return server;
}

async function query(url, text) {
  const client = new pg.Client({ connectionString: url });
  client.on("error", () => {});
  await client.connect();
  try {
    return (await client.query(text)).rows;
  } finally {
    await client.end();
  }
}

describe("the embedded PostgreSQL", () => {
  it("keeps its data over a stop and a start, and wants its password", async () => {
    const dataDir = temporaryFolder();
    const first = await start({ dataDir });
    await query(first.url, "CREATE TABLE kept AS SELECT 42 AS answer");
    const withoutPassword = first.url.replace(/:[^:@]+@/, ":wrong@");
    await expect(query(withoutPassword, "SELECT 1")).rejects.toThrow(/password/);
    expect(statSync(join(dataDir, "secrets", "postgres")).mode & 0o777).toBe(0o600);
    await first.stop();
    expect(first.pid).toBeNull();
    const second = await start({ dataDir });
    expect(await query(second.url, "SELECT answer FROM kept")).toEqual([{ answer: 42 }]);
    expect(await query(second.url, "SHOW fsync")).toEqual([{ fsync: "on" }]);
  });

  it("is started again when it is killed, at the same address, and keeps what was committed", async () => {
    const said = [];
    const server = await start({ dataDir: temporaryFolder(), restart: true, say: (text) => said.push(text) });
    await query(server.url, "CREATE TABLE kept AS SELECT 42 AS answer");
    process.kill(server.pid, "SIGKILL");
    const answer = () => query(server.url, "SELECT answer FROM kept").catch(() => null);
    await vi.waitFor(async () => expect(await answer()).toEqual([{ answer: 42 }]), { timeout: 20_000 });
    expect(said[0]).toMatch(/postgres was ended by SIGKILL/);
  });

  it("takes over from a server whose start-up program was killed", async () => {
    const dataDir = temporaryFolder();
    const left = await start({ dataDir });
    const next = await start({ dataDir });
    expect(left.pid).toBeNull();
    expect(await query(next.url, "SELECT 1 AS one")).toEqual([{ one: 1 }]);
  });
});
