import { error } from "@sveltejs/kit";
import { arenaClient } from "#lib/server/arena-client.ts";

/** In the first answer; a page that has more reads them all in the browser. */
const CLASSES = 50;
const REFUSAL = "The on-prem training cluster requires a Manager on an Enterprise organization.";

export async function load({ locals, request }) {
  if (!locals.viewer?.permissions.includes("on_prem:manage")) error(403, REFUSAL);
  const client = arenaClient(request);
  const [provider, classes] = await Promise.all([client.onPremProvider(), client.onPremClasses({ first: CLASSES })]);
  return { provider, classes };
}
