import { execFileSync, spawn } from "node:child_process";
import type { ChildProcess } from "node:child_process";
import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { writeFile } from "node:fs/promises";
import { join } from "node:path";

export type Event = { type: string; seq: number; step: number } & Record<string, unknown>;

export interface StartOptions {
  /** The checkpoint's folder. */
  readonly from?: string;
  readonly acceptMissing?: string;
  /** The stop file is there before the trainer is. */
  readonly haltId?: string;
  /** The trainer waits for its manifest until `releaseManifest`. */
  readonly holdsManifest?: boolean;
}

/** A trainer started as the launcher starts it, in a folder of its own. */
export class TrainerProcess {
  readonly folder: string;
  readonly child: ChildProcess;
  readonly exit: Promise<{ code: number | null; signal: NodeJS.Signals | null }>;
  readonly #manifest: string;
  output = "";

  constructor(command: readonly string[], folder: string, manifest: unknown, start: StartOptions = {}) {
    this.folder = folder;
    mkdirSync(folder, { recursive: true });
    this.#manifest = typeof manifest === "string" ? manifest : JSON.stringify(manifest);
    const path = join(folder, "manifest.json");
    if (start.holdsManifest === true) execFileSync("mkfifo", [path]);
    else writeFileSync(path, this.#manifest);
    if (start.haltId !== undefined) this.askToStop(start.haltId);
    const environment: NodeJS.ProcessEnv = {
      PATH: process.env.PATH,
      ARENA_PROTOCOL: "1",
      ARENA_RUN_ID: "0197a000-0000-7000-8000-000000000001",
      ARENA_MANIFEST: path,
      ARENA_EVENTS: this.eventFile,
      ARENA_CHECKPOINTS: join(folder, "checkpoints"),
      ARENA_STOP_FILE: join(folder, "stop.json"),
    };
    if (start.from !== undefined) environment.ARENA_RESUME_FROM = start.from;
    if (start.acceptMissing !== undefined) environment.ARENA_ACCEPT_MISSING = start.acceptMissing;
    mkdirSync(join(folder, "checkpoints"), { recursive: true });
    this.child = spawn(command[0]!, command.slice(1), { cwd: folder, env: environment, stdio: "pipe" });
    for (const stream of [this.child.stdout, this.child.stderr]) {
      stream?.on("data", (data: Buffer) => {
        this.output += data.toString();
      });
    }
    this.exit = new Promise((resolve, reject) => {
      this.child.on("error", reject);
      this.child.on("exit", (code, signal) => resolve({ code, signal }));
    });
  }

  events(): Event[] {
    if (!existsSync(this.eventFile)) return [];
    const lines = readFileSync(this.eventFile, "utf8").split("\n");
    return lines.slice(0, -1).map((line) => JSON.parse(line) as Event);
  }

  async waitFor(isMet: (events: Event[]) => boolean): Promise<Event[]> {
    let ended = false;
    void this.exit.then(() => (ended = true));
    for (;;) {
      const events = this.events();
      if (isMet(events)) return events;
      if (ended) throw new Error(`The trainer ended too soon: ${this.output} ${JSON.stringify(events.at(-1))}`);
      await new Promise((resolve) => setTimeout(resolve, 5));
    }
  }

  async releaseManifest(): Promise<void> {
    await writeFile(join(this.folder, "manifest.json"), this.#manifest);
  }

  get eventFile(): string {
    return join(this.folder, "events.ndjson");
  }

  askToStop(haltId: string): void {
    writeFileSync(join(this.folder, "stop.json"), JSON.stringify({ halt_id: haltId }));
  }

  checkpointFolder(): string {
    const checkpoint = this.events().findLast((event) => event.type === "checkpoint");
    return join(this.folder, "checkpoints", String(checkpoint?.path));
  }

  kill(): void {
    if (this.child.exitCode === null && this.child.signalCode === null) this.child.kill("SIGKILL");
  }
}

/** Every metric but those of the clock, without sequence and time. */
export function metricSeries(events: readonly Event[]): string[] {
  const metrics = events.filter((event) => event.type === "metrics");
  const lasting = metrics.filter((event) => !Object.hasOwn(event.values as object, "steps_per_second"));
  return lasting.map((event) => JSON.stringify([event.step, event.values]));
}
