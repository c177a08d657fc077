import { execFile } from "node:child_process";

const LONGEST_MS = 10_000;
const LARGEST_ANSWER_BYTES = 64 * 1024 * 1024;

export class CommandError extends Error {
  /** The program is not installed. */
  readonly isMissing: boolean;
  constructor(message: string, isMissing: boolean) {
    super(message);
    this.isMissing = isMissing;
  }
}

/** What the program wrote. It gets no environment but PATH: passwords and keys in ours are none of its business. */
export function runCommand(command: string, args: readonly string[], input = ""): Promise<string> {
  const options = {
    env: { PATH: systemPath(), LC_ALL: "C" },
    timeout: LONGEST_MS,
    killSignal: "SIGKILL" as const,
    maxBuffer: LARGEST_ANSWER_BYTES,
  };
  return new Promise((resolve, reject) => {
    const child = execFile(command, args, options, (error, stdout, stderr) => {
      if (error === null) return resolve(stdout);
      const said = stderr.trim().replaceAll("\n", "; ") || (error.killed ? "no answer" : error.message);
      reject(new CommandError(`${command} ${args[0] ?? ""}: ${said}`, error.code === "ENOENT"));
    });
    // A program that ends before it has read all tells why by itself.
    child.stdin?.on("error", () => undefined);
    child.stdin?.end(input);
  });
}

/** For a program that opens /dev/stdin as a file: that works for a pipe, which Node's own streams to a child are not. */
export function runWithInput(command: string, args: readonly string[], input: string): Promise<string> {
  return runCommand("sh", ["-c", 'cat | exec "$0" "$@"', command, ...args], input);
}

/** Where the system's own programs lie is often missing from the PATH of users and services. */
export const systemPath = (): string => `${process.env["PATH"] ?? ""}:/usr/local/sbin:/usr/sbin:/sbin:/usr/bin:/bin`;
