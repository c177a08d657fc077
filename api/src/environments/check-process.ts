import { spawn, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import { createInterface } from "node:readline";
import type { CheckEvent } from "../domain/environment/workshop.ts";
import { readCheckEvent } from "./read-check-event.ts";

/** What it is given beyond its own limits to end what it has started. */
const GRACE_MS = 15_000;
const CANCEL_GRACE_MS = 5_000;

export interface CheckProcess {
  readonly python: string;
  readonly program: string;
  readonly request: Readonly<Record<string, unknown>>;
  readonly wallMs: number;
  readonly signal: AbortSignal;
}

/**
 * Runs the checks' program and passes its events on. It has a process group of its own, nothing of our environment, and
 * ends when its standard input does: when this is cancelled, or when this process dies.
 */
export async function* runCheckProcess(given: CheckProcess): AsyncGenerator<CheckEvent, void> {
  const child = spawn(given.python, ["-I", given.program], {
    cwd: "/",
    detached: true,
    stdio: ["pipe", "pipe", "pipe"],
    env: { PATH: "/usr/local/bin:/usr/bin:/bin", LANG: "C.UTF-8", OPENBLAS_NUM_THREADS: "1", OMP_NUM_THREADS: "1" },
  });
  const closed = once(child, "close");
  closed.catch(() => undefined);
  const deadline = setTimeout(() => killGroup(child), given.wallMs + GRACE_MS);
  let cancelled: NodeJS.Timeout | undefined;
  const cancel = () => {
    child.stdin.end();
    cancelled = setTimeout(() => killGroup(child), CANCEL_GRACE_MS);
  };
  child.stdin.on("error", () => undefined);
  child.stdin.write(`${JSON.stringify(given.request)}\n`);
  if (given.signal.aborted) cancel();
  given.signal.addEventListener("abort", cancel, { once: true });
  try {
    yield* eventsOf(child);
    await closed;
  } finally {
    given.signal.removeEventListener("abort", cancel);
    child.stdin.end();
    // Whoever stops listening early waits until everything is ended all the same.
    if (child.exitCode === null && child.signalCode === null && cancelled === undefined) cancel();
    child.stdout.resume();
    await closed.catch(() => undefined);
    clearTimeout(deadline);
    clearTimeout(cancelled);
  }
}

async function* eventsOf(child: ChildProcess): AsyncGenerator<CheckEvent, void> {
  if (child.stdout === null || child.stderr === null) throw new Error("The checks have no pipes");
  let complaint = "";
  child.stderr.setEncoding("utf8").on("data", (text: string) => {
    complaint = (complaint + text).slice(-2_000);
  });
  let ended = false;
  for await (const line of createInterface({ input: child.stdout })) {
    const event = readCheckEvent(line);
    if (event === null) continue;
    ended ||= event.type === "end";
    yield event;
  }
  if (ended) return;
  const last = complaint.trim().split("\n").at(-1) ?? "";
  const error = `The checks were ended before they were through. ${last}`.trim();
  yield { type: "check", check: "process", result: { success: false, warnings: [], error } };
}

function killGroup(child: ChildProcess): void {
  if (child.pid === undefined) return;
  try {
    process.kill(-child.pid, "SIGKILL");
  } catch {
    // It has ended.
  }
}
