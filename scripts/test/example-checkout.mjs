import { mkdirSync, symlinkSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";

/** The checkout's real node_modules: PostgreSQL, Temporal's client and the pinned Node are the real ones. */
const nodeModules = join(import.meta.dirname, "..", "..", "node_modules");

const SERVE = `import { createServer } from "node:http";
export const serve = (port, host) => createServer((request, answer) => {
  answer.writeHead(200, { "content-type": "application/json" });
  answer.end(JSON.stringify({ status: "ok", ready: true, version: "1", components: {} }));
}).listen(Number(port), host);
process.on("SIGTERM", () => process.exit(0));
`;

/** Encryption keys and the database's address are for few. */
const WITHOUT_SECRETS = `for (const name of ["ARENA_ENCRYPTION_KEYS", "ARENA_ENCRYPTION_KEYS_FILE", "ARENA_ADMIN_PASSWORD"])
  if (process.env[name]) throw new Error("no business with " + name);
`;
const WITH_KEYS = `import { readFileSync } from "node:fs";
if (Buffer.from(readFileSync(process.env.ARENA_ENCRYPTION_KEYS_FILE!, "utf8"), "base64").length !== 32) throw new Error("no key");
for (const name of ["ARENA_GATEWAY_HOST", "ARENA_GATEWAY_PORT", "ARENA_TUNNEL_RANGE", "DATABASE_URL", "ARENA_DATA"])
  if (!process.env[name]) throw new Error(name + " is missing");
`;

const FILES = {
  "package.json": JSON.stringify({ name: "example", private: true, type: "module", workspaces: ["web"] }),
  "web/package.json": JSON.stringify({ name: "web", version: "1.0.0", scripts: { build: "node build.js" } }),
  "web/build.js": `require("node:fs").mkdirSync("build", { recursive: true });
require("node:fs").writeFileSync("build/handler.js", "");`,
  "scripts/generate.mjs": `import { mkdirSync } from "node:fs"; mkdirSync("prisma/src/generated", { recursive: true });`,
  "serve.ts": SERVE,
  "prisma/src/migrate-main.ts": `import pg from "pg";
const client = new pg.Client({ connectionString: process.env.DATABASE_URL });
await client.connect();
await client.query("CREATE TABLE IF NOT EXISTS start (at timestamptz DEFAULT now())");
await client.query("INSERT INTO start DEFAULT VALUES");
await client.end();`,
  "api/src/seed-main.ts": `${WITH_KEYS}
import pg from "pg";
import { writeFileSync } from "node:fs";
const client = new pg.Client({ connectionString: process.env.DATABASE_URL });
await client.connect();
const { rows } = await client.query("SELECT count(*)::int AS starts FROM start");
await client.end();
const agentTokenFile = process.env.ARENA_DATA + "/secrets/agent-token";
writeFileSync(agentTokenFile, "token");
const created = rows[0].starts === 1;
console.log(JSON.stringify({ created, email: process.env.ARENA_ADMIN_EMAIL, agentTokenFile, ...(created ? { password: "made-up" } : {}) }));`,
  "workflows/src/launcher/main.ts": "export {};",
  "trainers/classic/src/main.ts": "export {};",
  "workflows/src/worker/control-main.ts": `import { serve } from "../../../serve.ts";
${WITH_KEYS}
if (process.env.ARENA_ADMIN_PASSWORD) throw new Error("only the seed may see this");
serve(process.env.ARENA_HEALTH_PORT, "127.0.0.1");`,
  "workflows/src/gateway/main.ts": `import { serve } from "../../../serve.ts";
${WITH_KEYS}
if (!process.env.ARENA_API_PORT || process.env.ARENA_API_HOST !== "127.0.0.1") throw new Error("where is the api?");
if (process.env.ARENA_ADMIN_PASSWORD) throw new Error("only the seed may see this");
serve(process.env.ARENA_HEALTH_PORT, "127.0.0.1");`,
  "api/src/main.ts": `${WITH_KEYS}
import { serve } from "../../serve.ts";
if (process.env.ARENA_ADMIN_PASSWORD) throw new Error("only the seed may see this");
serve(process.env.PORT, process.env.HOST);`,
  // The trainer stands in a group of its own, as the agent starts it.
  "workflows/src/agent/main.ts": `import { spawn } from "node:child_process";
import { existsSync, mkdirSync, renameSync, writeFileSync } from "node:fs";
const home = process.env.ARENA_AGENT_HOME!;
mkdirSync(home, { recursive: true });
if (!existsSync(home + "/trainer")) {
  const trainer = spawn("sleep", ["600"], { detached: true, stdio: "ignore" });
  // Killed at any moment, it leaves the whole number or none.
  writeFileSync(home + "/trainer.new", String(trainer.pid));
  renameSync(home + "/trainer.new", home + "/trainer");
}
${WITHOUT_SECRETS}
if (process.env.DATABASE_URL) throw new Error("the agent has no business with the database");
setInterval(() => {}, 1000);`,
};

/** A checkout whose own components do nearly nothing: what is tried is their start, watch and stop. */
export function writeExampleCheckout(folder) {
  for (const [path, content] of Object.entries(FILES)) {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), content);
  }
  symlinkSync(nodeModules, join(folder, "node_modules"));
  return folder;
}
