import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { runCommand } from "./run-command.ts";
import { sampleInput, samplePayload } from "./sample-input.ts";
import { unpackBundle, type UnpackedBundle } from "./unpack-bundle.ts";

const present = (await runCommand("bash", ["-c", "type -P shellcheck"])).code === 0;
if (!present && process.getuid?.() === 0)
  await runCommand("bash", ["-c", "apt-get update -qq && apt-get install -y -qq --no-install-recommends shellcheck"], {
    timeoutMs: 80_000,
  }).catch(() => undefined);
const reason =
  (await runCommand("bash", ["-c", "type -P shellcheck"])).code === 0 ? null : "shellcheck is not installed";
if (reason !== null) console.log(`scripts are not checked: ${reason}`);

describe.each(["dockerSwarm", "helm"] as const)("scripts of a bundle for %s", (setupType) => {
  let payload: ReturnType<typeof samplePayload>;
  let bundle: UnpackedBundle;
  let scripts: string[];
  beforeAll(async () => {
    payload = samplePayload();
    bundle = await unpackBundle(sampleInput(payload, { className: "it's $(x)" }), setupType);
    scripts = readdirSync(bundle.root, { recursive: true, encoding: "utf8" }).filter((path) => path.endsWith(".sh"));
  });
  afterAll(() => {
    payload.dispose();
    bundle.dispose();
  });

  test.skipIf(reason !== null)("shellcheck finds nothing, warnings and hints included", async () => {
    expect(scripts.length).toBeGreaterThan(5);
    const checked = await runCommand("shellcheck", ["--severity=style", ...scripts, "config.env"], {
      cwd: bundle.root,
    });
    expect(checked.stdout).toBe("");
    expect(checked.code).toBe(0);
  });

  test("each is valid for its own shell, and begins with what it does", async () => {
    for (const script of scripts) {
      const text = readFileSync(join(bundle.root, script), "utf8");
      const shell = text.startsWith("#!/bin/sh") ? "sh" : "bash";
      expect(await runCommand(shell, ["-n", join(bundle.root, script)])).toMatchObject({ code: 0, stderr: "" });
      expect(text.split("\n")[1], script).toMatch(/^# /);
    }
  });
});
