import { WebSocket } from "ws";
import {
  HEARTBEAT_INTERVAL_MS,
  serverToAgentSchema,
  type AgentToServer,
  type ServerToAgent,
} from "../contract/agent-protocol.ts";
import { Backoff } from "./backoff.ts";
import { log } from "./log.ts";

export interface ConnectionHandlers {
  readonly registration: () => AgentToServer;
  readonly heartbeat: () => AgentToServer | null;
  readonly received: (message: ServerToAgent) => void;
}

const SILENCE_LIMIT_MS = 3 * HEARTBEAT_INTERVAL_MS;

/** The outbound WebSocket: opened again for ever, and given up when the other side has gone silent. */
export class ServerConnection {
  readonly #url: string;
  readonly #token: string;
  readonly #handlers: ConnectionHandlers;
  readonly #backoff = new Backoff();
  #socket: WebSocket | null = null;
  #retry: NodeJS.Timeout | null = null;
  #beat: NodeJS.Timeout | null = null;
  #heardAt = 0;
  #disposed = false;

  constructor(url: string, token: string, handlers: ConnectionHandlers) {
    this.#url = `${url.replace(/^http/, "ws")}/agent`;
    this.#token = token;
    this.#handlers = handlers;
  }

  open(): void {
    const socket = new WebSocket(this.#url, {
      headers: { authorization: `Bearer ${this.#token}` },
      handshakeTimeout: SILENCE_LIMIT_MS,
      perMessageDeflate: false,
    });
    this.#socket = socket;
    socket.on("open", () => this.#opened());
    socket.on("message", (data) => this.#received(data.toString()));
    socket.on("pong", () => (this.#heardAt = performance.now()));
    socket.on("error", (error) => log(`connection: ${error.message}`));
    socket.on("close", () => this.#closed());
  }

  /** False when there is no connection: what is not acknowledged is sent again after the next registration. */
  send(message: AgentToServer): boolean {
    if (this.#socket?.readyState !== WebSocket.OPEN) return false;
    this.#socket.send(JSON.stringify(message));
    return true;
  }

  /** Resolves once it is on its way, or cannot be within this time. */
  async sendLast(message: AgentToServer, withinMs: number): Promise<void> {
    const socket = this.#socket;
    if (socket?.readyState !== WebSocket.OPEN) return;
    await new Promise<void>((resolve) => {
      const timer = setTimeout(resolve, withinMs);
      socket.send(JSON.stringify(message), () => {
        clearTimeout(timer);
        resolve();
      });
    });
  }

  dispose(): void {
    this.#disposed = true;
    if (this.#retry !== null) clearTimeout(this.#retry);
    if (this.#beat !== null) clearInterval(this.#beat);
    this.#socket?.terminate();
  }

  #opened(): void {
    this.#heardAt = performance.now();
    this.send(this.#handlers.registration());
    this.#beat = setInterval(() => this.#tick(), HEARTBEAT_INTERVAL_MS);
  }

  #tick(): void {
    if (performance.now() - this.#heardAt > SILENCE_LIMIT_MS) {
      this.#socket?.terminate();
      return;
    }
    this.#socket?.ping();
    const heartbeat = this.#handlers.heartbeat();
    if (heartbeat !== null) this.send(heartbeat);
  }

  #received(text: string): void {
    this.#heardAt = performance.now();
    let message: ServerToAgent;
    try {
      message = serverToAgentSchema.parse(JSON.parse(text));
    } catch (error) {
      log(`message that is not of the protocol: ${(error as Error).message}`);
      return;
    }
    if (message.type === "registered") this.#backoff.reset();
    this.#handlers.received(message);
  }

  #closed(): void {
    if (this.#beat !== null) clearInterval(this.#beat);
    this.#beat = null;
    this.#socket = null;
    if (!this.#disposed) this.#retry = setTimeout(() => this.open(), this.#backoff.nextDelayMs());
  }
}
