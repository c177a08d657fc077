import path from "node:path";
import * as z from "zod";
import { keyringOf, type Keyring } from "@arena/database/sealed";
import { parseTunnelRange, type TunnelRange } from "./tunnel-range.ts";

export interface GatewaySettings {
  readonly databaseUrl: string;
  readonly dataDir: string;
  readonly keyring: Keyring;
  readonly listenPort: number;
  readonly range: TunnelRange;
  readonly api: { readonly host: string; readonly port: number };
}

const port = z.coerce.number().int().min(1).max(65_535);
const environmentSchema = z.object({
  DATABASE_URL: z.string().min(1),
  ARENA_DATA: z.string().min(1),
  ARENA_GATEWAY_PORT: port.default(51_820),
  ARENA_TUNNEL_RANGE: z.string().default("172.24.0.0/16"),
  /** Where the api listens: a wildcard is reached through the tunnel by itself. */
  ARENA_API_HOST: z.string().min(1).default("127.0.0.1"),
  ARENA_API_PORT: port,
});

export function readGatewaySettings(variables: NodeJS.ProcessEnv): GatewaySettings {
  const parsed = environmentSchema.safeParse(variables);
  if (!parsed.success) throw new Error(`wrong settings: ${z.prettifyError(parsed.error)}`);
  const values = parsed.data;
  return {
    databaseUrl: values.DATABASE_URL,
    dataDir: path.resolve(values.ARENA_DATA),
    keyring: keyringOf(variables),
    listenPort: values.ARENA_GATEWAY_PORT,
    range: parseTunnelRange(values.ARENA_TUNNEL_RANGE),
    api: { host: values.ARENA_API_HOST, port: values.ARENA_API_PORT },
  };
}
