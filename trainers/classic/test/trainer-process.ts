import { spawn } from "node:child_process";
import type { ChildProcess } from "node:child_process";
import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";

export type Event = { type: string; seq: number; step: number } & Record<string, unknown>;

export interface ResumeOptions {
  readonly from?: string;
  readonly acceptMissing?: string;
}

/** A trainer started as the launcher starts it, in a folder of its own. */
export class TrainerProcess {
  readonly folder: string;
  readonly child: ChildProcess;
  readonly exit: Promise<{ code: number | null; signal: NodeJS.Signals | null }>;
  output = "";

  constructor(command: readonly string[], folder: string, manifest: unknown, resume: ResumeOptions = {}) {
    this.folder = folder;
    mkdirSync(folder, { recursive: true });
    const text = typeof manifest === "string" ? manifest : JSON.stringify(manifest);
    writeFileSync(join(folder, "manifest.json"), text);
    const environment: NodeJS.ProcessEnv = {
      PATH: process.env.PATH,
      ARENA_PROTOCOL: "1",
      ARENA_RUN_ID: "0197a000-0000-7000-8000-000000000001",
      ARENA_MANIFEST: join(folder, "manifest.json"),
      ARENA_EVENTS: join(folder, "events.ndjson"),
      ARENA_CHECKPOINTS: join(folder, "checkpoints"),
      ARENA_STOP_FILE: join(folder, "stop.json"),
    };
    if (resume.from !== undefined) environment.ARENA_RESUME_FROM = resume.from;
    if (resume.acceptMissing !== undefined) environment.ARENA_ACCEPT_MISSING = resume.acceptMissing;
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
    const path = join(this.folder, "events.ndjson");
    if (!existsSync(path)) return [];
    const lines = readFileSync(path, "utf8").split("\n");
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
