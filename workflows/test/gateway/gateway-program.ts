import type { ChildProcess } from "node:child_process";
import { once } from "node:events";
import { mkdirSync } from "node:fs";
import path from "node:path";
import { expect } from "vitest";
import { eventually } from "../flows/eventually.ts";
import type { GatewayRows } from "./gateway-rows.ts";
import type { NetworkBed } from "./network-bed.ts";

export interface GatewayHealth {
  readonly ready: boolean;
  readonly interface?: string;
  readonly reason?: string | null;
  readonly exposure?: string | null;
  readonly peers?: number;
}

/** The gateway's program on the gateway's machine, where the api's port is 4000. */
export class GatewayProgram {
  readonly dataDir: string;
  output = "";
  readonly #bed: NetworkBed;
  readonly #healthPort: number;
  readonly #environment: Record<string, string>;
  readonly #prefix: readonly string[];
  #child: ChildProcess | null = null;

  private constructor(bed: NetworkBed, name: string, environment: Record<string, string>, prefix: readonly string[]) {
    this.#bed = bed;
    this.#healthPort = name === "data" ? 4_001 : 4_002;
    this.#prefix = prefix;
    this.dataDir = path.join(bed.directory, name);
    mkdirSync(this.dataDir, { recursive: true });
    this.#environment = {
      ARENA_DATA: this.dataDir,
      ARENA_HEALTH_PORT: String(this.#healthPort),
      ARENA_API_PORT: "4000",
      ...environment,
    };
  }

  /** `prefix` is put before its command line. */
  static async create(
    bed: NetworkBed,
    rows: GatewayRows,
    { name = "data", environment = {}, prefix = [] as readonly string[] } = {},
  ): Promise<GatewayProgram> {
    const given = { DATABASE_URL: await bed.databaseUrl(rows.url), ARENA_ENCRYPTION_KEYS: rows.encryptionKeys };
    return new GatewayProgram(bed, name, { ...given, ...environment }, prefix);
  }

  start(): void {
    const program = path.join(import.meta.dirname, "../../src/gateway/main.ts");
    const child = this.#bed.start(this.#bed.gateway, [...this.#prefix, process.execPath, program], this.#environment);
    for (const stream of [child.stdout, child.stderr]) stream?.on("data", (chunk) => (this.output += String(chunk)));
    this.#child = child;
  }

  get pid(): number {
    return this.#child?.pid ?? 0;
  }

  async end(signal: NodeJS.Signals): Promise<void> {
    const child = this.#child;
    if (child === null || child.exitCode !== null || child.signalCode !== null) return;
    child.kill(signal);
    await once(child, "exit");
  }

  async health(): Promise<GatewayHealth> {
    const url = `http://127.0.0.1:${this.#healthPort}/healthz`;
    return JSON.parse(await this.#bed.in(this.#bed.gateway, "curl", "-s", url)) as GatewayHealth;
  }

  /** Waits until the health answer has these. */
  async shows(expected: Partial<GatewayHealth>): Promise<GatewayHealth> {
    return eventually(async () => {
      const health = await this.health();
      expect(health).toMatchObject(expected);
      return health;
    });
  }
}
