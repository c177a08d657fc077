import { execFile } from "node:child_process";
import { readFileSync } from "node:fs";
import path from "node:path";
import { promisify } from "node:util";
import { afterAll, beforeAll, expect, test } from "vitest";
import { startSystem, type System } from "./system.ts";

const run = promisify(execFile);
const root = path.resolve(import.meta.dirname, "..");
const readme = readFileSync(path.join(root, "README.md"), "utf8");
const commands = [...readme.matchAll(/```sh\n([\s\S]*?)```/g)].map((match) => match[1]!);

let system: System;
beforeAll(async () => {
  system = await startSystem();
}, 300_000);
afterAll(async () => {
  await system?.stop();
});

test("every curl command of the README runs as it stands", async () => {
  const curls = commands.filter((text) => text.startsWith("curl"));
  expect(curls.length).toBeGreaterThan(0);
  for (const curl of curls) {
    const env = { ...process.env, ARENA_API_KEY: system.apiKey };
    const { stdout } = await run("sh", ["-c", curl.replaceAll("http://localhost:4000", system.address)], { env });
    const answer = JSON.parse(stdout) as { errors?: unknown; data?: unknown };
    expect(answer.errors).toBeUndefined();
    expect(JSON.stringify(answer.data)).toContain("First project");
  }
});

test("every file that README, CONTRIBUTING and docs link to is there", () => {
  for (const document of ["README.md", "CONTRIBUTING.md", "docs/architecture.md", "sdk/README.md"]) {
    const text = readFileSync(path.join(root, document), "utf8");
    for (const [, target] of text.matchAll(/\]\((?!https?:|#)([^)#]+)/g)) {
      expect(
        () => readFileSync(path.join(root, path.dirname(document), target!)),
        `${document} → ${target}`,
      ).not.toThrow(/ENOENT/);
    }
  }
});
