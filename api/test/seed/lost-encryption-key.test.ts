import { execFile } from "node:child_process";
import { existsSync, mkdtempSync, renameSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, expect, test } from "vitest";
import { createTestDatabase, type TestDatabase } from "@arena/database/test-database";

const SEED = fileURLToPath(new URL("../../src/seed-main.ts", import.meta.url));
let testDatabase: TestDatabase;
let dataDir: string;
beforeAll(async () => {
  testDatabase = await createTestDatabase();
  dataDir = mkdtempSync(path.join(tmpdir(), "arena-seed-"));
});
afterAll(async () => {
  await testDatabase?.drop();
  rmSync(dataDir, { recursive: true, force: true });
});

function start(): Promise<{ code: number | null; stderr: string }> {
  const env = { PATH: process.env["PATH"], DATABASE_URL: testDatabase.url, ARENA_DATA: dataDir };
  return new Promise((resolve) => {
    const child = execFile(process.execPath, [SEED], { env, timeout: 30_000 }, (_error, _stdout, stderr) =>
      resolve({ code: child.exitCode, stderr }),
    );
  });
}

test("a start without the key that sealed says so in a sentence, and makes no other in its place", async () => {
  expect(await start()).toEqual({ code: 0, stderr: "" });
  const file = path.join(dataDir, "secrets", "encryption-keys");
  renameSync(file, `${file}.kept`);
  const { code, stderr } = await start();
  expect(code).toBe(1);
  expect(stderr.trim().split("\n")).toEqual([
    expect.stringMatching(
      /^The encryption key [0-9a-f]{8}, .*Put it back behind the newer ones, in .*encryption-keys\.$/,
    ),
  ]);
  expect(existsSync(file)).toBe(false);
  renameSync(`${file}.kept`, file);
  expect(await start()).toEqual({ code: 0, stderr: "" });
});
