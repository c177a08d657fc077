import type { Database } from "@arena/database/client";
import type { SetupType } from "../../bundle/bundle-input.ts";
import { configurationTabs, type ConfigurationTab } from "../../bundle/configuration-tabs.ts";
import { setupNotices } from "../../bundle/setup-notices.ts";
import { installCommands } from "../../bundle/install-commands.ts";
import { NotAllowedError } from "../errors.ts";
import type { Installation } from "../installation.ts";
import { requireOnPremManager } from "../on-prem/require-on-prem-manager.ts";
import type { Viewer } from "../viewer/viewer.ts";
import { readBundleInput } from "./read-bundle-input.ts";

export interface Deployment {
  readonly installCommand: string;
  readonly teardownCommand: string;
  /** Variables that the command-line client needs, as they are typed into a shell. */
  readonly clientSettings: readonly string[];
  readonly tabs: readonly ConfigurationTab[];
  /** What will not work as the bundle is, each with its remedy. */
  readonly notices: readonly string[];
  /** Why there is nothing to install from; null when there is. */
  readonly unavailable: string | null;
}

/** What the configuration panel of a class shows. The texts hold the class's secrets. */
export async function describeDeployment(
  { pool }: Database,
  viewer: Viewer,
  installation: Installation,
  resourceClass: { readonly id: string; readonly name: string },
  setupType: SetupType,
): Promise<Deployment> {
  requireOnPremManager(viewer);
  const { install, teardown } = installCommands(resourceClass.name, setupType);
  const url = installation.publicUrl;
  const shared = {
    installCommand: install,
    teardownCommand: teardown,
    clientSettings: [`export ARENA_BASE_URL=${url}`, `export ARENA_KEYCLOAK_URL=${url}/`],
  };
  try {
    const input = await readBundleInput(pool, viewer, installation, resourceClass.id);
    const fault = await gatewayFault(pool);
    const notices = [
      ...setupNotices(input, setupType),
      ...(fault === null ? [] : [`The gateway has a fault, so that clusters may not connect: ${fault}`]),
    ];
    return { ...shared, tabs: configurationTabs(input, setupType), notices, unavailable: null };
  } catch (error) {
    if (error instanceof NotAllowedError) return { ...shared, tabs: [], notices: [], unavailable: error.message };
    throw error;
  }
}

/** As its process wrote it down; null when it has none. */
async function gatewayFault(pool: Database["pool"]): Promise<string | null> {
  const { rows } = await pool.query<{ fault: string | null }>("SELECT fault FROM gateway");
  return rows[0]?.fault ?? null;
}
