import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { keyringOf, type Keyring } from "@arena/database/sealed";
import type pg from "pg";
import type { InstallerContext } from "./advance-stage.ts";
import { SshLogins } from "./ssh-logins.ts";
import { readStageSettings, type StageSettings } from "./stage-scripts.ts";

export interface InstallerSettings {
  readonly keyring: Keyring;
  readonly stages: StageSettings;
  readonly payloadDirectory: string;
  readonly gateway: { readonly host: string; readonly port: number };
}

const PREFLIGHT = fileURLToPath(new URL("../../../deploy/swarm/remote/preflight.sh", import.meta.url));

export function readInstallerSettings(environment: NodeJS.ProcessEnv): InstallerSettings {
  const dataDirectory = environment["ARENA_DATA"];
  if (dataDirectory === undefined || dataDirectory === "") throw new Error("ARENA_DATA is not set");
  return {
    keyring: keyringOf(environment),
    stages: readStageSettings(environment),
    payloadDirectory: join(dataDirectory, "cache"),
    gateway: {
      host: environment["ARENA_GATEWAY_HOST"] ?? "localhost",
      port: Number(environment["ARENA_GATEWAY_PORT"] ?? 51_820),
    },
  };
}

/** The caller disposes its logins. */
export function createInstaller(pool: pg.Pool, settings: InstallerSettings): InstallerContext {
  const { keyring, stages, payloadDirectory, gateway } = settings;
  const preflight = { scriptPath: PREFLIGHT, gateway };
  return { pool, keyring, stages, payloadDirectory, preflight, logins: new SshLogins(pool, keyring) };
}
