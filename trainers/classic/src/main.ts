import { EventLog } from "./event-log.ts";
import { StopRequest } from "./stop-request.ts";

function required(name: string): string {
  const value = process.env[name];
  if (value === undefined || value === "") throw new Error(`${name} is not set.`);
  return value;
}

/** Exit code: 0 completed or stopped, 1 failed. */
async function main(): Promise<number> {
  // Before all else, and before the rest of the program is loaded: from here on a signal means "save, then exit".
  const stop = new StopRequest(process.env.ARENA_STOP_FILE || null);
  process.on("SIGTERM", () => stop.signal());
  const events = new EventLog(required("ARENA_EVENTS"));
  try {
    const { runFromFiles } = await import("./run-from-files.ts");
    await runFromFiles({
      manifest: required("ARENA_MANIFEST"),
      checkpoints: required("ARENA_CHECKPOINTS"),
      resumeFrom: process.env.ARENA_RESUME_FROM || null,
      acceptMissing: (process.env.ARENA_ACCEPT_MISSING ?? "").split(",").map((name) => name.trim()),
      events,
      stop,
    });
    return 0;
  } catch (error) {
    events.write({ type: "error", message: error instanceof Error ? error.message : String(error) });
    return 1;
  } finally {
    events.close();
  }
}

process.exitCode = await main();
