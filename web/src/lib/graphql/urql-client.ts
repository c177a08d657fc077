import { cacheExchange, Client, fetchExchange } from "@urql/core";

let client: Client | null = null;

/** For panels that read when they are opened. Short queries go by POST too: the server takes no others. */
export function urqlClient(): Client {
  return (client ??= new Client({
    url: "/graphql",
    preferGetMethod: false,
    fetchOptions: { credentials: "same-origin" },
    exchanges: [cacheExchange, fetchExchange],
  }));
}
