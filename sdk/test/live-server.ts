import { readFileSync } from "node:fs";
import { createServer, type Server } from "node:http";
import { createRequire } from "node:module";
import type { AddressInfo, Socket } from "node:net";
import path from "node:path";
import type * as graphql from "graphql";
import { useServer } from "graphql-ws/use/ws";
import { WebSocketServer } from "ws";
import { ReceivedValues } from "../src/transport/received-values.ts";

/** As Node finds it, and with it graphql-ws: the test runner finds another copy, whose errors are of another class. */
const { buildSchema, GraphQLError, parse, specifiedRules, validate } = createRequire(import.meta.url)(
  "graphql",
) as typeof graphql;

/** The published schema: an operation of the SDK that does not fit it is refused, as the server would. */
const schema = buildSchema(readFileSync(path.join(import.meta.dirname, "../../api/schema.graphql"), "utf8"));

export interface LoggedEvent {
  readonly sequence: number;
  readonly [field: string]: unknown;
}
interface Batch {
  readonly sequence: number;
  readonly missed: boolean;
  readonly snapshot: unknown;
  readonly events: readonly LoggedEvent[];
}
interface Subscriber {
  readonly field: string;
  readonly received: ReceivedValues<{ data: Record<string, Batch> }>;
}

/** A real graphql-ws server over one log of events, with the faults that a network and a server have. */
export class LiveServer {
  readonly #log: LoggedEvent[] = [];
  readonly #http: Server;
  readonly #sockets: WebSocketServer;
  readonly #raw = new Set<Socket>();
  readonly #subscribers = new Set<Subscriber>();
  #trimmedTo = 0;
  /** Refuses whoever connects. */
  isRefusing = false;
  refused = 0;
  /** Each subscription's `afterSequence`, in the order in which they came. */
  readonly asked: (number | null)[] = [];
  readonly parameters: unknown[] = [];
  /** So many events before what was asked for are sent again, and each event twice. */
  repeated = 0;
  /** Codes with which the next subscriptions are refused, before they are carried out or while. */
  readonly refusals: { readonly code: string; readonly when: "before" | "while" }[] = [];
  snapshot: unknown = { id: "run", status: "RUNNING" };

  constructor() {
    this.#http = createServer((_request, response) => response.writeHead(404).end());
    this.#sockets = new WebSocketServer({ noServer: true });
    useServer(
      {
        onConnect: ({ connectionParams }) => void this.parameters.push(connectionParams),
        onSubscribe: (_context, _id, payload) => {
          const document = parse(payload.query);
          const errors = validate(schema, document, specifiedRules);
          if (this.refusals[0]?.when === "before") return [this.#refusal()];
          if (errors.length > 0) return errors;
          return { schema, document, variableValues: payload.variables ?? {} };
        },
        subscribe: (args) =>
          this.refusals[0]?.when === "while"
            ? { errors: [this.#refusal()] }
            : this.#subscribe(args as graphql.ExecutionArgs),
      },
      this.#sockets,
    );
    this.#http.on("connection", (socket: Socket) => {
      this.#raw.add(socket);
      socket.on("close", () => this.#raw.delete(socket));
    });
    this.#http.on("upgrade", (request, socket, head) => {
      if (this.isRefusing) {
        this.refused += 1;
        return socket.destroy();
      }
      this.#sockets.handleUpgrade(request, socket, head, (opened) => this.#sockets.emit("connection", opened, request));
    });
  }

  static async start(): Promise<LiveServer> {
    const server = new LiveServer();
    await new Promise<void>((resolve) => server.#http.listen(0, "127.0.0.1", resolve));
    return server;
  }

  get url(): string {
    return `http://127.0.0.1:${(this.#http.address() as AddressInfo).port}`;
  }
  get socketCount(): number {
    return this.#raw.size;
  }
  get subscriberCount(): number {
    return this.#subscribers.size;
  }

  append(fields: Record<string, unknown>): void {
    const event = { sequence: this.#log.length + 1, ...fields };
    this.#log.push(event);
    for (const subscriber of this.#subscribers) {
      this.#send(subscriber, { sequence: event.sequence, missed: false, snapshot: null, events: [event] });
      if (this.repeated > 0) {
        this.#send(subscriber, { sequence: event.sequence, missed: false, snapshot: null, events: [event] });
      }
    }
  }

  /** What is before is kept no more. */
  trim(): void {
    this.#trimmedTo = this.#log.length;
  }

  /** A copy of long ago was put back: its log is shorter. */
  restore(length: number): void {
    this.#log.length = length;
    this.#trimmedTo = 0;
  }

  /** As a cable that is pulled. */
  dropSockets(): void {
    for (const client of this.#sockets.clients) client.terminate();
    for (const socket of this.#raw) socket.destroy();
  }

  closeSockets(code: number, reason: string): void {
    for (const client of this.#sockets.clients) client.close(code, reason);
  }

  async stop(): Promise<void> {
    this.dropSockets();
    this.#sockets.close();
    await new Promise((resolve) => this.#http.close(resolve));
  }

  #subscribe(args: graphql.ExecutionArgs): ReceivedValues<{ data: Record<string, Batch> }> {
    const [definition] = args.document.definitions;
    const selection = definition?.kind === "OperationDefinition" ? definition.selectionSet.selections[0] : undefined;
    if (selection?.kind !== "Field") throw new Error("not a subscription");
    const subscriber: Subscriber = {
      field: selection.name.value,
      received: new ReceivedValues(() => this.#subscribers.delete(subscriber)),
    };
    const after = (args.variableValues?.["afterSequence"] ?? null) as number | null;
    this.asked.push(after);
    this.#subscribers.add(subscriber);
    this.#send(subscriber, this.#firstBatch(after));
    return subscriber.received;
  }

  #refusal(): graphql.GraphQLError {
    const code = this.refusals.shift()?.code;
    return new GraphQLError(`refused: ${code}`, { extensions: { code } });
  }

  #firstBatch(after: number | null): Batch {
    const newest = this.#log.length;
    if (after === null || after < this.#trimmedTo || after > newest) {
      return { sequence: newest, missed: after !== null, snapshot: this.snapshot, events: [] };
    }
    const events = this.#log.slice(Math.max(0, after - this.repeated));
    return { sequence: events.at(-1)?.sequence ?? after, missed: false, snapshot: null, events };
  }

  #send({ field, received }: Subscriber, batch: Batch): void {
    received.push({ data: { [field]: batch } });
  }
}
