import { error } from "@sveltejs/kit";
import { arenaClient } from "#lib/server/arena-client.ts";

const REFUSAL = "The on-prem training cluster requires a Manager on an Enterprise organization.";

export async function load({ locals, request }) {
  if (!locals.viewer?.permissions.includes("on_prem:manage")) error(403, REFUSAL);
  return { provider: await arenaClient(request).onPremProvider() };
}
