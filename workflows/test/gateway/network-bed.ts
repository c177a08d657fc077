import { execFile, spawn, type ChildProcess } from "node:child_process";
import { randomBytes } from "node:crypto";
import { once } from "node:events";
import { chmodSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { connect, createServer, type Server, type Socket } from "node:net";
import { tmpdir } from "node:os";
import path from "node:path";
import { promisify } from "node:util";

const run = promisify(execFile);

/** A machine of its own: a network namespace with a wire to the gateway's. */
export interface Machine {
  readonly namespace: string;
  /** On the wire. */
  readonly address: string;
}

/** The gateway's machine and others, each a network namespace; what a test starts in them ends with the bed. */
export class NetworkBed {
  readonly id = randomBytes(3).toString("hex");
  readonly directory = mkdtempSync(path.join(tmpdir(), "arena-gateway-"));
  readonly gateway: Machine = { namespace: `arena-g-${this.id}`, address: "" };
  readonly #machines: Machine[] = [];
  readonly #processes = new Set<ChildProcess>();
  readonly #relays: Server[] = [];
  readonly #relayed = new Set<Socket>();
  #isDatabaseThere = true;

  static async create(): Promise<NetworkBed> {
    const bed = new NetworkBed();
    await bed.#addNamespace(bed.gateway.namespace);
    return bed;
  }

  /** A machine that reaches the gateway's under `gatewayAddressFor(machine)`. */
  async addMachine(): Promise<Machine> {
    const number = this.#machines.length + 1;
    const machine = { namespace: `arena-m${number}-${this.id}`, address: `192.0.2.${number * 4 + 2}` };
    this.#machines.push(machine);
    await this.#addNamespace(machine.namespace);
    const ours = `w${number}g${this.id}`;
    const theirs = `w${number}m${this.id}`;
    const peer = ["peer", "name", theirs, "netns", machine.namespace];
    await this.in(this.gateway, "ip", "link", "add", ours, "type", "veth", ...peer);
    await this.in(this.gateway, "ip", "addr", "add", `${this.gatewayAddressFor(machine)}/30`, "dev", ours);
    await this.in(this.gateway, "ip", "link", "set", ours, "up");
    await this.in(machine, "ip", "addr", "add", `${machine.address}/30`, "dev", theirs);
    await this.in(machine, "ip", "link", "set", theirs, "up");
    return machine;
  }

  gatewayAddressFor({ address }: Machine): string {
    const octets = address.split(".");
    return [...octets.slice(0, 3), Number(octets[3]) - 1].join(".");
  }

  /** What a command on that machine writes. */
  async in(machine: Machine, ...command: string[]): Promise<string> {
    const { stdout } = await run("ip", ["netns", "exec", machine.namespace, ...command]);
    return stdout;
  }

  start(machine: Machine, command: readonly string[], environment: Record<string, string> = {}): ChildProcess {
    const env = { ...process.env, ...environment };
    const child = spawn("ip", ["netns", "exec", machine.namespace, ...command], { env });
    this.#processes.add(child);
    child.once("exit", () => this.#processes.delete(child));
    return child;
  }

  /** The database's address for a namespace, whose loopback is another: by a socket in the file system. */
  async databaseUrl(url: string): Promise<string> {
    const { hostname, port, pathname, username, password } = new URL(url);
    const directory = mkdtempSync(path.join(this.directory, "database-"));
    const relay = createServer((inbound) => {
      if (!this.#isDatabaseThere) return inbound.destroy();
      this.#relayed.add(inbound);
      inbound.once("close", () => this.#relayed.delete(inbound));
      const outbound = connect(Number(port || 5432), hostname);
      for (const [one, other] of [
        [inbound, outbound],
        [outbound, inbound],
      ] as const) {
        one.pipe(other);
        one.on("error", () => other.destroy());
        one.on("close", () => other.destroy());
      }
    });
    relay.listen(path.join(directory, ".s.PGSQL.5432"));
    await once(relay, "listening");
    // Also for a program that is not root's.
    for (const shared of [this.directory, directory, relay.address() as string]) chmodSync(shared, 0o777);
    this.#relays.push(relay);
    return `postgresql://${username}:${password}@${encodeURIComponent(directory)}${pathname}`;
  }

  loseDatabase(): void {
    this.#isDatabaseThere = false;
    for (const socket of this.#relayed) socket.destroy();
  }

  findDatabase(): void {
    this.#isDatabaseThere = true;
  }

  writeFile(name: string, content: string): string {
    const file = path.join(this.directory, name);
    writeFileSync(file, content, { mode: 0o600 });
    return file;
  }

  async close(): Promise<void> {
    await Promise.all([...this.#processes].map(end));
    for (const { namespace } of [...this.#machines, this.gateway]) {
      // Without its interface wireguard-go ends.
      const links = JSON.parse((await run("ip", ["-n", namespace, "-json", "link"])).stdout) as { ifname: string }[];
      for (const { ifname } of links.filter((link) => link.ifname !== "lo"))
        await run("ip", ["-n", namespace, "link", "del", ifname]).catch(() => undefined);
      await run("ip", ["netns", "del", namespace]);
    }
    for (const relay of this.#relays) relay.close();
    rmSync(this.directory, { recursive: true, force: true });
  }

  async #addNamespace(namespace: string): Promise<void> {
    await run("ip", ["netns", "add", namespace]);
    await run("ip", ["-n", namespace, "link", "set", "lo", "up"]);
  }
}

async function end(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  child.kill("SIGKILL");
  await once(child, "exit");
}
