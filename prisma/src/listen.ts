import pg from "pg";

const FIRST_BACKOFF_MS = 100;
const LAST_BACKOFF_MS = 2_000;

export interface Listener {
  close(): Promise<void>;
}

/**
 * Listens on one dedicated connection. Messages sent while it is down are lost, so `onReconnect` runs after every
 * reconnection once LISTEN is back: read again from the last known sequence there.
 */
export async function listen(
  url: string,
  channels: readonly string[],
  onMessage: (channel: string, payload: string) => void,
  onReconnect: () => void = () => undefined,
): Promise<Listener> {
  let current: pg.Client | undefined;
  let timer: NodeJS.Timeout | undefined;
  let backoffMs = FIRST_BACKOFF_MS;
  let closed = false;

  async function connect(): Promise<void> {
    const client = new pg.Client({ connectionString: url, application_name: "arena-listen", keepAlive: true });
    let lost = false;
    const onLost = (): void => {
      if (lost || client !== current) return;
      lost = true;
      current = undefined;
      // Half-open sockets keep the process alive; the answer to end() does not matter any more.
      void client.end().catch(() => undefined);
      reconnectLater();
    };
    client.on("error", onLost);
    client.on("end", onLost);
    client.on("notification", (message) => onMessage(message.channel, message.payload ?? ""));
    try {
      await client.connect();
      for (const channel of channels) await client.query(`LISTEN ${client.escapeIdentifier(channel)}`);
    } catch (error) {
      void client.end().catch(() => undefined);
      throw error;
    }
    if (closed) return void (await client.end());
    current = client;
    backoffMs = FIRST_BACKOFF_MS;
  }

  function reconnectLater(): void {
    if (closed) return;
    timer = setTimeout(() => {
      connect().then(() => closed || onReconnect(), reconnectLater);
    }, backoffMs);
    backoffMs = Math.min(backoffMs * 2, LAST_BACKOFF_MS);
  }

  await connect();
  return {
    async close() {
      closed = true;
      clearTimeout(timer);
      const client = current;
      current = undefined;
      await client?.end();
    },
  };
}
