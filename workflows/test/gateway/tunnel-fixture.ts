import { once } from "node:events";
import path from "node:path";
import { expect } from "vitest";
import { eventually } from "../flows/eventually.ts";
import { ClusterTunnel, type TunnelOptions } from "./cluster-tunnel.ts";
import { GatewayProgram } from "./gateway-program.ts";
import { GatewayRows, type ClusterKey } from "./gateway-rows.ts";
import { NetworkBed, type Machine } from "./network-bed.ts";
import { RequestStream } from "./request-stream.ts";

/** WireGuard asks for a handshake in 148 bytes; twice unanswered is no accident. */
const TWO_INITIATIONS_BYTES = 2 * 148;

/** An installation on the gateway's machine, with its api, and a cluster's machine. */
export class TunnelFixture {
  readonly rows: GatewayRows;
  readonly bed: NetworkBed;
  readonly machine: Machine;
  readonly gateway: GatewayProgram;

  private constructor(rows: GatewayRows, bed: NetworkBed, machine: Machine, gateway: GatewayProgram) {
    this.rows = rows;
    this.bed = bed;
    this.machine = machine;
    this.gateway = gateway;
  }

  static async create(): Promise<TunnelFixture> {
    const rows = await GatewayRows.create();
    await rows.addGateway();
    const bed = await NetworkBed.create();
    const machine = await bed.addMachine();
    const api = bed.start(bed.gateway, [process.execPath, path.join(import.meta.dirname, "answer-requests.ts")]);
    await once(api.stdout!, "data");
    return new TunnelFixture(rows, bed, machine, await GatewayProgram.create(bed, rows));
  }

  /** The gateway runs, and knows a class. */
  async startWithKey(): Promise<ClusterKey> {
    const key = await this.rows.addKey(await this.rows.addClass());
    this.gateway.start();
    await this.gateway.shows({ interface: "up", peers: 1 });
    return key;
  }

  tunnel(key: ClusterKey, options: TunnelOptions = {}, machine = this.machine): ClusterTunnel {
    return new ClusterTunnel(this.bed, machine, this.rows.gateway.publicKey, key, options);
  }

  requests(): RequestStream {
    return new RequestStream(this.bed, this.machine, "http://172.24.0.1:4000/");
  }

  async close(): Promise<void> {
    await this.gateway.end("SIGTERM");
    await this.bed.close();
    await this.rows.close();
  }
}

export async function isConnected(tunnel: ClusterTunnel): Promise<void> {
  await eventually(async () => expect(await tunnel.handshakeSeconds()).toBeGreaterThan(0));
}

/** Requests that are made from now on are answered. */
export async function isAnswered(stream: RequestStream): Promise<void> {
  const sinceMs = Date.now();
  await expect.poll(() => stream.goodSince(sinceMs), { timeout: 60_000 }).toBeGreaterThan(5);
}

export async function getsNoHandshake(tunnel: ClusterTunnel): Promise<void> {
  await eventually(async () => expect(await tunnel.sentBytes()).toBeGreaterThanOrEqual(TWO_INITIATIONS_BYTES));
  expect(await tunnel.handshakeSeconds()).toBe(0);
}
