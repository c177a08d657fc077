import { spawn } from "node:child_process";

/** Runs a program to its end; answers `{ok, code, stdout, stderr}` and never throws. `timeoutMs` ends it. */
export function runTool(command, args, { env = process.env, cwd, timeoutMs = 60_000, onLine } = {}) {
  return new Promise((resolve) => {
    const child = spawn(command, args, { env, cwd, stdio: ["ignore", "pipe", "pipe"], timeout: timeoutMs });
    let stdout = "";
    let stderr = "";
    const tell = (text) => onLine?.(text.trimEnd().split("\n").at(-1));
    child.stdout.on("data", (chunk) => tell(String((stdout += chunk))));
    child.stderr.on("data", (chunk) => tell(String((stderr += chunk))));
    child.once("error", (error) => resolve({ ok: false, code: null, stdout, stderr: error.message }));
    child.once("close", (code) => resolve({ ok: code === 0, code, stdout, stderr }));
  });
}
