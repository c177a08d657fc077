import path from "node:path";
import type pg from "pg";
import type { Logger } from "pino";
import { applyPeers } from "./apply-peers.ts";
import { createApiForward, type ApiForward } from "./api-forward.ts";
import { configurationOf, type GatewayIdentity } from "./configuration.ts";
import type { GatewaySettings } from "./gateway-settings.ts";
import { createHandshakeWatch, type HandshakeWatch } from "./handshake-watch.ts";
import { interfaceName } from "./interface-name.ts";
import { InterfaceRefused } from "./interface-refused.ts";
import {
  ensureInterface,
  forbidForwarding,
  isInterface,
  removeInterface,
  type InterfacePlan,
} from "./network-interface.ts";
import { createPacketFilter, type PacketFilter } from "./packet-filter.ts";
import { PeerReader, type WantedPeers } from "./peer-reader.ts";
import { digestOfPeers, reportGateway, type GatewayKeys } from "./peer-records.ts";
import { CommandError } from "./run-command.ts";
import { writeConfiguration } from "./write-configuration.ts";

const ASK_AGAIN_MS = 10_000;
/** Faults that let clusters connect, and reach more than they should. */
const EXPOSURES: ReadonlySet<string> = new Set(["filter", "isolation"]);
const NO_PEERS: WantedPeers = { peers: new Map(), handshakes: new Map(), faults: [] };

export interface GatewayState {
  /** `idle`: no class has keys, so nothing is made on this machine. */
  readonly interface: "starting" | "idle" | "up" | "absent";
  /** What is wrong, and how to mend it. The api shows it to clusters' people, and in its health answer to everybody. */
  readonly reason: string | null;
  /** What stands open to clusters, and how to close it: for who runs this machine alone. */
  readonly exposure: string | null;
  readonly peers: number;
}

/** Keeps the interface as the database wants it. `turn` does what is to be done now; one runs at a time. */
export class Gateway {
  readonly #plan: InterfacePlan;
  readonly #identity: GatewayIdentity;
  readonly #reader: PeerReader;
  readonly #handshakes: HandshakeWatch;
  readonly #forward: ApiForward;
  readonly #filter: PacketFilter;
  readonly #pool: pg.Pool;
  readonly #log: Logger;
  #digest: string | null = null;
  #wanted = NO_PEERS;
  #isFileWritten = false;
  #state: GatewayState["interface"] = "starting";
  #isMade = false;
  #refused: InterfaceRefused | null = null;
  #askAgainAtMs = 0;
  /** Public keys that the interface has; null when that is not known. */
  #applied: ReadonlySet<string> | null = null;
  #isPending = true;
  #isToReport = true;
  #faults = new Map<string, string>();
  #loggedExposure: string | null = null;
  #reportedFault: string | null = null;

  constructor(settings: GatewaySettings, keys: GatewayKeys, pool: pg.Pool, log: Logger) {
    const { dataDir, range, listenPort, keyring, api } = settings;
    const name = interfaceName(dataDir, keys.publicKey);
    this.#plan = { name, range, listenPort, directory: path.join(dataDir, "gateway") };
    this.#identity = { privateKey: keys.privateKey, listenPort };
    this.#reader = new PeerReader(pool, keyring, range);
    this.#handshakes = createHandshakeWatch(pool, log);
    this.#forward = createApiForward({ listenAddress: range.gatewayAddress, port: api.port, targetHost: api.host });
    this.#filter = createPacketFilter({ name, address: range.gatewayAddress, port: api.port });
    this.#pool = pool;
    this.#log = log;
  }

  get state(): GatewayState {
    const peers = this.#wanted.peers.size;
    return { interface: this.#state, reason: this.#reason(), exposure: this.#exposure(), peers };
  }

  async turn(): Promise<void> {
    await this.#readWanted();
    await this.#ensureInterface();
    if (this.#state === "up") await this.#apply();
    this.#writeFile();
    if (this.#state === "up") {
      this.#note("filter", await this.#filter.ensure());
      this.#note("forward", await this.#forward.ensure());
      await this.#followHandshakes();
    }
    await this.#report();
  }

  async close(): Promise<void> {
    await this.#forward.close();
    if (this.#isMade) await removeInterface(this.#plan.name);
    this.#isMade = false;
    await this.#filter.remove();
  }

  async #readWanted(): Promise<void> {
    const digest = await digestOfPeers(this.#pool);
    if (digest.text === this.#digest) return;
    this.#wanted = await this.#reader.read(digest);
    this.#handshakes.learn(this.#wanted.handshakes);
    this.#note("keys", this.#wanted.faults.join(" ") || null);
    this.#forward.allow(new Set(Array.from(this.#wanted.peers.values(), ({ tunnelAddress }) => tunnelAddress)));
    this.#isPending = true;
    this.#isFileWritten = false;
    this.#digest = digest.text;
  }

  /** The interface does not need it. */
  #writeFile(): void {
    if (this.#isFileWritten) return;
    try {
      writeConfiguration(this.#plan.directory, configurationOf(this.#identity, this.#wanted.peers.values()));
      this.#isFileWritten = true;
      this.#note("file", null);
    } catch (error) {
      this.#note("file", `The configuration cannot be written (${(error as Error).message}).`);
    }
  }

  async #ensureInterface(): Promise<void> {
    if (this.#state === "up") return;
    // What a killed predecessor left is taken over: it may still hold peers whose keys are revoked.
    if (this.#wanted.peers.size === 0 && !isInterface(this.#plan.name)) {
      this.#state = "idle";
      this.#note("interface", null);
      return;
    }
    if (this.#state === "absent" && Date.now() < this.#askAgainAtMs) return;
    try {
      const how = await ensureInterface(this.#plan);
      this.#log.info({ interface: this.#plan.name }, `The interface is ${how}`);
      this.#state = "up";
      this.#isMade = true;
      this.#refused = null;
      this.#note("isolation", forbidForwarding(this.#plan.name));
      // Before it has peers, whose packets are the first that come in.
      this.#note("filter", await this.#filter.ensure());
    } catch (error) {
      if (!(error instanceof InterfaceRefused)) throw error;
      this.#state = "absent";
      this.#isMade = false;
      await this.#filter.remove();
      this.#note("filter", null);
      this.#refused = error;
      this.#askAgainAtMs = Date.now() + ASK_AGAIN_MS;
    }
    this.#note("interface", this.#refused?.message ?? null);
    this.#applied = null;
    this.#isPending = true;
  }

  async #apply(): Promise<void> {
    if (!this.#isPending) return;
    const { peers } = this.#wanted;
    const before = this.#applied;
    this.#applied = null;
    await this.#onInterface(() => applyPeers(this.#plan.name, this.#identity, before, peers));
    if (this.#state !== "up") return;
    this.#applied = new Set(peers.keys());
    this.#isPending = false;
    this.#isToReport = true;
  }

  async #followHandshakes(): Promise<void> {
    const look = () => this.#handshakes.look(this.#plan.name, this.#wanted.peers);
    const found = await this.#onInterface(look);
    if (found === null || this.#applied === null) return;
    this.#note("isolation", forbidForwarding(this.#plan.name));
    // Somebody else changed the interface, or it is another one: what it has is not known any more.
    const applied = this.#applied;
    if (found.size === applied.size && [...found].every((publicKey) => applied.has(publicKey))) return;
    this.#applied = null;
    this.#isPending = true;
  }

  /** An interface that does not answer is made anew in the next turn. */
  async #onInterface<T>(work: () => Promise<T>): Promise<T | null> {
    try {
      return await work();
    } catch (error) {
      if (!(error instanceof CommandError)) throw error;
      this.#state = "absent";
      this.#note("interface", `The interface does not take its peers (${error.message}).${this.#portRemedy(error)}`);
      return null;
    }
  }

  /** Another program was faster than the start that takes an interface over. */
  #portRemedy({ message }: CommandError): string {
    if (!/address already in use/i.test(message)) return "";
    return ` UDP port ${this.#plan.listenPort} is in use: choose another with ARENA_GATEWAY_PORT.`;
  }

  #note(kind: string, fault: string | null): void {
    if (fault === null) this.#faults.delete(kind);
    else this.#faults.set(kind, fault);
  }

  #reason(): string | null {
    const faults = [...this.#faults].flatMap(([kind, fault]) => (EXPOSURES.has(kind) ? [] : fault));
    return faults.join(" ") || null;
  }

  #exposure(): string | null {
    return [...EXPOSURES].flatMap((kind) => this.#faults.get(kind) ?? []).join(" ") || null;
  }

  async #report(): Promise<void> {
    const exposure = this.#exposure();
    if (exposure !== null && exposure !== this.#loggedExposure) this.#log.warn(exposure);
    this.#loggedExposure = exposure;
    const fault = this.#reason();
    const applied = this.#isToReport && this.#state === "up";
    if (!applied && fault === this.#reportedFault) return;
    await reportGateway(this.#pool, applied, fault);
    if (applied) this.#log.info({ peers: this.#applied?.size }, "The peers are applied");
    if (fault !== null && fault !== this.#reportedFault) this.#log.warn(fault);
    this.#isToReport = this.#isToReport && !applied;
    this.#reportedFault = fault;
  }
}
