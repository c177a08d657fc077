import type { Keyring } from "@arena/database/sealed";
import type pg from "pg";
import type { HelmSettings } from "./helm/helm-settings.ts";
import type { PreflightSettings } from "./run-preflight.ts";
import type { SshLogins } from "./ssh-logins.ts";
import type { StageSettings } from "./stage-scripts.ts";

/** What the installing of clusters needs on this machine. */
export interface InstallerContext {
  readonly pool: pg.Pool;
  readonly keyring: Keyring;
  readonly logins: SshLogins;
  readonly stages: StageSettings;
  readonly preflight: PreflightSettings;
  /** Where the api leaves the programs of a version. */
  readonly payloadDirectory: string;
  /** How long the agent of a head that was just deployed may take: it starts Ray first. */
  readonly agentWithinMs: number;
  readonly helm: HelmSettings;
}
