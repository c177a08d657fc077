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
  /** How long the agent of a head that was just deployed may take. */
  readonly agentWithinMs: number;
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
    agentWithinMs: secondsOf(environment, "ARENA_PROOF_WAIT_SECONDS", 300) * 1_000,
    gateway: {
      host: environment["ARENA_GATEWAY_HOST"] ?? "localhost",
      port: Number(environment["ARENA_GATEWAY_PORT"] ?? 51_820),
    },
  };
}

function secondsOf(environment: NodeJS.ProcessEnv, name: string, standard: number): number {
  const text = environment[name] ?? "";
  if (text === "") return standard;
  if (!/^\d{1,5}$/.test(text)) throw new Error(`${name} is '${text}': give seconds`);
  return Number(text);
}

/** The caller disposes its logins. */
export function createInstaller(pool: pg.Pool, settings: InstallerSettings): InstallerContext {
  const { keyring, stages, payloadDirectory, agentWithinMs, gateway } = settings;
  const preflight = { scriptPath: PREFLIGHT, gateway };
  return {
    pool,
    keyring,
    stages,
    payloadDirectory,
    agentWithinMs,
    preflight,
    logins: new SshLogins(pool, keyring, payloadDirectory),
  };
}
