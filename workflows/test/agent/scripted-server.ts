import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { WebSocketServer, type WebSocket } from "ws";
import {
  agentToServerSchema,
  ingestBatchSchema,
  type AgentFactMessage,
  type AgentIntent,
  type CheckpointRemoval,
  type IngestSource,
  type ServerToAgent,
} from "../../src/contract/agent-protocol.ts";
import type { ProbeFacts } from "../../src/contract/cluster-probe.ts";
import type { ClusterReport } from "../../src/contract/cluster-report.ts";

export interface StoredLine {
  readonly text: string;
  readonly truncated: boolean;
  readonly storedAt: number;
}
interface StoredSource {
  ackedOffset: number;
  readonly lines: StoredLine[];
}

/** Speaks the agent protocol and stores by offset, as the api does, in memory. */
export class ScriptedServer {
  readonly token = "token-of-a-class";
  readonly facts: AgentFactMessage[] = [];
  /** What was stored of the run's events when its ENDED came. */
  readonly eventLinesAtEnd = new Map<string, number>();
  readonly intents = new Map<string, AgentIntent>();
  /** Deleted checkpoints that no agent has said to be gone; nothing is crossed out while `deafToRemovals`. */
  readonly removals = new Map<string, CheckpointRemoval>();
  deafToRemovals = false;
  /** Answers the next so many posts with 500. */
  failNextPosts = 0;
  /** Stores the next so many posts, then drops the connection instead of answering. */
  swallowNextAnswers = 0;
  /** As if the link were lost: nothing reaches it, and nothing that it says reaches anybody. */
  #away = false;
  /** What agents said of their clusters, and what they found of probes by their ids. */
  readonly reports: ClusterReport[] = [];
  readonly probed = new Map<string, ProbeFacts>();
  registrations = 0;
  heartbeats = 0;
  readonly #sources = new Map<string, StoredSource>();
  readonly #http: Server;
  readonly #webSockets: WebSocketServer;

  constructor() {
    this.#http = createServer((request, response) => void this.#ingest(request, response));
    this.#webSockets = new WebSocketServer({ server: this.#http, path: "/agent" });
    this.#webSockets.on("connection", (socket) => {
      if (this.#away) return socket.terminate();
      socket.on("message", (data) => this.#received(socket, data.toString()));
    });
  }

  async listen(): Promise<string> {
    await new Promise<void>((resolve) => this.#http.listen(0, "127.0.0.1", resolve));
    return `http://127.0.0.1:${(this.#http.address() as AddressInfo).port}`;
  }

  want(intent: AgentIntent): void {
    this.intents.set(intent.runId, intent);
    this.#broadcast({ type: "intent", intent });
  }

  probe(id: string): void {
    this.#broadcast({ type: "probe", id });
  }

  wantRemoved(...checkpoints: CheckpointRemoval[]): void {
    for (const removal of checkpoints) this.removals.set(removal.id, removal);
    this.#broadcast({ type: "remove", checkpoints });
  }

  dropConnections(): void {
    for (const client of this.#webSockets.clients) client.terminate();
  }

  goAway(): void {
    this.#away = true;
    this.dropConnections();
  }

  comeBack(): void {
    this.#away = false;
  }

  refuse(reason: "STALE_EPOCH"): void {
    this.#broadcast({ type: "refused", reason, message: "another agent registered this home" });
  }

  source(runId: string, source: IngestSource): StoredSource {
    const key = `${runId}/${source}`;
    const existing = this.#sources.get(key);
    if (existing !== undefined) return existing;
    const made: StoredSource = { ackedOffset: 0, lines: [] };
    this.#sources.set(key, made);
    return made;
  }

  fact<K extends AgentFactMessage["body"]["kind"]>(runId: string, kind: K) {
    const body = this.facts.find((fact) => fact.runId === runId && fact.body.kind === kind)?.body;
    return body as Extract<AgentFactMessage["body"], { kind: K }> | undefined;
  }

  async dispose(): Promise<void> {
    this.dropConnections();
    this.#webSockets.close();
    this.#http.closeAllConnections();
    await new Promise((resolve) => this.#http.close(resolve));
  }

  #broadcast(message: ServerToAgent): void {
    for (const client of this.#webSockets.clients) client.send(JSON.stringify(message));
  }

  #received(socket: WebSocket, text: string): void {
    const message = agentToServerSchema.parse(JSON.parse(text));
    if (message.type === "heartbeat") this.heartbeats += 1;
    if (message.type === "register") {
      this.registrations += 1;
      const offsets = [...this.#sources].map(([key, stored]) => {
        const [runId, source] = key.split("/") as [string, string];
        return { runId, source, ackedOffset: stored.ackedOffset };
      });
      const answer = { type: "registered", epoch: this.registrations, offsets, intents: [...this.intents.values()] };
      socket.send(JSON.stringify(answer));
      socket.send(JSON.stringify({ type: "remove", checkpoints: [...this.removals.values()] }));
    }
    if (message.type === "report") this.reports.push(message.report);
    if (message.type === "probed") this.probed.set(message.id, message.facts);
    if (message.type === "removed" && !this.deafToRemovals) message.ids.forEach((id) => this.removals.delete(id));
    if (message.type === "fact") {
      const { runId, source, sourceSequence } = message;
      const known = this.facts.some((fact) => fact.runId === runId && fact.sourceSequence === sourceSequence);
      if (!known) this.facts.push(message);
      if (message.body.kind === "ENDED") this.eventLinesAtEnd.set(runId, this.source(runId, "events").lines.length);
      socket.send(JSON.stringify({ type: "factStored", runId, source, sourceSequence }));
    }
  }

  async #ingest(request: IncomingMessage, response: ServerResponse): Promise<void> {
    if (this.#away) return void request.socket.destroy();
    const pieces: Buffer[] = [];
    for await (const piece of request) pieces.push(piece as Buffer);
    const [, , , runId, source] = (request.url ?? "").split("/") as [string, string, string, string, IngestSource];
    if (request.headers.authorization !== `Bearer ${this.token}`) return void response.writeHead(401).end();
    if (request.url === "/ingest/echo") return void response.writeHead(200).end(Buffer.concat(pieces));
    if (this.failNextPosts > 0) {
      this.failNextPosts -= 1;
      return void response.writeHead(500).end("out of order");
    }
    const batch = ingestBatchSchema.parse(JSON.parse(Buffer.concat(pieces).toString("utf8")));
    const stored = this.source(runId, source);
    const fits = batch.fromOffset === stored.ackedOffset;
    if (fits) {
      const storedAt = performance.timeOrigin + performance.now();
      stored.lines.push(...batch.lines.map(({ text, truncated }) => ({ text, truncated, storedAt })));
      stored.ackedOffset = batch.toOffset;
    }
    if (this.swallowNextAnswers > 0) {
      this.swallowNextAnswers -= 1;
      return void request.socket.destroy();
    }
    response.writeHead(fits ? 200 : 409, { "content-type": "application/json" });
    response.end(JSON.stringify({ ackedOffset: stored.ackedOffset }));
  }
}
