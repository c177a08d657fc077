import { randomBytes } from "node:crypto";
import { readFileSync } from "node:fs";
import path from "node:path";
import type { ClusterKey } from "./gateway-rows.ts";
import type { Machine, NetworkBed } from "./network-bed.ts";

const TEMPLATE = path.join(import.meta.dirname, "../../../deploy/swarm/tun0.conf");

export interface TunnelOptions {
  readonly presharedKey?: string;
  readonly port?: number;
  readonly gatewayTunnelAddress?: string;
  readonly allowedAddresses?: string;
  /** For a second tunnel beside the first: its routes are set later, by `takeRoute`. */
  readonly withoutRoutes?: boolean;
}

/** A cluster's end of the tunnel: `wg-quick` with the bundle's `tun0.conf`. */
export class ClusterTunnel {
  readonly name = `t${randomBytes(4).toString("hex")}`;
  readonly #bed: NetworkBed;
  readonly #machine: Machine;
  readonly #gatewayTunnelAddress: string;
  readonly #address: string;
  readonly #file: string;

  constructor(
    bed: NetworkBed,
    machine: Machine,
    gatewayPublicKey: string,
    key: ClusterKey,
    options: TunnelOptions = {},
  ) {
    this.#bed = bed;
    this.#machine = machine;
    this.#gatewayTunnelAddress = options.gatewayTunnelAddress ?? "172.24.0.1";
    this.#address = key.tunnelAddress;
    const values: Record<string, string> = {
      privateKey: key.privateKey,
      tunnelAddress: `${key.tunnelAddress}/32`,
      gatewayPublicKey,
      presharedKey: options.presharedKey ?? key.presharedKey,
      endpoint: `${bed.gatewayAddressFor(machine)}:${options.port ?? 51_820}`,
      gatewayTunnelAddress: options.allowedAddresses ?? `${this.#gatewayTunnelAddress}/32`,
    };
    const filled = readFileSync(TEMPLATE, "utf8").replaceAll(/\{\{(\w+)\}\}/g, (_, name: string) => {
      const value = values[name];
      if (value === undefined) throw new Error(`the bundle's tun0.conf has ${name}, which this test does not know`);
      return value;
    });
    const content = options.withoutRoutes === true ? filled.replace("[Interface]", "[Interface]\nTable = off") : filled;
    this.#file = bed.writeFile(`${this.name}.conf`, content);
  }

  async up(): Promise<void> {
    await this.#bed.in(this.#machine, "wg-quick", "up", this.#file);
  }

  async down(): Promise<void> {
    await this.#bed.in(this.#machine, "wg-quick", "down", this.#file);
  }

  /** What was begun through this tunnel goes on through it, also when new connections take another. */
  async keepItsConnections(): Promise<void> {
    const table = "100";
    await this.#bed.in(
      this.#machine,
      "ip",
      "route",
      "add",
      `${this.#gatewayTunnelAddress}/32`,
      "dev",
      this.name,
      "table",
      table,
    );
    await this.#bed.in(this.#machine, "ip", "rule", "add", "from", this.#address, "table", table);
  }

  async takeRoute(): Promise<void> {
    await this.#bed.in(this.#machine, "ip", "route", "replace", `${this.#gatewayTunnelAddress}/32`, "dev", this.name);
  }

  /** Seconds since 1970; 0 when there was none. */
  async handshakeSeconds(): Promise<number> {
    return Number((await this.#show("latest-handshakes")).split("\t")[1]);
  }

  async sentBytes(): Promise<number> {
    return Number((await this.#show("transfer")).split("\t")[2]);
  }

  #show(what: string): Promise<string> {
    return this.#bed.in(this.#machine, "wg", "show", this.name, what);
  }
}
