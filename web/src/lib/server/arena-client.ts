import { createClient, type ArenaClient } from "@arena/sdk";

/** Everything is one process and one port: pages read through the same GraphQL as everyone, with the visitor's cookie. */
export function arenaClient(request: Request): ArenaClient {
  return createClient({ url: ownAddress(), headers: { cookie: request.headers.get("cookie") ?? "" } });
}

function ownAddress(): string {
  const host = process.env["HOST"] ?? "127.0.0.1";
  const reached = host === "0.0.0.0" || host === "" ? "127.0.0.1" : host === "::" ? "[::1]" : host;
  return `http://${reached}:${process.env["PORT"] ?? "4000"}`;
}
