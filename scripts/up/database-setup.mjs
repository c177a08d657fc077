import { readFileSync } from "node:fs";
import { join } from "node:path";
import { componentEnvironment } from "./component-environment.mjs";
import { RemedyError } from "./remedy-error.mjs";
import { runTool } from "./run-tool.mjs";
import { ensureEncryptionKeys } from "./secrets.mjs";

export async function migrate({ checkoutDir, databaseUrl, note }) {
  const env = componentEnvironment(checkoutDir, { DATABASE_URL: databaseUrl, ARENA_DATABASE_URL: databaseUrl });
  const done = await runMain(checkoutDir, "prisma/src/migrate-main.ts", env, note);
  return done.stdout.trim().split("\n").at(-1);
}

/** Makes organization, first Manager, first project and the agent's token at the first start; `{created, email, password?, agentToken}`. */
export async function seed({ checkoutDir, databaseUrl, settings, note }) {
  const given = {
    DATABASE_URL: databaseUrl,
    ARENA_DATA: settings.dataDir,
    ...settings.gateway,
    ...ensureEncryptionKeys(settings),
    ...settings.seed,
  };
  const done = await runMain(checkoutDir, "api/src/seed-main.ts", componentEnvironment(checkoutDir, given), note);
  const line = done.stdout.split("\n").findLast((text) => text.startsWith("{"));
  if (line === undefined) throw new RemedyError("The seed gave no answer.", `It said: ${done.stdout.trim()}`);
  const answer = JSON.parse(line);
  const tokenFile = answer.agentTokenFile ?? join(settings.dataDir, "secrets", "agent-token");
  return { ...answer, agentToken: readFileSync(tokenFile, "utf8").trim() };
}

async function runMain(checkoutDir, script, env, note) {
  const done = await runTool(process.execPath, [join(checkoutDir, script)], {
    cwd: checkoutDir,
    env,
    timeoutMs: 120_000,
    onLine: note,
  });
  if (done.ok) return done;
  const tail = `${done.stderr}\n${done.stdout}`.trim().split("\n").slice(0, 6).join("\n");
  throw new RemedyError(`${script} failed; it said:`, `\n${tail}`);
}
