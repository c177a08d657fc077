import { execFileSync } from "node:child_process";
import { chmodSync, mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { makeRoot } from "../../../api/test/bundle/test-images.ts";
import { librariesOf } from "../../../api/test/bundle/linked-libraries.ts";
import { mustRun } from "../../../api/test/bundle/run-command.ts";
import type { InstalledRay } from "../../../workflows/test/ray/installed-ray.ts";

/** What nobody needs to start Ray and its jobs. */
const LEFT_OUT = ["ray/jars", "ray/rllib", "ray/llm", "ray/tune", "ray/train", "ray/serve", "ray/data", "pip"];
const LEFT_OUT_OF_PYTHON = ["site-packages", "test", "idlelib", "tkinter", "ensurepip", "lib2to3", "config-*"];

/** An archive for `docker import`: what the bundle's scripts use, and Ray with its Python, at the paths that they have here. */
export async function makeRayImage(
  { executable, python }: InstalledRay,
  programs: readonly string[],
): Promise<{
  readonly archive: string;
  dispose(): void;
}> {
  const directory = mkdtempSync(path.join(tmpdir(), "arena-ray-image-"));
  const root = await makeRoot(path.join(directory, "root"), programs);
  const { base, stdlib, venv } = JSON.parse(
    execFileSync(python, [
      "-c",
      "import json, sys, sysconfig; print(json.dumps({'base': sys._base_executable, 'stdlib': sysconfig.get_path('stdlib'), 'venv': sys.prefix}))",
    ]).toString(),
  ) as { base: string; stdlib: string; venv: string };
  await copyTree(
    stdlib,
    root,
    LEFT_OUT_OF_PYTHON.map((name) => `./${name}`),
  );
  await copyTree(
    venv,
    root,
    LEFT_OUT.map((name) => `*/site-packages/${name}`),
  );
  const real = execFileSync("readlink", ["-f", base]).toString().trim();
  for (const file of new Set([base, real])) await copyFile(real, root, file);
  for (const library of await librariesOf([real, ...extensionsIn(stdlib), ...extensionsIn(venv)]))
    await copyFile(library, root, library);
  for (const [name, target] of Object.entries({ ray: executable, python3: python })) {
    writeFileSync(path.join(root, "usr/local/bin", name), `#!/bin/bash\nexec ${target} "$@"\n`);
    chmodSync(path.join(root, "usr/local/bin", name), 0o755);
  }
  const archive = path.join(directory, "ray.tar");
  await mustRun("tar", ["-c", "-f", archive, "-C", root, "."], { timeoutMs: 120_000 });
  rmSync(root, { recursive: true });
  return { archive, dispose: () => rmSync(directory, { recursive: true, force: true }) };
}

async function copyTree(folder: string, root: string, without: readonly string[]): Promise<void> {
  const target = path.join(root, folder);
  mkdirSync(target, { recursive: true });
  const excluded = without.map((pattern) => `--exclude='${pattern}'`).join(" ");
  await mustRun("bash", ["-c", `tar -c ${excluded} -f - -C "$1" . | tar -x -f - -C "$2"`, "bash", folder, target], {
    timeoutMs: 120_000,
  });
}

async function copyFile(from: string, root: string, to: string): Promise<void> {
  const target = path.join(root, to);
  mkdirSync(path.dirname(target), { recursive: true });
  await mustRun("cp", ["--dereference", "--no-clobber", from, target]);
}

function extensionsIn(folder: string): string[] {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && /\.so(\.|$)/.test(entry.name))
    .map((entry) => path.join(entry.parentPath, entry.name));
}
