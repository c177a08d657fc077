import { spawn } from "node:child_process";

export interface ProgramCall {
  readonly args: readonly string[];
  readonly env: NodeJS.ProcessEnv;
  readonly cwd?: string;
  readonly input?: string | Buffer;
  /** Standard output as it comes; else it is collected. */
  readonly onOutput?: (chunk: Buffer) => void;
  readonly withinMs: number;
  readonly signal?: AbortSignal;
}
export interface ProgramEnd {
  /** Null: it did not end in time, was told to stop, or is not there. */
  readonly code: number | null;
  readonly output: string;
  readonly errors: string;
  readonly isMissing: boolean;
}

const KEPT_BYTES = 32 * 1024 * 1024;

/** Runs a program of this machine to its end or its deadline. */
export function runProgram(program: string, call: ProgramCall): Promise<ProgramEnd> {
  const { args, env, cwd, input, onOutput, withinMs, signal } = call;
  return new Promise((resolve) => {
    const child = spawn(program, args, { stdio: ["pipe", "pipe", "pipe"], env, cwd });
    const output: Buffer[] = [];
    const errors: Buffer[] = [];
    let keptBytes = 0;
    let isMissing = false;
    const stop = (): void => void child.kill("SIGKILL");
    const timer = setTimeout(stop, withinMs);
    const finish = (code: number | null): void => {
      clearTimeout(timer);
      signal?.removeEventListener("abort", stop);
      resolve({ code, output: textOf(output), errors: textOf(errors), isMissing });
    };
    const keep = (into: Buffer[], chunk: Buffer): void => {
      keptBytes += chunk.byteLength;
      if (keptBytes <= KEPT_BYTES) into.push(chunk);
    };
    signal?.addEventListener("abort", stop, { once: true });
    child.stdout.on("data", (chunk: Buffer) => (onOutput === undefined ? keep(output, chunk) : onOutput(chunk)));
    child.stderr.on("data", (chunk: Buffer) => keep(errors, chunk));
    child.on("error", (error: NodeJS.ErrnoException) => {
      isMissing = error.code === "ENOENT" || error.code === "EACCES";
      errors.push(Buffer.from(error.message));
      if (child.pid === undefined) finish(null);
    });
    child.on("close", (code) => finish(code));
    // Who reads no further has closed it: what the program says then is what counts.
    child.stdin.on("error", () => undefined);
    child.stdin.end(input ?? "");
  });
}

const textOf = (chunks: readonly Buffer[]): string => Buffer.concat(chunks).toString("utf8");
