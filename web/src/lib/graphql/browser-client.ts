import { createClient, type ArenaClient } from "@arena/sdk";

let client: ArenaClient | null = null;

/** Of this tab: one socket for everything that is followed, opened when something is. Only in the browser. */
export function browserClient(): ArenaClient {
  return (client ??= createClient({ url: location.origin }));
}
