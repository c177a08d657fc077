import { createDatabase } from "@arena/database/client";
import { stopAllRuns } from "./domain/run/stop-all-runs.ts";
import { createTemporalOrchestration } from "./orchestration/temporal-orchestration.ts";

/** Halts all runs and waits for their ends: `npm run up -- --stop-runs`, before it ends what carries the halts out. */
const { DATABASE_URL: databaseUrl, TEMPORAL_ADDRESS: temporalAddress } = process.env;
if (!databaseUrl || !temporalAddress) throw new Error("Set DATABASE_URL and TEMPORAL_ADDRESS");
const waiting = new AbortController();
process.on("SIGTERM", () => waiting.abort());
// The terminal sends its Ctrl-C to everybody in the foreground; who started this decides what it means.
process.on("SIGINT", () => undefined);
const database = createDatabase(databaseUrl, { maxConnections: 4 });
const orchestration = createTemporalOrchestration(temporalAddress);
try {
  const { left, unproven } = await stopAllRuns({
    database,
    orchestration,
    onProgress: (text) => console.log(text),
    signal: waiting.signal,
  });
  const held = unproven.length === 0 ? "" : `; without proof that nothing of it is left: ${unproven.join("; ")}`;
  console.log(`${left === 0 ? "all runs have ended" : `${left} not ended yet; their halts go on`}${held}`);
} finally {
  await orchestration.close();
  await database.close();
}
