import { once } from "node:events";
import { mkdirSync } from "node:fs";
import path from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { interfaceName } from "../../src/gateway/interface-name.ts";
import { eventually } from "../flows/eventually.ts";
import { GatewayProgram } from "./gateway-program.ts";
import type { Machine, NetworkBed } from "./network-bed.ts";
import { isConnected, TunnelFixture } from "./tunnel-fixture.ts";
import { whyNoTunnels } from "./why-no-tunnels.ts";

const why = whyNoTunnels();
const REACHED = "the api";
const NOTHING = "nothing";
/** Shows the machine without one program: as root in a mount namespace, where /usr/sbin is links to all others. */
const WITHOUT_NFT = `cd "$0" && mkdir all some && mount --bind /usr/sbin all && ln -s "$0"/all/* some/ && rm some/nft &&
  mount --bind some /usr/sbin && exec "$@"`;
let fixture: TunnelFixture;
let bed: NetworkBed;
let gateway: GatewayProgram;
let name: string;

async function serve(machine: Machine, host: string, port: number): Promise<void> {
  const program = path.join(import.meta.dirname, "answer-requests.ts");
  const child = bed.start(machine, [process.execPath, program, host, String(port)]);
  await once(child.stdout!, "data");
}

const ask = (machine: Machine, address: string): Promise<string> =>
  bed.in(machine, "curl", "-s", "--max-time", "2", `http://${address}/`).catch(() => NOTHING);

const isPinged = (machine: Machine, address: string): Promise<boolean> =>
  bed.in(machine, "ping", "-c", "1", "-W", "5", address).then(
    () => true,
    () => false,
  );

const tables = async (): Promise<string[]> =>
  (await bed.in(bed.gateway, "nft", "list", "tables")).split("\n").filter((line) => line !== "");

describe.skipIf(why !== null)(`what a cluster reaches${why === null ? "" : ` (not tried: ${why})`}`, () => {
  beforeEach(async () => {
    fixture = await TunnelFixture.create();
    ({ bed, gateway } = fixture);
    name = interfaceName(gateway.dataDir, fixture.rows.gateway.publicKey);
    await serve(bed.gateway, "0.0.0.0", 4_999);
  });
  afterEach(() => fixture?.close());

  test("is the api and an answer to its pings: nothing else of the machine, nor of the networks behind", async () => {
    await bed.in(bed.gateway, "sysctl", "-q", "-w", "net.ipv4.ip_forward=1");
    const key = await fixture.startWithKey();
    const behind = await bed.addMachine();
    await bed.in(behind, "ip", "route", "add", "172.24.0.0/16", "via", bed.gatewayAddressFor(behind));
    const { machine } = fixture;
    const tunnel = fixture.tunnel(key, { allowedAddresses: "172.24.0.0/16, 192.0.2.8/30" });
    await tunnel.up();
    await isConnected(tunnel);
    await serve(behind, behind.address, 4_000);
    await serve(machine, key.tunnelAddress, 4_000);
    const otherAddress = bed.gatewayAddressFor(behind);
    const closed = () =>
      Promise.all([
        ask(machine, "172.24.0.1:4999"),
        ask(machine, `${otherAddress}:4999`),
        ask(machine, `${behind.address}:4000`),
        ask(behind, `${key.tunnelAddress}:4000`),
      ]);

    expect(await ask(machine, "172.24.0.1:4000")).toBe(REACHED);
    expect(await isPinged(machine, "172.24.0.1")).toBe(true);
    expect(await closed()).toEqual([NOTHING, NOTHING, NOTHING, NOTHING]);
    expect(await isPinged(machine, otherAddress)).toBe(false);
    // What this machine itself begins is answered, and others reach it as before.
    expect(await ask(bed.gateway, `${key.tunnelAddress}:4000`)).toBe(REACHED);
    expect(await ask(behind, `${otherAddress}:4999`)).toBe(REACHED);

    await gateway.end("SIGKILL");
    await bed.in(bed.gateway, "sysctl", "-q", "-w", `net.ipv4.conf.${name}.forwarding=1`);
    expect(await closed()).toEqual([NOTHING, NOTHING, NOTHING, NOTHING]);
    // All of it is open without the table, so that was what closed it.
    await bed.in(bed.gateway, "nft", "delete", "table", "inet", name);
    expect(await closed()).toEqual([REACHED, REACHED, REACHED, REACHED]);
  });

  test("stays so: one table after kill -9, a new one when others flush it, none after the end", async () => {
    await bed.in(bed.gateway, "nft", "add", "table", "inet", "another");
    const key = await fixture.startWithKey();
    const tunnel = fixture.tunnel(key);
    await tunnel.up();
    await isConnected(tunnel);
    const both = ["table inet another", `table inet ${name}`];
    expect(await tables()).toEqual(both);
    const rules = await bed.in(bed.gateway, "nft", "list", "table", "inet", name);
    await gateway.end("SIGKILL");
    expect(await tables()).toEqual(both);
    gateway.start();
    await gateway.shows({ interface: "up", reason: null, exposure: null, peers: 1 });
    expect(await tables()).toEqual(both);
    expect(await bed.in(bed.gateway, "nft", "list", "table", "inet", name)).toBe(rules);
    await bed.in(bed.gateway, "nft", "flush", "ruleset");
    await eventually(async () => expect(await tables()).toEqual([`table inet ${name}`]));
    expect(await ask(fixture.machine, "172.24.0.1:4999")).toBe(NOTHING);
    expect(await ask(fixture.machine, "172.24.0.1:4000")).toBe(REACHED);
    await gateway.end("SIGTERM");
    expect(await tables()).toEqual([]);
  });

  test("is more where nftables is missing, which the gateway says once; its tunnels work", async () => {
    const key = await fixture.rows.addKey(await fixture.rows.addClass());
    const directory = path.join(bed.directory, "sbin");
    mkdirSync(directory);
    const prefix = ["unshare", "--mount", "sh", "-c", WITHOUT_NFT, directory];
    const bare = await GatewayProgram.create(bed, fixture.rows, { name: "other", prefix });
    bare.start();
    try {
      const { exposure } = await bare.shows({ ready: true, interface: "up", reason: null, peers: 1 });
      expect(exposure).toBe(
        "The program nft is not installed. Install the package nftables: until then clusters reach every service of this machine that listens on all addresses.",
      );
      const tunnel = fixture.tunnel(key);
      await tunnel.up();
      await isConnected(tunnel);
      expect(await ask(fixture.machine, "172.24.0.1:4000")).toBe(REACHED);
      const found = await fixture.rows.database.pool.query("SELECT fault FROM gateway");
      // The clusters' people read it, and are not told what stands open.
      expect(found.rows).toEqual([{ fault: null }]);
      expect(bare.output.match(/Install the package nftables/g)).toHaveLength(1);
    } finally {
      await bare.end("SIGTERM");
    }
  });
});
