import { existsSync, mkdirSync, rmSync } from "node:fs";
import { hostname } from "node:os";
import {
  AGENT_PROTOCOL_VERSION,
  type AgentIntent,
  type AgentToServer,
  type ServerToAgent,
} from "../contract/agent-protocol.ts";
import { readBootId } from "../launcher/process-identity.ts";
import { runFilesOf } from "../launcher/run-files.ts";
import { writeDurably } from "../launcher/write-file.ts";
import { AgentRun, type AgentRunContext } from "./agent-run.ts";
import { CheckpointRemovals } from "./checkpoint-removals.ts";
import { LocalProcessGateway } from "./gateways/local-process.ts";
import { RayJobGateway } from "./gateways/ray-job.ts";
import type { RunGateway } from "./gateways/run-gateway.ts";
import type { Home } from "./home.ts";
import { IngestClient } from "./ingest-client.ts";
import { prepareRun } from "./launch.ts";
import { log } from "./log.ts";
import { Probes } from "./probe/probes.ts";
import { ClusterReports } from "./report/cluster-reports.ts";
import { ServerConnection } from "./server-connection.ts";
import type { AgentSettings, RaySettings } from "./settings.ts";

const AGENT_VERSION = "0.1.0";
const FAREWELL_WITHIN_MS = 500;
type Registered = Extract<ServerToAgent, { type: "registered" }>;
type Refused = Extract<ServerToAgent, { type: "refused" }>;

/** Carries intents to launchers, and what launchers and trainers write back. Holds nothing that its files do not. */
export class Agent {
  readonly #settings: AgentSettings;
  readonly #home: Home;
  readonly #connection: ServerConnection;
  readonly #context: AgentRunContext;
  readonly #removals: CheckpointRemovals;
  readonly #gateway: RunGateway;
  readonly #probes: Probes;
  readonly #reports: ClusterReports | null;
  readonly #onRefused: (refusal: Refused) => void;
  readonly #runs = new Map<string, AgentRun>();
  readonly #toForget = new Set<string>();
  #epoch: number | null = null;
  #offsets: Registered["offsets"] = [];

  constructor(settings: AgentSettings, home: Home, onRefused: (refusal: Refused) => void) {
    this.#settings = settings;
    this.#home = home;
    this.#onRefused = onRefused;
    const speaker = () => (this.#epoch === null ? null : { epoch: this.#epoch, homeId: home.homeId });
    this.#connection = new ServerConnection(settings.url, settings.token, {
      registration: () => this.#registration(),
      heartbeat: () => (this.#epoch === null ? null : { type: "heartbeat", epoch: this.#epoch, at: now() }),
      received: (message) => this.#received(message),
    });
    this.#removals = new CheckpointRemovals(home, (ids) => void this.#connection.send({ type: "removed", ids }));
    this.#probes = new Probes(
      { url: settings.url, token: settings.token, ray: settings.rayProbe },
      () => this.#epoch,
      (message) => void this.#connection.send(message),
    );
    this.#reports = settings.ray === null ? null : this.#reportsOf(settings.ray, settings);
    this.#gateway =
      settings.ray === null
        ? new LocalProcessGateway(settings)
        : new RayJobGateway(settings, settings.ray, () => this.#epoch);
    this.#context = {
      homeId: home.homeId,
      client: new IngestClient(settings.url, settings.token, speaker),
      send: (fact) => this.#epoch !== null && this.#connection.send(fact),
      gateway: this.#gateway,
      onAcknowledged: (run) => this.#acknowledged(run),
    };
  }

  start(): void {
    for (const runId of this.#home.runIds()) {
      if (!existsSync(runFilesOf(this.#home.runDirectory(runId)).acknowledged)) this.#activate(runId);
    }
    log(`home ${this.#home.homeId}, ${this.#runs.size} runs under way`);
    this.#connection.open();
  }

  /** Of a cluster: whoever told its head to end may have told nobody else. */
  async sayFarewell(): Promise<void> {
    if (this.#reports === null || this.#epoch === null) return;
    this.#reports.dispose();
    const report = { nodes: null, disk: null, isLeaving: true };
    await this.#connection.sendLast({ type: "report", report }, FAREWELL_WITHIN_MS);
  }

  dispose(): void {
    this.#connection.dispose();
    this.#removals.dispose();
    this.#probes.dispose();
    this.#reports?.dispose();
    for (const run of this.#runs.values()) run.dispose();
    this.#runs.clear();
    this.#gateway.dispose();
    this.#home.dispose();
  }

  #reportsOf(ray: RaySettings, { rayProbe, home }: AgentSettings): ClusterReports {
    return new ClusterReports({
      ray,
      sharedDirectory: rayProbe?.sharedDirectory ?? home,
      isRegistered: () => this.#epoch !== null,
      send: (message) => void this.#connection.send(message),
    });
  }

  #registration(): AgentToServer {
    return {
      type: "register",
      protocol: AGENT_PROTOCOL_VERSION,
      homeId: this.#home.homeId,
      machineId: this.#home.machineId,
      bootId: readBootId(),
      hostname: hostname(),
      agentVersion: AGENT_VERSION,
      runs: this.#home.runIds(),
    };
  }

  #received(message: ServerToAgent): void {
    if (message.type === "registered") this.#registered(message);
    if (message.type === "intent") this.#apply(message.intent);
    if (message.type === "probe") this.#probes.probe(message.id);
    if (message.type === "remove") this.#removals.remove(message.checkpoints);
    if (message.type === "factStored")
      this.#runs.get(message.runId)?.factStored(message.source, message.sourceSequence);
    if (message.type === "refused") this.#onRefused(message);
  }

  /** Stops first: they are what somebody waits for. */
  #registered(message: Registered): void {
    this.#epoch = message.epoch;
    this.#offsets = message.offsets;
    log(`registered with epoch ${message.epoch}, ${message.intents.length} intents`);
    const stopsFirst = message.intents.toSorted((a, b) => Number(b.desired === "STOP") - Number(a.desired === "STOP"));
    const known = [...this.#runs.values()];
    for (const intent of stopsFirst) this.#apply(intent);
    for (const run of known) if (this.#runs.has(run.runId)) this.#registerRun(run);
    this.#reports?.registered();
  }

  #apply(intent: AgentIntent): void {
    try {
      if (intent.desired === "RUN") this.#run(intent);
      if (intent.desired === "STOP") this.#stop(intent);
      if (intent.desired === "FORGET") this.#forget(intent.runId);
    } catch (error) {
      log(`intent ${intent.desired} of run ${intent.runId}: ${(error as Error).message}`);
    }
  }

  #run(intent: AgentIntent): void {
    if (intent.launch === null) throw new Error("nothing to launch");
    prepareRun(this.#home, this.#settings, intent.runId, intent.launch);
    this.#activate(intent.runId).launch(intent.launch.resources ?? null);
  }

  /** A directory is made for a run that never came: so a launch that arrives late meets its revocation. */
  #stop(intent: AgentIntent): void {
    if (intent.stop === null) throw new Error("no stop in it");
    mkdirSync(this.#home.runDirectory(intent.runId), { recursive: true, mode: 0o700 });
    this.#activate(intent.runId).stop(intent.stop);
  }

  #forget(runId: string): void {
    const files = runFilesOf(this.#home.runDirectory(runId));
    if (!existsSync(files.directory) || existsSync(files.forgotten)) return;
    if (!existsSync(files.acknowledged)) {
      this.#toForget.add(runId);
      return;
    }
    writeDurably(files.forgotten, now());
    for (const path of [files.events, files.stdout, files.stderr, files.launcherLog]) rmSync(path, { force: true });
    this.#toForget.delete(runId);
  }

  /** Also brings back a run that was acknowledged, when the server asks for it as if it had not been. */
  #activate(runId: string): AgentRun {
    const existing = this.#runs.get(runId);
    if (existing !== undefined) return existing;
    const run = new AgentRun(runId, runFilesOf(this.#home.runDirectory(runId)), this.#context);
    this.#runs.set(runId, run);
    if (this.#epoch !== null) this.#registerRun(run);
    return run;
  }

  #registerRun(run: AgentRun): void {
    const ofRun = this.#offsets.filter((offset) => offset.runId === run.runId);
    run.registered((source) => ofRun.find((offset) => offset.source === source)?.ackedOffset ?? 0);
  }

  #acknowledged(run: AgentRun): void {
    if (!existsSync(run.files.acknowledged)) writeDurably(run.files.acknowledged, now());
    run.dispose();
    this.#gateway.acknowledged(run);
    this.#runs.delete(run.runId);
    if (this.#toForget.has(run.runId)) this.#forget(run.runId);
  }
}

function now(): string {
  return new Date().toISOString();
}
