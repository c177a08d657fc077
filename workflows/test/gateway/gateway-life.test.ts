import { execFileSync } from "node:child_process";
import { chownSync, existsSync, mkdirSync, readFileSync, rmSync } from "node:fs";
import { once } from "node:events";
import path from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { eventually } from "../flows/eventually.ts";
import { GatewayProgram } from "./gateway-program.ts";
import { GatewayRows } from "./gateway-rows.ts";
import type { NetworkBed } from "./network-bed.ts";
import { isAnswered, isConnected, TunnelFixture } from "./tunnel-fixture.ts";
import { whyNoTunnels } from "./why-no-tunnels.ts";

const why = whyNoTunnels();
const NOBODY = 65_534;
let fixture: TunnelFixture;
let bed: NetworkBed;
let gateway: GatewayProgram;

async function interfaces(): Promise<string[]> {
  const links = JSON.parse(await bed.in(bed.gateway, "ip", "-json", "link")) as { ifname: string }[];
  return links.map(({ ifname }) => ifname).filter((name) => name.startsWith("arena-"));
}

/** By the name of the interface, which no other installation has. */
function wireguardGoOf(name: string): number[] {
  const lines = execFileSync("ps", ["-eo", "pid,args"], { encoding: "utf8" }).split("\n");
  return lines.filter((line) => line.endsWith(`wireguard-go -f ${name}`)).map((line) => Number.parseInt(line, 10));
}

/** Another installation on the gateway's machine. */
async function withOther(
  environment: Record<string, string>,
  work: (other: GatewayProgram, rows: GatewayRows) => Promise<void>,
): Promise<void> {
  const rows = await GatewayRows.create();
  const other = await GatewayProgram.create(bed, rows, { name: "other", environment });
  try {
    await rows.addGateway();
    if (environment["ARENA_TUNNEL_RANGE"] !== undefined) rows.network = "172.25";
    await rows.addKey(await rows.addClass());
    other.start();
    await work(other, rows);
  } finally {
    await other.end("SIGTERM");
    await rows.close();
  }
}

describe.skipIf(why !== null)(`the gateway's program${why === null ? "" : ` (not tried: ${why})`}`, () => {
  beforeEach(async () => {
    fixture = await TunnelFixture.create();
    ({ bed, gateway } = fixture);
  });
  afterEach(() => fixture?.close());

  test("killed with -9 it leaves the tunnel, and its next start takes the interface over", async () => {
    const key = await fixture.startWithKey();
    const tunnel = fixture.tunnel(key);
    await tunnel.up();
    const stream = fixture.requests();
    await isAnswered(stream);
    const [name = ""] = await interfaces();
    const before = wireguardGoOf(name);
    const handshake = await tunnel.handshakeSeconds();
    await gateway.end("SIGKILL");
    expect(await interfaces()).toEqual([name]);
    const revoked = await fixture.rows.addKey(await fixture.rows.addClass());
    gateway.start();
    await gateway.shows({ interface: "up", reason: null, peers: 2 });
    await isAnswered(stream);
    expect(gateway.output).toContain("taken over");
    expect(wireguardGoOf(name)).toEqual(before);
    expect(await tunnel.handshakeSeconds()).toBe(handshake);
    await gateway.end("SIGKILL");
    await fixture.rows.revoke(revoked);
    gateway.start();
    await gateway.shows({ interface: "up", peers: 1 });
    await eventually(async () =>
      expect((await bed.in(bed.gateway, "wg", "show", name, "peers")).trim()).toBe(key.publicKey),
    );
  });

  test("asked to end it takes everything away; after its next start the cluster comes back by itself", async () => {
    const key = await fixture.startWithKey();
    const tunnel = fixture.tunnel(key);
    await tunnel.up();
    const stream = fixture.requests();
    await isAnswered(stream);
    const [name = ""] = await interfaces();
    await gateway.end("SIGTERM");
    expect(await interfaces()).toEqual([]);
    expect(wireguardGoOf(name)).toEqual([]);
    gateway.start();
    await gateway.shows({ interface: "up", peers: 1 });
    await isAnswered(stream);
  });

  test("an interface that others change or take away comes back", async () => {
    const key = await fixture.startWithKey();
    const [name = ""] = await interfaces();
    await bed.in(bed.gateway, "wg", "set", name, "peer", key.publicKey, "remove");
    const hasPeer = () =>
      eventually(async () =>
        expect((await bed.in(bed.gateway, "wg", "show", name, "peers")).trim()).toBe(key.publicKey),
      );
    await hasPeer();
    for (const pid of wireguardGoOf(name)) process.kill(pid, "SIGKILL");
    await hasPeer();
    await bed.in(bed.gateway, "ip", "link", "del", name);
    await hasPeer();
    const tunnel = fixture.tunnel(key);
    await tunnel.up();
    await isAnswered(fixture.requests());
  });

  test("without its database it keeps the tunnels, and follows again once it is back", async () => {
    const key = await fixture.startWithKey();
    const tunnel = fixture.tunnel(key);
    await tunnel.up();
    const stream = fixture.requests();
    await isAnswered(stream);
    bed.loseDatabase();
    await eventually(() => expect(gateway.output).toContain("peers stay as they are"));
    await fixture.rows.revoke(key);
    const other = await fixture.rows.addKey(await fixture.rows.addClass());
    await isAnswered(stream);
    bed.findDatabase();
    const [name = ""] = await interfaces();
    await eventually(async () =>
      expect((await bed.in(bed.gateway, "wg", "show", name, "peers")).trim()).toBe(other.publicKey),
    );
    expect(gateway.output.match(/peers stay as they are/g)).toHaveLength(1);
  });

  test("where the configuration cannot be written, a revoked key is cut off nevertheless", async () => {
    const key = await fixture.startWithKey();
    const file = path.join(gateway.dataDir, "gateway", "wg-arena.conf");
    await eventually(() => expect(existsSync(file)).toBe(true));
    rmSync(file);
    mkdirSync(path.join(file, "in the way"), { recursive: true });
    await fixture.rows.revoke(key);
    const reason = expect.stringContaining("The configuration cannot be written") as string;
    await gateway.shows({ interface: "up", peers: 0, reason });
    const [name = ""] = await interfaces();
    await eventually(async () => expect((await bed.in(bed.gateway, "wg", "show", name, "peers")).trim()).toBe(""));
    rmSync(file, { recursive: true });
    await gateway.shows({ reason: null });
    expect(readFileSync(file, "utf8")).not.toContain("[Peer]");
  });

  test("waits for its keys, not ready", async () => {
    await fixture.rows.database.pool.query("DELETE FROM gateway");
    gateway.start();
    await eventually(async () => expect(await gateway.health()).toMatchObject({ ready: false }));
    await eventually(() => expect(gateway.output).toContain("Waiting for the gateway's keys"));
    await fixture.rows.addGateway();
    // No class has keys yet: nothing is made on this machine until one has.
    await gateway.shows({ ready: true, interface: "idle", reason: null });
    expect(await interfaces()).toEqual([]);
    await fixture.rows.addKey(await fixture.rows.addClass());
    await gateway.shows({ interface: "up", peers: 1 });
  });

  test("two installations on a machine do not touch each other", async () => {
    const key = await fixture.startWithKey();
    const tunnel = fixture.tunnel(key);
    await tunnel.up();
    const stream = fixture.requests();
    await isAnswered(stream);
    const [ours] = await interfaces();
    await withOther({ ARENA_TUNNEL_RANGE: "172.25.0.0/16" }, async (other) => {
      const { reason } = await other.shows({ ready: true, interface: "absent" });
      expect(reason).toContain(`UDP port 51820 is in use by the WireGuard interface ${ours}. `);
      expect(reason).toContain("ARENA_GATEWAY_PORT");
    });
    await withOther({ ARENA_GATEWAY_PORT: "51821" }, async (other) => {
      const { reason } = await other.shows({ ready: true, interface: "absent" });
      expect(reason).toContain("172.24.0.0/16 is in use on this machine");
      expect(reason).toContain("ARENA_TUNNEL_RANGE");
    });
    const apart = { ARENA_TUNNEL_RANGE: "172.25.0.0/16", ARENA_GATEWAY_PORT: "51821" };
    await withOther(apart, async (other) => {
      await other.shows({ ready: true, interface: "up", reason: null });
      expect(await interfaces()).toHaveLength(2);
    });
    expect(await interfaces()).toEqual([ours]);
    await isAnswered(stream);
    expect(stream.faults).toEqual([]);
  });

  test("one cluster does not reach another through the gateway, also where the machine forwards packets", async () => {
    await bed.in(bed.gateway, "sysctl", "-q", "-w", "net.ipv4.ip_forward=1");
    const key = await fixture.startWithKey();
    const otherKey = await fixture.rows.addKey(await fixture.rows.addClass());
    await gateway.shows({ peers: 2 });
    const machine = await bed.addMachine();
    const range = { allowedAddresses: "172.24.0.0/16" };
    const [one, other] = [fixture.tunnel(key, range), fixture.tunnel(otherKey, range, machine)];
    await one.up();
    await other.up();
    await Promise.all([isConnected(one), isConnected(other)]);
    const program = path.join(import.meta.dirname, "answer-requests.ts");
    const listening = bed.start(machine, [process.execPath, program, otherKey.tunnelAddress, "4000"]);
    await once(listening.stdout!, "data");
    const reach = () =>
      bed
        .in(fixture.machine, "curl", "-s", "--max-time", "2", `http://${otherKey.tunnelAddress}:4000/`)
        .catch(() => "nothing");
    expect(await reach()).toBe("nothing");
    // Also without the gateway, and without what it set first.
    await gateway.end("SIGKILL");
    const [name = ""] = await interfaces();
    await bed.in(bed.gateway, "sysctl", "-q", "-w", `net.ipv4.conf.${name}.forwarding=1`);
    expect(await reach()).toBe("nothing");
    // The same way is open once nobody closes it, so it was the gateway that did.
    await bed.in(bed.gateway, "nft", "delete", "table", "inet", name);
    expect(await reach()).toBe("the api");
    gateway.start();
    await gateway.shows({ interface: "up" });
    await eventually(async () => expect(await reach()).toBe("nothing"));
  });

  test("the forward takes nobody who does not come through a tunnel", async () => {
    await fixture.startWithKey();
    await bed.in(fixture.machine, "ip", "route", "add", "172.24.0.1/32", "via", bed.gatewayAddressFor(fixture.machine));
    const ask = () => bed.in(fixture.machine, "curl", "-sS", "--max-time", "5", "http://172.24.0.1:4000/");
    await eventually(() => expect(ask()).rejects.toThrow(/reset|empty reply/i));
  });

  test("a user who may make no interface gets the configuration, a ready answer and the remedy", async () => {
    const { rows } = fixture;
    await rows.addKey(await rows.addClass());
    const prefix = ["setpriv", `--reuid=${NOBODY}`, `--regid=${NOBODY}`, "--clear-groups"];
    const program = await GatewayProgram.create(bed, rows, { name: "other", prefix });
    chownSync(program.dataDir, NOBODY, NOBODY);
    program.start();
    const { reason } = await program.shows({ ready: true, interface: "absent", peers: 1 });
    expect(reason).toContain("may not make a network interface. Start Arena as root");
    // Said first, and written then.
    await eventually(async () => {
      const found = await rows.database.pool.query<{ fault: string }>("SELECT fault FROM gateway");
      expect(found.rows[0]?.fault).toBe(reason);
    });
    const file = path.join(program.dataDir, "gateway", "wg-arena.conf");
    expect(await bed.in(bed.gateway, "cat", file)).toContain("AllowedIPs = 172.24.0.2/32");
    expect(program.output.match(/Start Arena as root/g)).toHaveLength(1);
    await program.end("SIGTERM");
  });
});
