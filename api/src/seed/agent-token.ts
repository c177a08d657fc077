import { randomBytes } from "node:crypto";
import { existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from "node:fs";
import path from "node:path";

/** The local agent's token, kept beside the data, readable by its owner only; made again when it is missing. */
export function ensureAgentToken(dataDir: string): { file: string; token: string } {
  const file = path.join(dataDir, "secrets", "agent-token");
  if (existsSync(file)) return { file, token: readFileSync(file, "utf8").trim() };
  mkdirSync(path.dirname(file), { recursive: true, mode: 0o700 });
  const token = `arena_agent_${randomBytes(32).toString("base64url")}`;
  const temporary = `${file}.${process.pid}.tmp`;
  writeFileSync(temporary, token, { mode: 0o600 });
  renameSync(temporary, file);
  return { file, token };
}
