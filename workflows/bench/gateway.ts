/**
 * How long a changed key takes to reach the gateway's interface, with 10,000 peers: from COMMIT until the program has
 * applied it and said so in the database; each time the interface itself is asked afterwards. The real program, in a
 * network namespace. The floor is `wg show` of the same interface.
 * Run as root: ARENA_TEST_DATABASE_URL=… nice node workflows/bench/gateway.ts
 */
import { setTimeout as pause } from "node:timers/promises";
import { interfaceName } from "../src/gateway/interface-name.ts";
import { GatewayProgram } from "../test/gateway/gateway-program.ts";
import { GatewayRows, type ClusterKey } from "../test/gateway/gateway-rows.ts";
import { NetworkBed } from "../test/gateway/network-bed.ts";
import { whyNoTunnels } from "../test/gateway/why-no-tunnels.ts";

const PEERS = Number(process.argv[2] ?? 10_000);
const ROUNDS = Number(process.argv[3] ?? 20);
/** The handshakes are read every two seconds: unlike pauses meet that reading sometimes, as real changes do. */
const PAUSE_MS = 370;

const quantile = (sorted: readonly number[], share: number): number =>
  sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? 0;

function say(title: string, times: readonly number[]): void {
  const sorted = times.toSorted((a, b) => a - b);
  const [p50, p95] = [quantile(sorted, 0.5), quantile(sorted, 0.95)].map((ms) => `${ms.toFixed(0).padStart(5)} ms`);
  console.log(`${title.padEnd(64)} p50 ${p50}   p95 ${p95}`);
}

async function timed(work: () => Promise<unknown>): Promise<number> {
  const startedAtMs = performance.now();
  await work();
  return performance.now() - startedAtMs;
}

async function measure(rows: GatewayRows, bed: NetworkBed, program: GatewayProgram): Promise<void> {
  const name = interfaceName(program.dataDir, rows.gateway.publicKey);
  const peers = async (): Promise<Set<string>> =>
    new Set((await bed.in(bed.gateway, "wg", "show", name, "peers")).trim().split("\n"));
  const resourceClassId = await rows.addClass();
  const [floor, added, revoked]: [number[], number[], number[]] = [[], [], []];
  const changed = async (key: ClusterKey, isWanted: boolean, times: number[], lastApplied: string): Promise<void> => {
    times.push(await timed(() => isAppliedAfter(rows, lastApplied)));
    if ((await peers()).has(key.publicKey) !== isWanted) throw new Error("it is said to be applied, and is not");
    await pause(PAUSE_MS);
  };
  for (let round = 0; round < ROUNDS; round++) {
    floor.push(await timed(peers));
    const beforeAdded = await lastAppliedAt(rows);
    const key = await rows.addKey(resourceClassId);
    await changed(key, true, added, beforeAdded);
    const beforeRevoked = await lastAppliedAt(rows);
    await rows.revoke(key);
    await changed(key, false, revoked, beforeRevoked);
  }
  console.log(`${(await peers()).size} peers, ${ROUNDS} times each`);
  say("a key made: from COMMIT until the interface has its peer", added);
  say("a key revoked: from COMMIT until the interface has it no more", revoked);
  say("floor: wg show of that interface", floor);
}

async function lastAppliedAt(rows: GatewayRows): Promise<string> {
  const sql = "SELECT coalesce(applied_at::text, '') AS at FROM gateway";
  return (await rows.database.pool.query<{ at: string }>(sql)).rows[0]?.at ?? "";
}

async function isAppliedAfter(rows: GatewayRows, earlier: string): Promise<void> {
  while ((await lastAppliedAt(rows)) === earlier) await pause(5);
}

const why = whyNoTunnels();
if (why !== null) {
  console.log(`The gateway is not measured: ${why}.`);
  process.exit(0);
}
const rows = await GatewayRows.create();
const bed = await NetworkBed.create();
const program = await GatewayProgram.create(bed, rows);
try {
  await rows.addGateway();
  await rows.addKeys(await rows.addClasses(PEERS));
  program.start();
  const startedAtMs = performance.now();
  await isAppliedAfter(rows, "");
  console.log(`start until all peers are applied: ${(performance.now() - startedAtMs).toFixed(0)} ms`);
  await measure(rows, bed, program);
} finally {
  await program.end("SIGTERM");
  await bed.close();
  await rows.close();
}
