import type { WebSocket } from "ws";
import { listen, type Listener } from "@arena/database/listen";
import { AgentConnection } from "./agent-connection.ts";
import type { HomeRecords } from "./home-records.ts";
import type { ProbeRecords } from "./probe-records.ts";

/** All agents connected to this process, by home. Pushes an intent, or a deletion, as soon as it is committed. */
export class AgentRegistry {
  readonly #records: HomeRecords;
  readonly #probes: ProbeRecords;
  readonly #onError: (error: unknown) => void;
  readonly #byHome = new Map<string, AgentConnection>();
  #listener: Listener | null = null;

  constructor(records: HomeRecords, probes: ProbeRecords, onError: (error: unknown) => void) {
    this.#records = records;
    this.#probes = probes;
    this.#onError = onError;
  }

  async start(databaseUrl: string): Promise<void> {
    const onReconnect = (): void => {
      // Notifications may be lost while the connection was down; what they tell of are levels, simply read again.
      for (const homeId of this.#byHome.keys()) void this.#pushAll(homeId).catch(this.#onError);
    };
    this.#listener = await listen(
      databaseUrl,
      ["arena_intent", "arena_removal", "arena_probe"],
      (channel, id) => void this.#notified(channel, id).catch(this.#onError),
      onReconnect,
    );
  }

  get connectedCount(): number {
    return this.#byHome.size;
  }

  accept(socket: WebSocket, resourceClassId: string): void {
    new AgentConnection(socket, resourceClassId, this.#records, this.#probes, {
      registered: (connection, homeId) => {
        const former = this.#byHome.get(homeId);
        this.#byHome.set(homeId, connection);
        if (former && former !== connection) former.refuse("STALE_EPOCH", "another agent has registered for this home");
      },
      closed: (connection) => {
        if (connection.homeId !== null && this.#byHome.get(connection.homeId) === connection)
          this.#byHome.delete(connection.homeId);
      },
      failed: this.#onError,
    });
  }

  async close(): Promise<void> {
    await this.#listener?.close();
    this.#byHome.clear();
  }

  #notified(channel: string, id: string): Promise<void> {
    if (channel === "arena_intent") return this.#push(id);
    return channel === "arena_removal" ? this.#pushRemovals(id) : this.#pushProbe(id);
  }

  async #pushProbe(resourceClassId: string): Promise<void> {
    const ofClass = [...this.#byHome.values()].filter((one) => one.resourceClassId === resourceClassId);
    await Promise.all(ofClass.map((connection) => connection.sendProbe()));
  }

  async #push(runId: string): Promise<void> {
    const found = await this.#records.intentOfRun(runId);
    if (found) this.#byHome.get(found.homeId)?.sendIntent(found.intent);
  }

  async #pushAll(homeId: string): Promise<void> {
    for (const intent of await this.#records.intentsOf(homeId)) this.#byHome.get(homeId)?.sendIntent(intent);
    await this.#pushRemovals(homeId);
    await this.#byHome.get(homeId)?.sendProbe();
  }

  async #pushRemovals(homeId: string): Promise<void> {
    if (this.#byHome.has(homeId)) this.#byHome.get(homeId)?.sendRemovals(await this.#records.removalsOf(homeId));
  }
}
