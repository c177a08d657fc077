import { existsSync, mkdirSync } from "node:fs";
import { homedir } from "node:os";
import { join } from "node:path";
import { runCommand } from "./run-command.ts";

const VERSION = "v3.19.2";
const BUILD_MS = 900_000;

/** Helm from PATH, from the cache, or built into it from its Go module; else why not. */
export async function helmProgram(): Promise<{ helm: string } | { reason: string }> {
  const found = await runCommand("bash", ["-c", "type -P helm"]);
  if (found.code === 0) return { helm: found.stdout.trim() };
  const cache = join(process.env["XDG_CACHE_HOME"] || join(homedir(), ".cache"), "arena", `helm-${VERSION}`);
  const helm = join(cache, "helm");
  if (existsSync(helm)) return { helm };
  if ((await runCommand("bash", ["-c", "type -P go"])).code !== 0) return { reason: "helm is not on PATH, nor is go" };
  mkdirSync(cache, { recursive: true });
  console.log(`building helm ${VERSION}, once for this machine; this takes minutes`);
  const built = await runCommand("nice", ["-n", "10", "go", "install", `helm.sh/helm/v3/cmd/helm@${VERSION}`], {
    env: { ...process.env, GOBIN: cache },
    timeoutMs: BUILD_MS,
  });
  return built.code === 0 ? { helm } : { reason: `helm cannot be built: ${built.stderr.trim().slice(-300)}` };
}
