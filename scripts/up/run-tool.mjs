import { spawn } from "node:child_process";

/**
 * Runs a program to its end; answers `{ok, code, stdout, stderr}` and never throws. `timeoutMs` (0: none) and `signal`
 * end it with SIGTERM, and so does our own end.
 */
export function runTool(command, args, { env = process.env, cwd, timeoutMs = 60_000, onLine, signal } = {}) {
  return new Promise((resolve) => {
    const child = spawn(command, args, { env, cwd, stdio: ["ignore", "pipe", "pipe"], timeout: timeoutMs });
    const output = { stdout: "", stderr: "" };
    for (const name of ["stdout", "stderr"])
      child[name].setEncoding("utf8").on("data", (chunk) => {
        output[name] += chunk;
        const line = chunk.trimEnd().split("\n").at(-1);
        if (line !== "") onLine?.(line.slice(0, 80));
      });
    const onExit = () => child.kill("SIGTERM");
    signal?.addEventListener("abort", onExit, { once: true });
    process.once("exit", onExit);
    const finish = (result) => {
      process.removeListener("exit", onExit);
      signal?.removeEventListener("abort", onExit);
      resolve(result);
    };
    child.once("error", (error) => finish({ ok: false, code: null, ...output, stderr: error.message }));
    child.once("close", (code) => finish({ ok: code === 0, code, ...output }));
  });
}
