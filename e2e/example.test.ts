import { spawn, type ChildProcess } from "node:child_process";
import path from "node:path";
import { randomUUID } from "node:crypto";
import { afterAll, beforeAll, expect, test } from "vitest";
import { createClient } from "@arena/sdk";
import { assertInvariants } from "./invariants.ts";
import { startSystem, type System } from "./system.ts";

const root = path.resolve(import.meta.dirname, "..");
const EXAMPLE = "sdk/examples/first-experiment.ts";

let system: System;
const children = new Set<ChildProcess>();
beforeAll(async () => {
  system = await startSystem();
}, 300_000);
afterAll(async () => {
  for (const child of children) child.kill("SIGKILL");
  await system?.stop();
});

async function runExample(...given: readonly string[]) {
  const child = spawn(process.execPath, [EXAMPLE, ...given], { cwd: root, stdio: ["ignore", "pipe", "pipe"] });
  children.add(child);
  let output = "";
  let errors = "";
  child.stdout.on("data", (chunk: Buffer) => (output += chunk.toString()));
  child.stderr.on("data", (chunk: Buffer) => (errors += chunk.toString()));
  const code = await new Promise((resolve) => child.once("close", resolve));
  children.delete(child);
  return { code, output, errors };
}

test("the SDK's example trains, halts, prints the receipt, resumes, and ends by itself", async () => {
  const { code, output, errors } = await runExample(system.address, system.apiKey);
  expect({ code, errors }).toEqual({ code: 0, errors: "" });
  const steps = [...output.matchAll(/^step (\d+): score/gm)].map(([, step]) => Number(step));
  expect(steps.length).toBeGreaterThan(3);
  expect(steps).toEqual([...new Set(steps)].sort((a, b) => a - b));
  expect(output).toMatch(/^STOPPED at step \d+; receipt: \{/m);
  expect(output).toMatch(/verified: true/);
  const saved = Number(/^resumed from step (\d+)$/m.exec(output)?.[1]);
  expect(saved).toBeGreaterThanOrEqual(10_000);
  expect(output).toMatch(/^SUCCEEDED at step 40000; best score \d/m);
  await assertInvariants(system);
});

test("it says what is wrong with a key that nobody has, and does not go on", async () => {
  const { code, output, errors } = await runExample(system.address, `arena_pat_${randomUUID()}_${"x".repeat(32)}`);
  expect({ code, output }).toEqual({ code: 1, output: "" });
  expect(errors).toMatch(/This API key is unknown or has been revoked/);
});

test("what is followed with a key that nobody has is refused, and not asked for again and again", async () => {
  const client = createClient({ url: system.address, apiKey: `arena_pat_${randomUUID()}_${"x".repeat(32)}` });
  try {
    const following = client.followRun("UnVuOg", { signal: AbortSignal.timeout(20_000) });
    await expect(following.next()).rejects.toMatchObject({ code: "UNAUTHENTICATED" });
  } finally {
    await client.close();
  }
});
