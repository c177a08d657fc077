import { DEFAULT_PROVIDER_NAME, readProvider, type OnPremProvider } from "../../domain/on-prem/provider.ts";
import { requireOnPremManager } from "../../domain/on-prem/require-on-prem-manager.ts";
import { disableOnPrem, enableOnPrem } from "../../domain/on-prem/switch-provider.ts";
import { updateOnPrem } from "../../domain/on-prem/update-provider.ts";
import { json, type Answer } from "../answer.ts";
import type { Call, Endpoint } from "../endpoint.ts";

const PREFIX = "/api/cli/v1/on-prem";
const NEVER_ENABLED: OnPremProvider = { name: DEFAULT_PROVIDER_NAME, description: "", enabled: false };

const present = (provider: OnPremProvider): Answer =>
  json({ ...provider, status: provider.enabled ? "Enabled" : "Disabled" });

async function current({ command }: Call): Promise<OnPremProvider | null> {
  requireOnPremManager(command.viewer);
  return readProvider(command.database.pool, command.viewer.organizationId);
}

export const PROVIDER_ENDPOINTS: readonly Endpoint[] = [
  {
    method: "POST",
    path: `${PREFIX}/enable`,
    handle: async ({ command }) => present(await enableOnPrem(command)),
  },
  {
    method: "POST",
    path: `${PREFIX}/disable`,
    // The client disables at the end of a teardown, whether it was ever enabled or not.
    handle: async (call) => present((await current(call)) === null ? NEVER_ENABLED : await disableOnPrem(call.command)),
  },
  {
    method: "GET",
    path: `${PREFIX}/provider`,
    handle: async (call) => present((await current(call)) ?? NEVER_ENABLED),
  },
  {
    method: "PATCH",
    path: `${PREFIX}/provider`,
    async handle({ command, body }) {
      const [name, description] = [body.optionalText("name"), body.optionalText("description")];
      return present(
        await updateOnPrem(command, {
          ...(name === null ? {} : { name }),
          ...(description === null ? {} : { description }),
        }),
      );
    },
  },
];
