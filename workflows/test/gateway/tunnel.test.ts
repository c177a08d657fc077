import { execFileSync } from "node:child_process";
import { readFileSync, statSync } from "node:fs";
import path from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { eventually } from "../flows/eventually.ts";
import { interfaceName } from "../../src/gateway/interface-name.ts";
import type { GatewayProgram } from "./gateway-program.ts";
import type { GatewayRows } from "./gateway-rows.ts";
import type { NetworkBed } from "./network-bed.ts";
import { getsNoHandshake, isAnswered, isConnected, TunnelFixture } from "./tunnel-fixture.ts";
import { newPresharedKey } from "./wireguard-keys.ts";
import { whyNoTunnels } from "./why-no-tunnels.ts";

const why = whyNoTunnels();
let fixture: TunnelFixture;
let rows: GatewayRows;
let bed: NetworkBed;
let gateway: GatewayProgram;

describe.skipIf(why !== null)(`tunnels to the gateway${why === null ? "" : ` (not tried: ${why})`}`, () => {
  beforeEach(async () => {
    fixture = await TunnelFixture.create();
    ({ rows, bed, gateway } = fixture);
  });
  afterEach(() => fixture?.close());

  test("a cluster shakes hands and reaches the api; the database hears of it; a wrong pre-shared key gets nothing", async () => {
    const key = await rows.addKey(await rows.addClass());
    const other = await rows.addKey(await rows.addClass());
    gateway.start();
    await gateway.shows({ ready: true, interface: "up", reason: null, peers: 2 });
    const tunnel = fixture.tunnel(key);
    await tunnel.up();
    await isConnected(tunnel);
    await isAnswered(fixture.requests());
    await eventually(async () => {
      const { rows: found } = await rows.database.pool.query(
        "SELECT last_handshake_at > now() - interval '1 minute' AS fresh FROM cluster_key WHERE id = $1",
        [key.id],
      );
      expect(found).toEqual([{ fresh: true }]);
    });
    const wrong = fixture.tunnel(other, { presharedKey: newPresharedKey(), withoutRoutes: true });
    await wrong.up();
    await getsNoHandshake(wrong);
    const state = await rows.database.pool.query("SELECT applied_at IS NOT NULL AS applied, fault FROM gateway");
    expect(state.rows).toEqual([{ applied: true, fault: null }]);
  });

  test("secrets stand in files for their owner only, on no command line and in no log", async () => {
    const key = await fixture.startWithKey();
    await rows.addKey(await rows.addClass());
    await gateway.shows({ peers: 2 });
    const file = path.join(gateway.dataDir, "gateway", "wg-arena.conf");
    expect(statSync(file).mode & 0o777).toBe(0o600);
    expect(statSync(path.dirname(file)).mode & 0o777).toBe(0o700);
    const secrets = [rows.gateway.privateKey, key.presharedKey];
    for (const secret of secrets) expect(readFileSync(file, "utf8")).toContain(secret);
    const commandLines = execFileSync("ps", ["-eo", "args"], { encoding: "utf8" });
    for (const secret of [...secrets, rows.encryptionKeys]) {
      expect(commandLines).not.toContain(secret);
      expect(gateway.output).not.toContain(secret);
    }
  });

  test("a revoked key is cut off within five seconds, and gets no handshake any more", async () => {
    const key = await fixture.startWithKey();
    const tunnel = fixture.tunnel(key);
    await tunnel.up();
    const stream = fixture.requests();
    await isAnswered(stream);
    const revokedAtMs = Date.now();
    await rows.revoke(key);
    await expect.poll(() => stream.faultsSince(revokedAtMs), { timeout: 30_000 }).toBeGreaterThan(20);
    const lastGood = Math.max(
      ...stream.answers.filter(({ fault }) => fault === null).map(({ endedAtMs }) => endedAtMs),
    );
    expect(lastGood - revokedAtMs).toBeLessThan(5_000);
    stream.stop();
    await tunnel.down();
    const again = fixture.tunnel(key);
    await again.up();
    await getsNoHandshake(again);
  });

  test("a deleted class is cut off, too", async () => {
    const resourceClassId = await rows.addClass();
    await rows.addKey(resourceClassId);
    gateway.start();
    await gateway.shows({ interface: "up", peers: 1 });
    await rows.database.pool.query("UPDATE resource_class SET deleted_at = now() WHERE id = $1", [resourceClassId]);
    await gateway.shows({ peers: 0 });
    const name = interfaceName(gateway.dataDir, rows.gateway.publicKey);
    await eventually(async () => expect((await bed.in(bed.gateway, "wg", "show", name, "peers")).trim()).toBe(""));
  });

  test("a cluster goes over to the next generation without losing a request; then the older one is revoked", async () => {
    const resourceClassId = await rows.addClass();
    const first = await rows.addKey(resourceClassId);
    gateway.start();
    await gateway.shows({ interface: "up", peers: 1 });
    const old = fixture.tunnel(first);
    await old.up();
    const stream = fixture.requests();
    await isAnswered(stream);
    const second = await rows.addKey(resourceClassId);
    await gateway.shows({ peers: 2 });
    const next = fixture.tunnel(second, { withoutRoutes: true });
    await next.up();
    await isConnected(next);
    await isAnswered(stream);
    await old.keepItsConnections();
    await next.takeRoute();
    await isAnswered(stream);
    await eventually(async () => expect(await rows.isRevoked(first)).toBe(true));
    await gateway.shows({ peers: 1 });
    await old.down();
    await isAnswered(stream);
    expect(await rows.isRevoked(second)).toBe(false);
    expect(stream.faults).toEqual([]);
  });
});
