import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import type { BundlePayload } from "../../src/bundle/bundle-input.ts";
import { preparePayload } from "../../src/bundle/prepare-payload.ts";
import { mustRun } from "./run-command.ts";

const checkout = fileURLToPath(new URL("../../../", import.meta.url));
const PROGRAMS = `import { bundlePrograms, programPaths } from "./scripts/up/build.mjs";
await bundlePrograms({ checkoutDir: process.cwd(), env: process.env, note() {} });
console.log(JSON.stringify(programPaths(process.cwd()).cluster));`;

/** The very programs that an installation gives away, and the Node that runs this. */
export async function realPayload(): Promise<BundlePayload & { dispose(): void }> {
  const said = await mustRun(process.execPath, ["--input-type=module", "-e", PROGRAMS], { cwd: checkout });
  const programs = JSON.parse(said) as { agent: string; launcher: string; trainer: string };
  const cacheDirectory = mkdtempSync(join(tmpdir(), "arena-payload-"));
  const payload = await preparePayload({ nodeProgram: process.execPath, ...programs, cacheDirectory });
  return { ...payload, dispose: () => rmSync(cacheDirectory, { recursive: true }) };
}
