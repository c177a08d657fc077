import type { WebSocket } from "ws";
import {
  agentToServerSchema,
  HEARTBEAT_INTERVAL_MS,
  type AgentIntent,
  type AgentToServer,
  type CheckpointRemoval,
  type ServerToAgent,
} from "@arena/workflows/contract/agent-protocol";
import type { HomeRecords } from "./home-records.ts";
import type { ProbeRecords } from "./probe-records.ts";

const SILENCE_LIMIT_MS = 5 * HEARTBEAT_INTERVAL_MS;

export interface AgentConnectionEvents {
  /** The home that this connection speaks for from now on. */
  registered(connection: AgentConnection, homeId: string): void;
  closed(connection: AgentConnection): void;
  failed(error: unknown): void;
}

/** One agent's socket. Messages are handled one after another, so that a registration precedes what follows it. */
export class AgentConnection {
  readonly #socket: WebSocket;
  readonly #resourceClassId: string;
  readonly #records: HomeRecords;
  readonly #probes: ProbeRecords;
  readonly #events: AgentConnectionEvents;
  #home: { readonly id: string; readonly epoch: number } | null = null;
  #work: Promise<void> = Promise.resolve();
  #silence: NodeJS.Timeout;

  constructor(
    socket: WebSocket,
    resourceClassId: string,
    records: HomeRecords,
    probes: ProbeRecords,
    events: AgentConnectionEvents,
  ) {
    this.#probes = probes;
    this.#socket = socket;
    this.#resourceClassId = resourceClassId;
    this.#records = records;
    this.#events = events;
    this.#silence = setTimeout(() => socket.terminate(), SILENCE_LIMIT_MS);
    socket.on("message", (data) => this.#received(data.toString()));
    socket.on("error", () => socket.terminate());
    socket.on("close", () => {
      clearTimeout(this.#silence);
      events.closed(this);
    });
  }

  get resourceClassId(): string {
    return this.#resourceClassId;
  }

  get homeId(): string | null {
    return this.#home?.id ?? null;
  }

  sendIntent(intent: AgentIntent): void {
    this.#send({ type: "intent", intent });
  }

  sendRemovals(checkpoints: CheckpointRemoval[]): void {
    if (checkpoints.length > 0) this.#send({ type: "remove", checkpoints });
  }

  async sendProbe(): Promise<void> {
    const id = await this.#probes.openOf(this.#resourceClassId);
    if (id !== null) this.#send({ type: "probe", id });
  }

  refuse(reason: Extract<ServerToAgent, { type: "refused" }>["reason"], message: string): void {
    this.#send({ type: "refused", reason, message });
    this.#socket.close(4000, reason);
  }

  #send(message: ServerToAgent): void {
    if (this.#socket.readyState === this.#socket.OPEN) this.#socket.send(JSON.stringify(message));
  }

  #received(text: string): void {
    this.#silence.refresh();
    let message: AgentToServer;
    try {
      message = agentToServerSchema.parse(JSON.parse(text));
    } catch {
      return this.refuse("PROTOCOL", "the message is not of this protocol version");
    }
    this.#work = this.#work
      .then(() => this.#handle(message))
      .catch((error: unknown) => {
        // What was not stored is not acknowledged; the agent registers again and repeats it.
        this.#events.failed(error);
        this.#socket.terminate();
      });
  }

  async #handle(message: AgentToServer): Promise<void> {
    if (message.type === "register") return this.#register(message);
    if (this.#home === null) return this.refuse("PROTOCOL", "register first");
    if (message.type === "heartbeat") {
      const current =
        message.epoch === this.#home.epoch && (await this.#records.heartbeat(this.#home.id, message.epoch));
      return current ? undefined : this.refuse("STALE_EPOCH", "another agent has registered for this home");
    }
    if (message.type === "report") return this.#probes.report(this.#resourceClassId, message.report);
    if (message.type === "probed") return this.#probes.answer(this.#resourceClassId, message.id, message.facts);
    if (message.type === "removed") return this.#removed(this.#home.id, message.ids);
    if (!(await this.#records.storeFact(this.#home.id, message))) return;
    this.#send({
      type: "factStored",
      runId: message.runId,
      source: message.source,
      sourceSequence: message.sourceSequence,
    });
  }

  /** Goes on with the next ones as long as there is progress: what failed is asked for again at the next change. */
  async #removed(homeId: string, checkpointIds: readonly string[]): Promise<void> {
    if ((await this.#records.storeRemoved(homeId, checkpointIds)) === 0) return;
    this.sendRemovals(await this.#records.removalsOf(homeId));
  }

  async #register(message: Extract<AgentToServer, { type: "register" }>): Promise<void> {
    const epoch = await this.#records.register(this.#resourceClassId, message);
    if (epoch === null) return this.refuse("HOME_OF_ANOTHER_CLASS", "this home belongs to another resource class");
    this.#home = { id: message.homeId, epoch };
    // Known as the home's connection before the intents are read: an intent that comes meanwhile is sent too.
    this.#events.registered(this, message.homeId);
    const [offsets, intents, removals] = await Promise.all([
      this.#records.offsets(message.homeId, message.runs),
      this.#records.intentsOf(message.homeId),
      this.#records.removalsOf(message.homeId),
    ]);
    this.#send({ type: "registered", epoch, offsets, intents });
    this.sendRemovals(removals);
    await this.sendProbe();
  }
}
