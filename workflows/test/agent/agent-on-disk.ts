import { spawn, type ChildProcess } from "node:child_process";
import { randomUUID } from "node:crypto";
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import type { AgentIntent } from "../../src/contract/agent-protocol.ts";
import type { HaltMode } from "../../src/contract/halt.ts";
import { scanLeftovers } from "../../src/launcher/leftovers.ts";
import { isAlive } from "../../src/launcher/process-identity.ts";
import { runFilesOf, type RunFiles } from "../../src/launcher/run-files.ts";
import { claimRecordSchema, readRecord } from "../../src/launcher/run-records.ts";
import { SHORT_GRACES, trainerCommand, until } from "../launcher/run-on-disk.ts";
import { ScriptedServer } from "./scripted-server.ts";

const WITHIN_MS = 20_000;
const AGENT = fileURLToPath(new URL("../../src/agent/main.ts", import.meta.url));

type Launch = NonNullable<AgentIntent["launch"]>;

/** A server, a home, and the agents that a test starts on it. */
export class AgentOnDisk {
  readonly server = new ScriptedServer();
  readonly home = mkdtempSync(join(tmpdir(), "arena-agent-"));
  readonly #agents: ChildProcess[] = [];
  readonly #environment: Readonly<Record<string, string>>;
  #url = "";
  log = "";

  readonly #program: string;

  /** More of what the agent is told; its program, where it is not run from its sources. */
  constructor(environment: Readonly<Record<string, string>> = {}, program: string = AGENT) {
    this.#environment = environment;
    this.#program = program;
  }

  async open(): Promise<this> {
    this.#url = await this.server.listen();
    return this;
  }

  startAgent(): ChildProcess {
    const env = {
      PATH: process.env.PATH,
      ARENA_AGENT_URL: this.#url,
      ARENA_AGENT_TOKEN: this.server.token,
      ARENA_AGENT_HOME: this.home,
      ...this.#environment,
    };
    const agent = spawn(process.execPath, [this.#program], { stdio: ["ignore", "ignore", "pipe"], env });
    agent.stderr.on("data", (data) => (this.log += String(data)));
    this.#agents.push(agent);
    return agent;
  }

  untilRegistered(count = 1): Promise<true> {
    return until(`registration ${count}`, () => this.server.registrations >= count || null);
  }

  files(runId: string): RunFiles {
    return runFilesOf(join(this.home, "runs", runId));
  }

  wantRun(behaviour: string, resume: Launch["resume"] = null): string {
    return this.wantLaunch({ manifest: { algorithm: { name: "PPO" } }, command: trainerCommand(behaviour), resume });
  }

  wantLaunch(launch: Launch): string {
    const runId = randomUUID();
    this.server.want({ runId, desired: "RUN", launch, stop: null });
    return runId;
  }

  wantStop(runId: string, mode: HaltMode = "SAVE"): void {
    const stop = { haltId: randomUUID(), mode, graces: SHORT_GRACES };
    this.server.want({ runId, desired: "STOP", launch: null, stop });
  }

  untilFact<K extends "CLAIMED" | "REVOKED" | "REJECTED" | "ENDED" | "RECONCILED">(
    runId: string,
    kind: K,
    withinMs = WITHIN_MS,
  ) {
    return until(
      () => `fact ${kind}\n${this.log}`,
      () => this.server.fact(runId, kind),
      withinMs,
    );
  }

  async untilEnded(runId: string, withinMs = WITHIN_MS) {
    await this.untilFact(runId, "ENDED", withinMs);
    return this.server.fact(runId, "ENDED")!.ended;
  }

  untilLines(runId: string, count: number): Promise<true> {
    return until(
      () => `${count} lines\n${this.log}`,
      () => this.server.source(runId, "events").lines.length >= count || null,
    );
  }

  /** What was stored is what the trainer wrote: nothing lost, nothing twice, in order. */
  storedEvents(runId: string): { stored: string[]; written: string[] } {
    const stored = this.server.source(runId, "events").lines.map((line) => line.text);
    return { stored, written: readFileSync(this.files(runId).events, "utf8").trimEnd().split("\n") };
  }

  launcherPid(runId: string): number {
    const claim = readRecord(this.files(runId).claim, claimRecordSchema);
    if (claim?.kind !== "STARTED") throw new Error("not claimed");
    return claim.launcherPid;
  }

  async dispose(): Promise<void> {
    for (const agent of this.#agents) if (agent.exitCode === null) agent.kill("SIGKILL");
    for (const runId of existsSync(join(this.home, "runs")) ? readdirSync(join(this.home, "runs")) : []) {
      const files = this.files(runId);
      const claim = readRecord(files.claim, claimRecordSchema);
      if (claim?.kind === "STARTED" && isAlive({ ...claim, pid: claim.launcherPid }))
        process.kill(claim.launcherPid, "SIGKILL");
      const marks = { runId, sessionId: null, outputFiles: [files.stdout, files.stderr], seenDescendants: new Map() };
      for (const { pid } of scanLeftovers(marks)) process.kill(pid, "SIGKILL");
    }
    await this.server.dispose();
    rmSync(this.home, { recursive: true, force: true, maxRetries: 5 });
  }
}
