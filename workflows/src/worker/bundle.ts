import { createHash } from "node:crypto";
import { mkdir, readdir, readFile, rename, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { bundleWorkflowCode } from "@temporalio/worker";
import sdk from "@temporalio/worker/package.json" with { type: "json" };

const SOURCE_DIRS = ["../flows/", "../contract/"].map((dir) => fileURLToPath(new URL(dir, import.meta.url)));

/** Bundling takes seconds, so a bundle is kept under the hash of what it is made of. */
export async function workflowBundle(cacheDir: string): Promise<{ codePath: string }> {
  const hash = createHash("sha256").update(sdk.version);
  for (const dir of SOURCE_DIRS) {
    for (const name of (await readdir(dir)).sort()) hash.update(name).update(await readFile(join(dir, name)));
  }
  const codePath = join(cacheDir, `flows-${hash.digest("hex").slice(0, 24)}.js`);
  if (
    await readFile(codePath).then(
      () => true,
      () => false,
    )
  )
    return { codePath };
  const { code } = await bundleWorkflowCode({ workflowsPath: join(SOURCE_DIRS[0]!, "index.ts") });
  await mkdir(cacheDir, { recursive: true });
  const unfinished = `${codePath}.${process.pid}`;
  await writeFile(unfinished, code);
  await rename(unfinished, codePath);
  return { codePath };
}
