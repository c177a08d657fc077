/**
 * Generates the Prisma client and Pothos' types into src/generated. Prisma looks for its schema engine even though
 * generating runs none, and would download one; naming any executable keeps it from that.
 */
import { spawnSync } from "node:child_process";
import { createRequire } from "node:module";
import path from "node:path";

const packageFolder = path.join(import.meta.dirname, "..");
const manifestPath = createRequire(import.meta.url).resolve("prisma/package.json");
const binary = path.join(path.dirname(manifestPath), "build", "index.js");
const { status, stdout, stderr } = spawnSync(process.execPath, [binary, "generate", "--no-hints"], {
  cwd: packageFolder,
  encoding: "utf8",
  env: {
    ...process.env,
    PRISMA_SCHEMA_ENGINE_BINARY: process.execPath,
    PRISMA_HIDE_UPDATE_MESSAGE: "1",
    CHECKPOINT_DISABLE: "1",
  },
});
if (status !== 0) {
  process.stderr.write(`${stdout}${stderr}The database client was not generated.\n`);
  process.exit(1);
}
