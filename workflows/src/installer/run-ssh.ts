import { spawn } from "node:child_process";
import type { Readable } from "node:stream";

export interface SshCommand {
  /** Options, target and command, as OpenSSH takes them. */
  readonly args: readonly string[];
  readonly input?: string | Buffer | Readable;
  /** Standard output as it comes; else it is collected. */
  readonly onOutput?: (chunk: Buffer) => void;
  readonly withinMs: number;
  readonly signal?: AbortSignal;
}
export interface SshEnd {
  /** Null: it did not end in time, or was told to stop. 255: ssh itself has failed. */
  readonly code: number | null;
  readonly output: string;
  readonly errors: string;
  /** ssh is not on this machine. */
  readonly isMissing: boolean;
}

/** The command may not have run, or not to its end: ssh has failed, or was cut off with whoever ran it. */
export function isLost({ code }: Pick<SshEnd, "code">): boolean {
  return code === null || code === 255 || code >= 128;
}

const KEPT_BYTES = 1024 * 1024;

/** Runs OpenSSH's client to its end or its deadline. */
export function runSsh({ args, input, onOutput, withinMs, signal }: SshCommand): Promise<SshEnd> {
  return new Promise((resolve) => {
    const child = spawn("ssh", args, { stdio: ["pipe", "pipe", "pipe"], env: sshEnvironment() });
    const output: Buffer[] = [];
    const errors: Buffer[] = [];
    let isMissing = false;
    const stop = (): void => void child.kill("SIGKILL");
    const timer = setTimeout(stop, withinMs);
    const finish = (code: number | null): void => {
      clearTimeout(timer);
      signal?.removeEventListener("abort", stop);
      resolve({ code, output: textOf(output), errors: textOf(errors), isMissing });
    };
    signal?.addEventListener("abort", stop, { once: true });
    child.stdout.on("data", (chunk: Buffer) => (onOutput === undefined ? output.push(chunk) : onOutput(chunk)));
    child.stderr.on("data", (chunk: Buffer) => errors.push(chunk));
    child.on("error", (error: NodeJS.ErrnoException) => {
      isMissing = error.code === "ENOENT";
      errors.push(Buffer.from(error.message));
      if (child.pid === undefined) finish(null);
    });
    child.on("close", (code) => finish(code));
    // Who reads no further has closed it: what the command says then is what counts.
    child.stdin.on("error", () => undefined);
    if (input === undefined || typeof input === "string" || Buffer.isBuffer(input)) child.stdin.end(input ?? "");
    else input.on("error", stop).pipe(child.stdin);
  });
}

/** Its messages are read, so they are in one language. */
function sshEnvironment(): NodeJS.ProcessEnv {
  const { PATH, HOME, SSH_AUTH_SOCK, USER, LOGNAME, TMPDIR } = process.env;
  const given = Object.entries({ PATH, HOME, SSH_AUTH_SOCK, USER, LOGNAME, TMPDIR });
  return { ...Object.fromEntries(given.filter(([, value]) => value !== undefined)), LC_ALL: "C" };
}

function textOf(chunks: readonly Buffer[]): string {
  return Buffer.concat(chunks).subarray(0, KEPT_BYTES).toString("utf8");
}
