import { randomBytes } from "node:crypto";
import type { ClusterKey } from "./gateway-rows.ts";
import type { Machine, NetworkBed } from "./network-bed.ts";

export interface TunnelOptions {
  readonly presharedKey?: string;
  readonly port?: number;
  readonly gatewayTunnelAddress?: string;
  readonly allowedAddresses?: string;
  /** For a second tunnel beside the first: its routes are set later, by `takeRoute`. */
  readonly withoutRoutes?: boolean;
}

/** A cluster's end of the tunnel: `wg-quick` with a file as the bundle's `tun0.conf`. */
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
    const lines = [
      "[Interface]",
      `PrivateKey = ${key.privateKey}`,
      `Address = ${key.tunnelAddress}/32`,
      ...(options.withoutRoutes === true ? ["Table = off"] : []),
      "",
      "[Peer]",
      `PublicKey = ${gatewayPublicKey}`,
      `PresharedKey = ${options.presharedKey ?? key.presharedKey}`,
      `Endpoint = ${bed.gatewayAddressFor(machine)}:${options.port ?? 51_820}`,
      `AllowedIPs = ${options.allowedAddresses ?? `${this.#gatewayTunnelAddress}/32`}`,
      "PersistentKeepalive = 5",
      "",
    ];
    this.#file = bed.writeFile(`${this.name}.conf`, lines.join("\n"));
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
