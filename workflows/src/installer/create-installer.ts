import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { keyringOf, type Keyring } from "@arena/database/sealed";
import type pg from "pg";
import type { InstallerContext } from "./installer-context.ts";
import { readHelmSettings, type HelmSettings } from "./helm/helm-settings.ts";
import { SshLogins } from "./ssh-logins.ts";
import { readStageSettings, type StageSettings } from "./stage-scripts.ts";

export interface InstallerSettings {
  readonly keyring: Keyring;
  readonly stages: StageSettings;
  readonly payloadDirectory: string;
  /** How long the agent of a head that was just deployed may take. */
  readonly agentWithinMs: number;
  /** `host:port` of where the images come from. */
  readonly registries: readonly string[];
  readonly gateway: { readonly host: string; readonly port: number };
  readonly helm: HelmSettings;
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
    registries: registriesOf([environment["ARENA_RAY_IMAGE"], environment["ARENA_TUNNEL_IMAGE"]]),
    gateway: {
      host: environment["ARENA_GATEWAY_HOST"] ?? "localhost",
      port: Number(environment["ARENA_GATEWAY_PORT"] ?? 51_820),
    },
    helm: readHelmSettings(environment, dataDirectory),
  };
}

/** Of images by their names, as Docker reads them; without one of its own an image is Docker's. */
export function registriesOf(images: readonly (string | undefined)[]): string[] {
  const found = images.map((image) => {
    const [first = "", ...rest] = (image ?? "").split("/");
    const isHost = rest.length > 0 && (/[.:]/.test(first) || first === "localhost");
    return isHost ? (first.includes(":") ? first : `${first}:443`) : "registry-1.docker.io:443";
  });
  return [...new Set(found)];
}

function secondsOf(environment: NodeJS.ProcessEnv, name: string, standard: number): number {
  const text = environment[name] ?? "";
  if (text === "") return standard;
  if (!/^\d{1,5}$/.test(text)) throw new Error(`${name} is '${text}': give seconds`);
  return Number(text);
}

/** The caller disposes its logins. */
export function createInstaller(pool: pg.Pool, settings: InstallerSettings): InstallerContext {
  const { keyring, stages, payloadDirectory, agentWithinMs, gateway, helm } = settings;
  const preflight = { scriptPath: PREFLIGHT, gateway, stackName: stages.stackName, registries: settings.registries };
  return {
    pool,
    keyring,
    stages,
    payloadDirectory,
    agentWithinMs,
    preflight,
    helm,
    logins: new SshLogins(pool, keyring, payloadDirectory),
  };
}
