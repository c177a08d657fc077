import { spawn, type ChildProcess } from "node:child_process";
import { randomBytes, randomInt } from "node:crypto";
import { appendFileSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { freePort } from "../../../scripts/up/free-port.mjs";
import { RayApi, type RayJob, type RayNode } from "../../src/agent/gateways/ray-api.ts";
import type { InstalledRay } from "./installed-ray.ts";
import { killQuietly, ofSession, processes } from "./ray-processes.ts";
import { untilAsync } from "./until-async.ts";

const STARTS_WITHIN_MS = 90_000;
/** Some of its servers listen on every address. */
const EVERYWHERE = "0.0.0.0";
const OBJECT_STORE_BYTES = String(80 * 2 ** 20);
/** Ray would choose from one range on every address, which is that of the head's own ports too. */
const RANDOM_PORTS = ["--min-worker-port=0", "--max-worker-port=0"];

/** A head and its workers on loopback addresses of this machine, with a token, and storage that survives the head. */
export class RayCluster {
  readonly directory = mkdtempSync(join(tmpdir(), "arena-ray-"));
  readonly tokenPath = join(this.directory, "token");
  readonly #ray: InstalledRay;
  readonly #network = `127.0.${randomInt(1, 250)}`;
  readonly #nodes = new Map<string, ChildProcess>();
  readonly #abort = new AbortController();
  #ports: [number, number, number] = [0, 0, 0];
  #api: RayApi | null = null;

  constructor(ray: InstalledRay) {
    this.#ray = ray;
    writeFileSync(this.tokenPath, randomBytes(24).toString("hex"), { mode: 0o600 });
  }

  get url(): string {
    return `http://${this.headAddress}:${this.#ports[1]}`;
  }

  get api(): RayApi {
    return (this.#api ??= new RayApi(this.url, this.tokenPath, this.#abort.signal));
  }

  /** Where Ray's own client finds the head. */
  get gcsAddress(): string {
    return `${this.headAddress}:${this.#ports[0]}`;
  }

  get headAddress(): string {
    return `${this.#network}.2`;
  }

  get workerAddresses(): readonly [string, string] {
    return [`${this.#network}.3`, `${this.#network}.4`];
  }

  /** One after another: together their sockets clash. */
  async start(cpus: number): Promise<this> {
    this.#ports = [await freePort(EVERYWHERE), await freePort(EVERYWHERE), await freePort(EVERYWHERE)];
    await this.startHead();
    for (const address of this.workerAddresses) await this.startWorker(address, cpus);
    return this;
  }

  async startHead(): Promise<void> {
    const [port, dashboard, client] = this.#ports.map(String) as [string, string, string];
    const dashboardAt = [`--dashboard-host=${this.headAddress}`, `--dashboard-port=${dashboard}`];
    const ports = [`--port=${port}`, `--ray-client-server-port=${client}`, ...dashboardAt];
    // A head that comes back would take the raylets of the other nodes, which name it, for a head that is there.
    rmSync(join(this.directory, "ray", "ray_current_cluster"), { force: true });
    this.#startNode(this.headAddress, ["--head", ...ports, "--num-cpus=0", "--num-gpus=0"]);
    await untilAsync(
      "Ray's head",
      STARTS_WITHIN_MS,
      () => this.api.nodes(),
      () => this.log,
    );
  }

  /** The first one has a name, as a container has that holds its node's; the other is known by its address alone. */
  nameOf(address: string): string | null {
    return address === this.workerAddresses[0] ? `node-${address}` : null;
  }

  async startWorker(address: string, cpus: number): Promise<void> {
    const name = this.nameOf(address);
    const named = name === null ? [] : [`--node-name=${name}`];
    this.#startNode(address, [`--address=${this.headAddress}:${this.#ports[0]}`, `--num-cpus=${cpus}`, ...named]);
    await this.untilNode(address, true);
  }

  untilNode(address: string, alive: boolean): Promise<RayNode[]> {
    const look = async () => {
      const nodes = await this.api.nodes();
      return nodes.some((node) => node.address === address && node.alive) === alive ? nodes : null;
    };
    return untilAsync(`node ${address} ${alive ? "there" : "gone"}`, STARTS_WITHIN_MS, look, () => this.log);
  }

  /** Of each job of the run, by its submission id; null when Ray knows none. */
  job(submissionId: string): Promise<RayJob | null> {
    return this.api.job(submissionId);
  }

  /** Everything of a node dies at once, other than what jobs have started outside of its session. */
  killNode(address: string): void {
    for (const { pid } of ofSession(this.#nodes.get(address)!.pid!)) killQuietly(pid);
  }

  killRaylet(address: string): void {
    const raylet = ofSession(this.#nodes.get(address)!.pid!).find(({ command }) => command.includes("/raylet/raylet "));
    if (raylet === undefined) throw new Error(`no raylet at ${address}`);
    killQuietly(raylet.pid);
  }

  async dispose(): Promise<void> {
    this.#abort.abort();
    for (const node of this.#nodes.values()) for (const { pid } of ofSession(node.pid!)) killQuietly(pid);
    // Supervisors of jobs have groups, and their entrypoints sessions, of their own.
    for (const one of processes().filter(({ command }) => command.includes(this.directory))) killQuietly(one.pid);
    rmSync(this.directory, { recursive: true, force: true, maxRetries: 5 });
  }

  get log(): string {
    return readFileSync(join(this.directory, "log"), "utf8").split("\n").slice(-30).join("\n");
  }

  #startNode(address: string, args: readonly string[]): void {
    const always = ["--block", "--disable-usage-stats", `--node-ip-address=${address}`];
    const store = [`--temp-dir=${join(this.directory, "ray")}`, `--object-store-memory=${OBJECT_STORE_BYTES}`];
    const node = spawn(this.#ray.executable, ["start", ...args, ...always, ...store, ...RANDOM_PORTS], {
      cwd: this.directory,
      detached: true,
      stdio: ["ignore", "pipe", "pipe"],
      env: {
        PATH: process.env.PATH,
        HOME: process.env.HOME,
        ARENA_NODE_ADDRESS: address,
        ARENA_NODE_NAME: this.nameOf(address) ?? undefined,
        RAY_AUTH_MODE: "token",
        RAY_AUTH_TOKEN_PATH: this.tokenPath,
        RAY_gcs_storage: "rocksdb",
        RAY_gcs_storage_path: join(this.directory, "gcs"),
        RAY_gcs_rpc_server_reconnect_timeout_s: "300",
      },
    });
    for (const stream of [node.stdout, node.stderr])
      stream.on("data", (data) => appendFileSync(join(this.directory, "log"), `${address} ${String(data)}`));
    this.#nodes.set(address, node);
  }
}
