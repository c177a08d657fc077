import { spawn } from "node:child_process";
import { join } from "node:path";
import * as z from "zod";
import { nodeTaskSchema, rayNodeSchema, type ProbeFacts } from "../../contract/cluster-probe.ts";

const KEPT_BYTES = 4 * 1024 * 1024;
const answerSchema = z.object({
  nodes: z.array(rayNodeSchema),
  tasks: z.array(nodeTaskSchema),
  error: z.string().nullable(),
});

export interface RayLook {
  /** Python with Ray. */
  readonly python: string;
  /** `prove.py`. */
  readonly program: string;
  /** A folder that all nodes share. */
  readonly sharedDirectory: string;
  readonly name: string;
  readonly withinMs: number;
}

/** What Ray's own client says of its nodes: beside the head, in a process of its own, which ends at its deadline. */
export async function lookAtRay(look: RayLook, signal: AbortSignal): Promise<NonNullable<ProbeFacts["ray"]>> {
  const seconds = Math.max(1, Math.floor(look.withinMs / 1_000) - 5);
  const args = [look.program, join(look.sharedDirectory, ".proofs"), look.name, String(seconds)];
  const fault = (error: string): NonNullable<ProbeFacts["ray"]> => ({
    nodes: [],
    tasks: [],
    error: error.slice(0, 300),
  });
  return new Promise((resolve) => {
    const child = spawn(look.python, args, { stdio: ["ignore", "pipe", "pipe"], env: process.env });
    let output = "";
    let errors = "";
    const stop = (): void => void child.kill("SIGKILL");
    const timer = setTimeout(stop, look.withinMs);
    signal.addEventListener("abort", stop, { once: true });
    child.stdout.on("data", (chunk: Buffer) => (output = `${output}${chunk.toString()}`.slice(-KEPT_BYTES)));
    child.stderr.on("data", (chunk: Buffer) => (errors = `${errors}${chunk.toString()}`.slice(-4_096)));
    const finish = (why: string): void => {
      clearTimeout(timer);
      signal.removeEventListener("abort", stop);
      resolve(readAnswer(output) ?? fault(errors.trim().split("\n").at(-1) || why));
    };
    child.once("error", (error) => finish(error.message));
    child.once("close", (code, killedBy) => finish(`the look ended with ${code ?? killedBy}`));
  });
}

/** The last line that is one: Ray may print before it. */
function readAnswer(output: string): NonNullable<ProbeFacts["ray"]> | null {
  const line = output.trim().split("\n").at(-1) ?? "";
  try {
    return answerSchema.parse(JSON.parse(line));
  } catch {
    return null;
  }
}
