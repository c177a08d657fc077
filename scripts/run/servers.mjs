import { chmodSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { startPostgres } from "../up/postgres.mjs";
import { ensureTemporalBinary, startTemporal, temporalTestServerPath } from "../up/temporal.mjs";

/** A PostgreSQL and a Temporal server in a temporary folder, ended and removed when `work` is done or a signal comes. */
export async function withServers(work) {
  const folder = mkdtempSync(path.join(tmpdir(), "arena-servers-"));
  // As root, PostgreSQL runs as a user of its own, which has to reach its data in here.
  chmodSync(folder, 0o755);
  let postgres, temporal;
  const stop = async () => {
    await temporal?.stop();
    await postgres?.stop();
    rmSync(folder, { recursive: true, force: true });
  };
  for (const signal of ["SIGINT", "SIGTERM"]) process.once(signal, () => void stop().finally(() => process.exit(1)));
  try {
    await ensureTemporalBinary();
    const testServer = await temporalTestServerPath();
    postgres = await startPostgres({ dataDir: path.join(folder, "postgres") });
    temporal = await startTemporal({ dataDir: path.join(folder, "temporal") });
    return await work({
      ARENA_TEST_DATABASE_URL: postgres.url,
      ARENA_TEST_TEMPORAL: temporal.address,
      ARENA_TEMPORAL_TEST_SERVER: testServer,
    });
  } finally {
    await stop();
  }
}
