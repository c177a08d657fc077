import type pg from "pg";
import type { Logger } from "pino";
import { isFresh, parseHandshakes } from "./handshakes.ts";
import { outdatedKeys } from "./outdated-keys.ts";
import type { Peer } from "./peer.ts";
import { revokeReplacedKeys, storeHandshakes } from "./peer-records.ts";
import { runCommand } from "./run-command.ts";

const EVERY_MS = 2_000;
/** Reading takes 0.1 s with 10,000 peers: it may take a twentieth of the time, no more. */
const SHARE = 20;
const LONGEST_PAUSE_MS = 30_000;
/** WireGuard shakes hands every two minutes; less than this apart is the same connection. */
const WORTH_STORING_SECONDS = 10;
/** How long both generations work once the newer is connected: what is under way through the older one ends meanwhile. */
const OVERLAP_MS = 10_000;

export interface HandshakeWatch {
  /** Reads what the interface knows, when it is time to. Answers the public keys that it has, or null. */
  look(name: string, peers: ReadonlyMap<string, Peer>): Promise<ReadonlySet<string> | null>;
  /** What the database has of keys that were not seen before. */
  learn(stored: ReadonlyMap<string, number>): void;
}

export function createHandshakeWatch(pool: pg.Pool, log: Logger): HandshakeWatch {
  const stored = new Map<string, number>();
  let connectedSinceMs = new Map<string, number>();
  let nextAtMs = 0;

  async function store(found: ReadonlyMap<string, number>, peers: ReadonlyMap<string, Peer>): Promise<void> {
    const changed = new Map<string, number>();
    for (const [publicKey, seconds] of found) {
      const id = peers.get(publicKey)?.id;
      if (id !== undefined && seconds > (stored.get(id) ?? 0) + WORTH_STORING_SECONDS) changed.set(id, seconds);
    }
    if (changed.size === 0) return;
    await storeHandshakes(pool, changed);
    for (const [id, seconds] of changed) stored.set(id, seconds);
  }

  function noteConnected(found: ReadonlyMap<string, number>, peers: ReadonlyMap<string, Peer>): void {
    const nowMs = Date.now();
    const connected = [...peers.values()].filter(({ publicKey }) => isFresh(found.get(publicKey) ?? 0, nowMs / 1000));
    connectedSinceMs = new Map(connected.map(({ id }) => [id, connectedSinceMs.get(id) ?? nowMs]));
  }

  async function revokeOutdated(peers: ReadonlyMap<string, Peer>): Promise<void> {
    const outdated = outdatedKeys(peers.values(), connectedSinceMs, Date.now(), OVERLAP_MS);
    if (outdated.length === 0) return;
    await revokeReplacedKeys(
      pool,
      outdated.map(({ id }) => id),
    );
    for (const { resourceClassId, generation } of outdated)
      log.info({ resourceClassId, generation }, "A newer generation of keys is in use; this one is revoked");
  }

  return {
    learn(known) {
      for (const [id, seconds] of known) stored.set(id, Math.max(seconds, stored.get(id) ?? 0));
    },
    async look(name, peers) {
      const startedAtMs = performance.now();
      if (startedAtMs < nextAtMs) return null;
      const found = parseHandshakes(await runCommand("wg", ["show", name, "latest-handshakes"]));
      const tookMs = performance.now() - startedAtMs;
      nextAtMs = startedAtMs + Math.max(EVERY_MS, Math.min(SHARE * tookMs, LONGEST_PAUSE_MS));
      noteConnected(found, peers);
      await store(found, peers);
      await revokeOutdated(peers);
      return new Set(found.keys());
    },
  };
}
