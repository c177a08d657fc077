import { execFile } from "node:child_process";

export class ProgramError extends Error {
  /** The last lines that it wrote. */
  readonly output: string;
  constructor(program: string, output: string) {
    super(`${program} failed: ${output}`);
    this.output = output;
  }
}

/** One of our own programs, without user code: its standard output. */
export function runProgram(
  program: string,
  args: readonly string[],
  {
    input = "",
    timeoutMs,
    env,
  }: { readonly input?: string; readonly timeoutMs: number; readonly env?: NodeJS.ProcessEnv },
): Promise<string> {
  return new Promise((resolve, reject) => {
    const options = { timeout: timeoutMs, killSignal: "SIGKILL", maxBuffer: 4 * 1024 * 1024, cwd: "/", env } as const;
    const child = execFile(program, [...args], options, (error, stdout, stderr) => {
      if (error === null) return resolve(stdout);
      const said = `${stdout}\n${stderr}`.trim().split("\n").slice(-6).join("\n").slice(-1_000);
      reject(new ProgramError(program, error.killed === true ? `it took longer than ${timeoutMs / 1000} s` : said));
    });
    child.stdin?.on("error", () => undefined);
    child.stdin?.end(input);
  });
}
