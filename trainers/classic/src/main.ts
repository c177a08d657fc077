import { mkdirSync, readFileSync } from "node:fs";
import { EventLog } from "./event-log.ts";
import { resolveManifest } from "./defaults.ts";
import type { ResolvedManifest } from "./defaults.ts";
import { runTraining } from "./run-training.ts";
import { StopRequest } from "./stop-request.ts";

function required(name: string): string {
  const value = process.env[name];
  if (value === undefined || value === "") throw new Error(`${name} is not set.`);
  return value;
}

function readManifest(path: string): ResolvedManifest {
  const { manifest, errors } = resolveManifest(JSON.parse(readFileSync(path, "utf8")) as unknown);
  if (manifest !== null) return manifest;
  throw new Error(errors.map((error) => `${error.path}: ${error.message}`).join("; "));
}

/** Exit code: 0 completed or stopped, 1 failed. */
async function main(): Promise<number> {
  const stop = new StopRequest(process.env.ARENA_STOP_FILE ?? null);
  process.on("SIGTERM", () => stop.signal());
  const events = new EventLog(required("ARENA_EVENTS"));
  try {
    const checkpoints = required("ARENA_CHECKPOINTS");
    mkdirSync(checkpoints, { recursive: true });
    const manifest = readManifest(required("ARENA_MANIFEST"));
    await runTraining({ manifest, events, checkpoints, resumeFrom: process.env.ARENA_RESUME_FROM || null, stop });
    return 0;
  } catch (error) {
    events.write({ type: "error", message: error instanceof Error ? error.message : String(error) });
    return 1;
  } finally {
    events.close();
  }
}

process.exitCode = await main();
