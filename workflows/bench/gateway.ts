/**
 * How long a changed key takes to reach the gateway's interface, with 10,000 peers: from COMMIT until `wg show` has it
 * (or has it no more), by the real program in a network namespace. The floor is `wg show` of the same interface, which
 * each measurement contains at least once. Run as root: ARENA_TEST_DATABASE_URL=… nice node workflows/bench/gateway.ts
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
  const isThere = async (key: ClusterKey, wanted: boolean): Promise<void> => {
    while ((await peers()).has(key.publicKey) !== wanted);
  };
  const resourceClassId = await rows.addClass();
  const [floor, added, revoked]: [number[], number[], number[]] = [[], [], []];
  for (let round = 0; round < ROUNDS; round++) {
    await pause(PAUSE_MS);
    floor.push(await timed(peers));
    const key = await rows.addKey(resourceClassId);
    added.push(await timed(() => isThere(key, true)));
    await pause(PAUSE_MS);
    await rows.revoke(key);
    revoked.push(await timed(() => isThere(key, false)));
  }
  console.log(`${(await peers()).size} peers, ${ROUNDS} times each`);
  say("a key made: from COMMIT until the interface has its peer", added);
  say("a key revoked: from COMMIT until the interface has it no more", revoked);
  say("floor: wg show of that interface", floor);
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
  while (!(await isApplied())) await pause(50);
  console.log(`start until all peers are applied: ${(performance.now() - startedAtMs).toFixed(0)} ms`);
  await measure(rows, bed, program);
} finally {
  await program.end("SIGTERM");
  await bed.close();
  await rows.close();
}

async function isApplied(): Promise<boolean> {
  const found = await rows.database.pool.query<{ applied: boolean }>(
    "SELECT applied_at IS NOT NULL AS applied FROM gateway",
  );
  return found.rows[0]?.applied === true;
}
