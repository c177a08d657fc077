import { homedir } from "node:os";
import path from "node:path";
import { z } from "zod";
import { keyringOf, type Keyring } from "@arena/database/sealed";
import { checkTunnelRange } from "./domain/cluster-key/tunnel-range.ts";
import type { SingleSignOn } from "./server/sign-in.ts";
import { ENCRYPTION_KEYS_FILE } from "./seed/encryption-keys.ts";

const port = z.coerce.number().int().min(0).max(65_535);
const schema = z.object({
  DATABASE_URL: z.string().min(1),
  TEMPORAL_ADDRESS: z.string().min(1),
  ARENA_TEMPORAL_VERSION: z.string().default("unknown"),
  PORT: port.default(4000),
  HOST: z.string().default("127.0.0.1"),
  ARENA_PUBLIC_URL: z.url().optional(),
  ARENA_DATA: z.string().min(1),
  XDG_CACHE_HOME: z.string().optional(),
  ARENA_PYTHON: z.string().min(1).optional(),
  ARENA_SECRET_FILE: z.string().min(1),
  ARENA_WEB_HANDLER: z.string().optional(),
  ARENA_COMPONENTS: z
    .string()
    .default("{}")
    .transform((text, context) => parseJson(text) ?? context.addIssue("must be JSON"))
    .pipe(z.record(z.string(), z.url())),
  ARENA_GATEWAY_HOST: z.string().min(1).optional(),
  ARENA_GATEWAY_PORT: port.default(51_820),
  ARENA_TUNNEL_RANGE: z
    .string()
    .default("172.24.0.0/16")
    .transform((text, context) => {
      try {
        return checkTunnelRange(text);
      } catch (error) {
        context.addIssue((error as Error).message);
        return z.NEVER;
      }
    }),
  ARENA_RAY_IMAGE: z.string().min(1).default("rayproject/ray:2.60.0"),
  ARENA_TUNNEL_IMAGE: z.string().min(1).default("linuxserver/wireguard:1.0.20250521"),
  ARENA_KUBECONFIG: z.string().startsWith("/", "must be the whole path of a file").optional(),
  ARENA_OIDC_ISSUER: z.url().optional(),
  ARENA_OIDC_CLIENT_ID: z.string().min(1).optional(),
  ARENA_OIDC_CLIENT_SECRET: z.string().min(1).optional(),
  ARENA_OIDC_NAME: z.string().min(1).max(40).default("single sign-on"),
  NODE_ENV: z.string().default("production"),
});

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

export interface Environment {
  readonly databaseUrl: string;
  readonly temporalAddress: string;
  readonly temporalVersion: string;
  readonly port: number;
  readonly host: string;
  readonly publicUrl: string;
  readonly dataDir: string;
  readonly cacheDir: string;
  /** Python of the checks of custom environments; null: the first on PATH that will do. */
  readonly python: string | null;
  readonly secretFile: string;
  readonly webHandler: string | null;
  /** Health addresses of the other components, by name. */
  readonly components: Readonly<Record<string, string>>;
  readonly gateway: { readonly host: string; readonly port: number };
  readonly tunnelRange: string;
  readonly rayImage: string;
  readonly tunnelImage: string;
  readonly kubeconfigPath: string | null;
  readonly keyring: Keyring;
  readonly singleSignOn: SingleSignOn | null;
  readonly isDevelopment: boolean;
}

function singleSignOnOf(value: z.output<typeof schema>): SingleSignOn | null {
  const { ARENA_OIDC_ISSUER: issuer, ARENA_OIDC_CLIENT_ID: clientId, ARENA_OIDC_CLIENT_SECRET: clientSecret } = value;
  if (issuer === undefined && clientId === undefined && clientSecret === undefined) return null;
  if (issuer === undefined || clientId === undefined || clientSecret === undefined)
    throw new Error(
      "Single sign-on wants ARENA_OIDC_ISSUER, ARENA_OIDC_CLIENT_ID and ARENA_OIDC_CLIENT_SECRET together",
    );
  return { issuer, clientId, clientSecret, name: value.ARENA_OIDC_NAME };
}

/** The only place that reads `process.env`; a wrong value ends the start with the variable's name. */
export function readEnvironment(variables: NodeJS.ProcessEnv): Environment {
  // Empty is unset, as where a file of settings names all of them.
  const given = Object.fromEntries(Object.entries(variables).filter(([, value]) => value !== ""));
  const parsed = schema.safeParse(given);
  if (!parsed.success) throw new Error(z.prettifyError(parsed.error));
  const value = parsed.data;
  const publicUrl = value.ARENA_PUBLIC_URL ?? `http://localhost:${value.PORT}`;
  return {
    databaseUrl: value.DATABASE_URL,
    temporalAddress: value.TEMPORAL_ADDRESS,
    temporalVersion: value.ARENA_TEMPORAL_VERSION,
    port: value.PORT,
    host: value.HOST,
    publicUrl,
    dataDir: value.ARENA_DATA,
    cacheDir: path.join(value.XDG_CACHE_HOME || path.join(homedir(), ".cache"), "arena"),
    python: value.ARENA_PYTHON ?? null,
    secretFile: value.ARENA_SECRET_FILE,
    webHandler: value.ARENA_WEB_HANDLER ?? null,
    components: value.ARENA_COMPONENTS,
    gateway: { host: value.ARENA_GATEWAY_HOST ?? new URL(publicUrl).hostname, port: value.ARENA_GATEWAY_PORT },
    tunnelRange: value.ARENA_TUNNEL_RANGE,
    rayImage: value.ARENA_RAY_IMAGE,
    tunnelImage: value.ARENA_TUNNEL_IMAGE,
    kubeconfigPath: value.ARENA_KUBECONFIG ?? null,
    keyring: keyringOf({
      ARENA_ENCRYPTION_KEYS_FILE: path.join(value.ARENA_DATA, ENCRYPTION_KEYS_FILE),
      ...variables,
    }),
    singleSignOn: singleSignOnOf(value),
    isDevelopment: value.NODE_ENV === "development",
  };
}
